/** docs/policies.md, from the rules themselves. Pure. */
import type { Parameter } from "./parameters";
import type { Pack } from "./report";
import type { Rule } from "./rule";

export function policiesDocument(packs: readonly Pack[]): string {
  const rules = packs.reduce((total, pack) => total + pack.rules.length, 0);
  const summary = packs.map(
    ({ name, rules }) => `| [${name}](#${name}) | ${rules.length} | ${pairRulesOf(rules)} |`,
  );
  return [
    "# Policies",
    "",
    "Generated from `policies/` by `npm run docs`. Do not edit.",
    "",
    `${packs.length} packs, ${rules} rules. A rule judges a stack as a graph: what reaches what, through which resource, known before a`,
    "deployment or not. It assumes no names and no components of ours: any stack on AWS can be judged, and one that has nothing that a rule",
    "speaks of passes it.",
    "",
    "| pack | rules | of them for a pair |",
    "|---|---|---|",
    ...summary,
    "",
    ...RUN,
    ...addLines(packs),
    ...configuration(packs),
    ...VERDICTS,
    ...packs.flatMap(packSection),
  ].join("\n");
}

const RUN = [
  "## Run them here",
  "",
  "```",
  "npm run policies                                  # every pack on every stack: no credentials, no CLI",
  "npm run policies -- --pack vpc-isolation --stack prod-us",
  "npm run policies -- --json                        # or --sarif FILE, - being the standard output",
  "npm run twins                                     # both stacks the same but for their regions",
  "```",
  "",
  "Exit codes: 0 clean, 1 a violation, 2 a rule could not run or a stack could not be previewed. What only AWS makes up (an id, an ARN) is",
  "supposed, so that little stays undetermined.",
  "",
  "The same under Pulumi's own engine, where a violation stops `preview` and `up`:",
  "",
  "```",
  "pulumi preview --stack prod-eu --policy-pack policies/vpc-isolation",
  "```",
  "",
];

const addLines = ([pack]: readonly Pack[]): string[] => [
  "## Add a pack to your project",
  "",
  "Three lines in your CI, with `HOLDFAST` saying where this repository is cloned from:",
  "",
  "```",
  'git clone --depth 1 "$HOLDFAST" ../holdfast',
  "npm ci --prefix ../holdfast",
  `pulumi preview --policy-pack ../holdfast/policies/${pack?.name ?? "PACK"}`,
  "```",
  "",
  "Pin a commit in place of the newest one as you would any dependency. A pack's folder also works by itself: after `npm ci` it holds its",
  "bundle (`dist/`); copy the folder, and `npm install` in the copy brings the one package that it needs, `@pulumi/policy`.",
  "",
];

function configuration(packs: readonly Pack[]): string[] {
  const rules = packs.flatMap(({ name, rules }) => rules.map((rule) => ({ pack: name, rule })));
  const configurable =
    rules.find(({ rule }) => Object.values(rule.parameters ?? {}).some(isNumber)) ?? rules[0];
  if (!configurable) return [];
  const { pack, rule } = configurable;
  const values = Object.entries(rule.parameters ?? {}).map(([key, parameter]) => [key, parameter.default]);
  const example = {
    [rule.name]: {
      enforcementLevel: "advisory",
      ...Object.fromEntries(values),
      excused: { "a-resource": "why this one may" },
    },
  };
  return [
    "## Set a parameter, or excuse a resource",
    "",
    `\`pulumi preview --policy-pack … --policy-pack-config ${pack}.json\` takes, by rule, its parameters, its enforcement level and its`,
    "excuses; `npm run policies -- --config FILE` takes the same file (there, every violation counts):",
    "",
    "```json",
    JSON.stringify(example, null, 2),
    "```",
    "",
    "A resource is excused from one rule, and only with a reason of ten characters or more: here by its name or URN, or on the resource by",
    `the tag \`excuse:<rule>\`, e.g. \`excuse:${rule.name}\`. Every output lists what is excused and why.`,
    "",
  ];
}

/** A number shows best what may be set. */
const isNumber = ({ type }: Parameter) => type === "integer" || type === "number";

const VERDICTS = [
  "## What a rule may say",
  "",
  "| verdict | what it means |",
  "|---|---|",
  "| violation | which resource, what is wrong, what breaks because of it, the shortest way to mend it |",
  "| undetermined | it depends on a value that only a deployment can know, and is judged again by `up` and on what is deployed; or on a resource of another stack |",
  "| excused | a violation that somebody gave a reason for |",
  "",
  "A *pair* rule speaks of two regions' stacks. `npm run policies` judges it on both; `pulumi preview` sees one stack, and judges what that one shows.",
  "",
];

function packSection({ name, rules, demands }: Pack): string[] {
  const coverage = Object.entries(demands).map(([key, sentence]) => {
    const meeting = rules.filter(({ meets }) => meets.includes(key));
    return `| ${key} | ${cell(sentence)} | ${meeting.map((rule) => linkTo(rule, name)).join(", ")} |`;
  });
  return [
    `## ${name}`,
    "",
    "| demand | a stack must keep | rules |",
    "|---|---|---|",
    ...coverage,
    "",
    ...rules.flatMap((rule) => ruleSection(rule, name)),
  ];
}

function ruleSection(rule: Rule, pack: string): string[] {
  const { name, demands, why, breaks, mend, severity, scope, parameters = {} } = rule;
  return [
    `### ${pack}/${name}`,
    "",
    demands,
    "",
    `- Why: ${why}`,
    `- Otherwise: ${breaks}`,
    `- How to mend it: ${mend}`,
    `- Severity: ${severity}. Judged on ${scope === "pair" ? "a pair of stacks" : "one stack"}.`,
    ...Object.entries(parameters).map(parameterLine),
    "",
  ];
}

const parameterLine = ([name, parameter]: [string, Parameter]): string => {
  const { type, description, minimum, maximum } = parameter;
  const bounds = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ];
  const kind = [type, ...bounds].join(" ");
  return `- Parameter \`${name}\` (${kind}; default \`${JSON.stringify(parameter.default)}\`): ${description}`;
};

/** GitHub's anchor of a heading: signs but hyphens go. */
const linkTo = ({ name }: Rule, pack: string) => `[${name}](#${pack}${name})`;

const pairRulesOf = (rules: readonly Rule[]) => rules.filter(({ scope }) => scope === "pair").length;

/** A table's row is one line. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
