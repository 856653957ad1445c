import type { Graph } from "../engine/graph";
import { check } from "./check";
import type { Previewed } from "./previews";
import type { Pack } from "./report";
import { type Rule, undetermined, violation } from "./rule";
import { exampleRule } from "./testing/example-report";
import { resource } from "./testing/stack";

const QUEUE = "aws:sqs/queue:Queue";

/** With a queue of that name in each. */
function previewed(stack: string, name: string, tags: Record<string, string> = {}): Previewed {
  const queue = resource(QUEUE, name, { tags });
  const resources = [{ ...queue, urn: queue.urn.replace(":test:", `:${stack}:`) }];
  const graph: Graph = { project: "specs", stack, resources, outputs: {}, secretOutputs: [] };
  return { stack, graph };
}
const [eu, us] = [previewed("eu", "a"), previewed("us", "b")];

const each =
  (say: typeof violation): Rule["judge"] =>
  (graph) =>
    graph.nodes.map((node) => say(node, "limit"));
const packOf = (...rules: Rule[]): Pack => ({ name: "p", rules, demands: {} });
const finding = exampleRule({ judge: each(violation) });

/** Each a line: kind, pack/rule, stack, resource. */
const lines = (run: Partial<Parameters<typeof check>[0]>) =>
  check({ previewed: [eu, us], pairs: [["eu", "us"]], packs: [packOf(finding)], ...run }).verdicts.map(
    ({ kind, pack, rule, stack, name, message, reason }) =>
      [kind, `${pack}/${rule}`, stack, name, message, reason].filter((part) => part !== undefined).join(" "),
  );

test("each stack is judged by each rule, and a verdict names its stack and resource", () => {
  const { verdicts } = check({ previewed: [eu], pairs: [], packs: [packOf(finding)] });
  expect(verdicts).toEqual([
    {
      kind: "violation",
      pack: "p",
      rule: "queue-has-limit",
      stack: "eu",
      urn: "urn:pulumi:eu::specs::aws:sqs/queue:Queue::a",
      name: "a",
      message: "limit",
      reason: undefined,
    },
  ]);
  expect(lines({})).toEqual([
    "violation p/queue-has-limit eu a limit",
    "violation p/queue-has-limit us b limit",
  ]);
});

test("packs keep their order, and so do stacks that are no pair", () => {
  const packs = [
    packOf(finding),
    { ...packOf(exampleRule({ name: "q", judge: each(undetermined) })), name: "z" },
  ];
  expect(lines({ packs, pairs: [] })).toEqual([
    "violation p/queue-has-limit eu a limit",
    "violation p/queue-has-limit us b limit",
    "undetermined z/q eu a a: limit is not known before a deployment, or not to this stack.",
    "undetermined z/q us b b: limit is not known before a deployment, or not to this stack.",
  ]);
});

const pairRule = exampleRule({
  scope: "pair",
  judgePair: (one, other) => [violation(other.nodes[0] as never, `not ${one.nodes[0]?.name}`)],
});

test.each<{
  title: string;
  previews: Previewed[];
  pairs: [string, string][];
  found: string[];
  peers: unknown[];
}>([
  {
    title: "both of a pair, the primary first",
    previews: [us, eu],
    pairs: [["eu", "us"]],
    found: ["violation p/queue-has-limit us b not a"],
    peers: ["eu", "us"],
  },
  {
    title: "one alone",
    previews: [eu],
    pairs: [],
    found: [],
    peers: [undefined],
  },
  {
    title: "two that are no pair",
    previews: [eu, us],
    pairs: [],
    found: [],
    peers: [undefined, undefined],
  },
  {
    title: "one whose peer could not be previewed",
    previews: [eu, { stack: "us", problem: "no settings" }],
    pairs: [["eu", "us"]],
    found: [],
    peers: [undefined, undefined],
  },
])("a pair rule: $title", ({ previews, pairs, found, peers }) => {
  const packs = [packOf(pairRule)];
  expect(lines({ packs, previewed: previews, pairs })).toEqual(found);
  expect(check({ previewed: previews, pairs, packs }).stacks.map(({ peer }) => peer)).toEqual(peers);
});

test("says how many resources each stack has, and why one could not be previewed", () => {
  const stacks = check({
    previewed: [eu, { stack: "us", problem: "no settings" }, { stack: "x" }],
    pairs: [],
    packs: [],
  }).stacks;
  expect(stacks).toEqual([
    { name: "eu", peer: undefined, resources: 1, problem: undefined },
    { name: "us", peer: undefined, resources: 0, problem: "no settings" },
    { name: "x", peer: undefined, resources: 0, problem: "it has no graph" },
  ]);
});

test("a stack that could not be previewed is judged by nothing", () => {
  expect(lines({ previewed: [{ stack: "us", problem: "x" }], pairs: [] })).toEqual([]);
});

test("excuses: by tag, by configuration, and one for nothing", () => {
  const tagged = previewed("eu", "a", { "excuse:queue-has-limit": "it drains by hand" });
  const config = { "queue-has-limit": { excused: { b: "nobody writes to it", c: "is not there" } } };
  expect(lines({ previewed: [tagged, us], config })).toEqual([
    "stray p/queue-has-limit eu c is excused from queue-has-limit, and no resource has this name or URN. Correct it, or take the excuse away.",
    "excused p/queue-has-limit eu a limit it drains by hand",
    "excused p/queue-has-limit us b limit nobody writes to it",
  ]);
});

test("a parameter of the configuration reaches the rule", () => {
  const rule = exampleRule({
    parameters: { least: { type: "integer", default: 5, description: "The least." } },
    judge: (graph, { least }) => graph.nodes.map((node) => violation(node, `under ${least}`)),
  });
  const run = { previewed: [eu], pairs: [], packs: [packOf(rule)] };
  expect(lines(run)).toEqual(["violation p/queue-has-limit eu a under 5"]);
  expect(lines({ ...run, config: { "queue-has-limit": { least: 7 } } })).toEqual([
    "violation p/queue-has-limit eu a under 7",
  ]);
});

test("a rule that cannot run takes no other along", () => {
  const broken = exampleRule({
    name: "broken",
    judge: () => {
      throw new Error("x is undefined");
    },
  });
  expect(lines({ previewed: [eu], pairs: [], packs: [packOf(broken, finding)] })).toEqual([
    "failed p/broken eu broken could not run: x is undefined",
    "violation p/queue-has-limit eu a limit",
  ]);
});
