import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policiesDocument } from "./document";
import { examplePacks, exampleRule } from "./testing/example-report";

const text = policiesDocument(examplePacks);

test("the whole page, of two small packs", () => {
  expect(text).toBe(readFileSync(join(__dirname, "testing", "example-policies.md"), "utf8"));
});

test("counts the packs and their rules", () => {
  expect(text).toContain("2 packs, 3 rules.");
  expect(text).toContain("| [vpc-isolation](#vpc-isolation) | 1 | 0 |");
  expect(text).toContain("| [at-least-once](#at-least-once) | 2 | 1 |");
});

test("a row of coverage is a demand, its sentence, and the rules that meet it", () => {
  expect(text).toContain(
    "| limit | limits \\| kept | [queue-has-limit](#at-least-oncequeue-has-limit) |\n| least-privilege | no wildcards | [no-wildcard](#at-least-onceno-wildcard) |\n",
  );
});

test("a demand that no rule meets is an empty row", () => {
  const [pack] = examplePacks;
  const uncovered = policiesDocument([
    { name: "a", rules: pack?.rules ?? [], demands: { open: "nothing\nyet" } },
  ]);
  expect(uncovered).toContain("| open | nothing yet |  |");
});

test("a rule says what it demands, why, what breaks, how to mend it, its severity and scope", () => {
  expect(text).toContain(
    [
      "### at-least-once/queue-has-limit",
      "",
      "A queue has a limit.",
      "",
      "- Why: “Queues have limits” (“Limits”).",
      "- Otherwise: It never ends.",
      "- How to mend it: Set limit.",
      "- Severity: medium. Judged on one stack.",
      "",
    ].join("\n"),
  );
  expect(text).toContain("- Severity: high. Judged on a pair of stacks.");
});

test.each([
  {
    parameter: { type: "integer", default: 5, minimum: 1, maximum: 9, description: "The least." },
    line: "- Parameter `least` (integer from 1 to 9; default `5`): The least.",
  },
  {
    parameter: { type: "number", default: 0.5, description: "A share." },
    line: "- Parameter `least` (number; default `0.5`): A share.",
  },
  {
    parameter: { type: "array", default: ["a"], description: "Names." },
    line: '- Parameter `least` (array; default `["a"]`): Names.',
  },
] as const)("a parameter: $line", ({ parameter, line }) => {
  const rules = [exampleRule({ parameters: { least: parameter } })];
  expect(policiesDocument([{ name: "a", rules, demands: {} }])).toContain(`${line}\n`);
});

const LIST = { names: { type: "array", default: [], description: "Names." } } as const;
const NUMBER = { least: { type: "integer", default: 5, description: "The least." } } as const;
const SHARE = { share: { type: "number", default: 0.5, description: "A share." } } as const;

test.each([
  {
    title: "the first that has a number",
    parameters: [undefined, LIST, NUMBER],
    rule: "rule-2",
    values: { least: 5 },
  },
  { title: "of whichever kind", parameters: [LIST, SHARE, NUMBER], rule: "rule-1", values: { share: 0.5 } },
  { title: "without any, the first", parameters: [LIST, undefined], rule: "rule-0", values: { names: [] } },
])("the example of a configuration is of $title", ({ parameters, rule, values }) => {
  const rules = parameters.map((given, index) => exampleRule({ name: `rule-${index}`, parameters: given }));
  const page = policiesDocument([{ name: "a", rules, demands: {} }]);
  const example = {
    [rule]: { enforcementLevel: "advisory", ...values, excused: { "a-resource": "why this one may" } },
  };
  expect(page).toContain(`\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\`\n`);
  expect(page).toContain(`e.g. \`excuse:${rule}\``);
  expect(page).toContain("--policy-pack-config a.json");
});

test("three lines add a pack to another project's CI", () => {
  expect(text).toContain(
    [
      "```",
      'git clone --depth 1 "$HOLDFAST" ../holdfast',
      "npm ci --prefix ../holdfast",
      "pulumi preview --policy-pack ../holdfast/policies/vpc-isolation",
      "```",
    ].join("\n"),
  );
});

test("no packs, no examples of them", () => {
  expect(policiesDocument([])).not.toContain("policy-pack-config");
});
