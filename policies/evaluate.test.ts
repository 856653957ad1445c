import { evaluate, type Outcome } from "./evaluate";
import type { StackGraph } from "./graph";
import { numberOf } from "./parameters";
import { type Rule, undetermined, violation } from "./rule";
import { REGION, type ResourceOptions, resource, stackOf } from "./testing/stack";

const QUEUE = "aws:sqs/queue:Queue";
const REASON = "Kept by hand until spring.";

const ruleOf = (rest: Partial<Rule> & Pick<Rule, "judge">): Rule => ({
  name: "no-queue",
  demands: "There is no queue.",
  why: "Because.",
  breaks: "Nothing.",
  mend: "Take it away.",
  meets: [],
  severity: "low",
  scope: "stack",
  ...rest,
});
const noQueue = ruleOf({
  judge: (graph) =>
    graph
      .ofType(QUEUE)
      .map((queue) =>
        queue.isSet("late") ? undetermined(queue, "late") : violation(queue, `${queue.name} is.`),
      ),
});
const queue = (name: string, props: Record<string, unknown> = {}, options: ResourceOptions = {}) =>
  resource(QUEUE, name, props, options);
const lines = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ rule, kind, stack, node, message, reason }) =>
    [rule.name, kind, stack, node?.name, message, ...(reason === undefined ? [] : [reason])].join(" | "),
  );
const judge = (rules: Rule[], graphs: StackGraph[], config = {}) => lines(evaluate(rules, graphs, config));

test.each([
  { title: "nothing in an empty stack", resources: [], found: [] },
  {
    title: "each finding, by URN",
    resources: [queue("b"), queue("a"), queue("c", {}, { unknown: ["late"] })],
    found: [
      "no-queue | violation | 0 | a | a is.",
      "no-queue | violation | 0 | b | b is.",
      "no-queue | undetermined | 0 | c | c: late is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "what is excused, with its reason",
    resources: [queue("a", { tags: { "excuse:no-queue": REASON } }), queue("b")],
    config: { "no-queue": { excused: { b: REASON } }, other: { excused: { a: "x" } } },
    found: [
      `no-queue | excused | 0 | a | a is. | ${REASON}`,
      `no-queue | excused | 0 | b | b is. | ${REASON}`,
    ],
  },
  {
    title: "an excuse without a reason, beside what it does not excuse",
    resources: [queue("a", { tags: { "excuse:no-queue": "no" } })],
    found: [
      "no-queue | violation | 0 | a | a is excused from no-queue without a reason. Say why in 10 characters or more, or take the excuse away.",
      "no-queue | violation | 0 | a | a is.",
    ],
  },
  {
    title: "an excuse of what is not there",
    resources: [],
    config: { "no-queue": { excused: { gone: REASON } } },
    found: [
      "no-queue | stray |  |  | gone is excused from no-queue, and no resource has this name or URN. Correct it, or take the excuse away.",
    ],
  },
])("finds $title", ({ resources, config, found }) =>
  expect(judge([noQueue], [stackOf(...resources)], config)).toEqual(found),
);

test("in order: what is of no resource, then by stack, then by URN", () => {
  const lost = { kind: "violation", urn: "urn:nowhere", message: "nowhere is." } as const;
  const mixed = ruleOf({
    scope: "pair",
    judge: () => [],
    judgePair(one, other) {
      const found = noQueue.judge(one, {});
      return [...noQueue.judge(other, {}), ...found.slice(2), lost, ...found.slice(0, 2)];
    },
  });
  const graphs = [
    stackOf(queue("c"), queue("a"), queue("d"), queue("b")),
    stackOf(resource("aws:sns/topic:Topic", "t"), queue("0")),
  ];
  const strays = { "no-queue": { excused: { gone: REASON } } };
  expect(lines(evaluate([mixed], graphs, strays)).map((line) => line.split(" | ").slice(0, 4))).toEqual([
    ["no-queue", "stray", "", ""],
    ["no-queue", "violation", "", ""],
    ["no-queue", "violation", "0", "a"],
    ["no-queue", "violation", "0", "b"],
    ["no-queue", "violation", "0", "c"],
    ["no-queue", "violation", "0", "d"],
    ["no-queue", "violation", "1", "0"],
  ]);
});

test("a good excuse does not excuse a bad one", () => {
  const graph = stackOf(queue("a", { tags: { "excuse:no-queue": "no" } }));
  expect(judge([noQueue], [graph], { "no-queue": { excused: { a: REASON } } })).toHaveLength(2);
});

test("parameters come from the configuration", () => {
  const rule = ruleOf({
    parameters: { most: { type: "integer", default: 1, description: "The most." } },
    judge: (graph, parameters) =>
      graph.nodes.slice(numberOf(parameters, "most")).map((node) => violation(node, "Too many.")),
  });
  const graph = stackOf(queue("a"), queue("b"), queue("c"));
  expect(evaluate([rule], [graph])).toHaveLength(2);
  expect(evaluate([rule], [graph], { "no-queue": { most: 2 } })).toHaveLength(1);
});

test("a rule that fails is said to, and the next one runs", () => {
  const failing = ruleOf({
    name: "failing",
    judge: () => {
      throw new Error("what it says");
    },
  });
  const throwing = ruleOf({
    name: "throwing",
    judge: () => {
      throw "a text";
    },
  });
  const outcomes = evaluate([failing, throwing, noQueue], [stackOf(queue("a"))]);
  expect(lines(outcomes)).toEqual([
    "failing | failed |  |  | failing could not run: what it says",
    "throwing | failed |  |  | throwing could not run: a text",
    "no-queue | violation | 0 | a | a is.",
  ]);
  expect(outcomes[0]?.error).toEqual(new Error("what it says"));
});

describe("a pair", () => {
  const inStack = (stack: string, name: string, tags = {}) => ({
    ...queue(name, { tags }),
    urn: `urn:pulumi:${stack}::specs::${QUEUE}::${name}`,
  });
  const one = stackOf(inStack("one", "a"), inStack("one", "b"));
  const other = stackOf(inStack("other", "a", { "excuse:twins": REASON }));
  const twins = ruleOf({
    name: "twins",
    scope: "pair",
    judge: (graph) =>
      graph.nodes.slice(1).map((node) => violation(node, `${node.name} has ${REGION} alone.`)),
    judgePair: (first, second) =>
      [first, second].flatMap((graph) =>
        graph.nodes
          .filter(
            ({ name }) => ![first, second].every(({ nodes }) => nodes.some((node) => node.name === name)),
          )
          .concat(graph === second ? graph.nodes : [])
          .map((node) => violation(node, `${node.name} has ${REGION} alone.`)),
      ),
  });

  test("is judged alone and together, and nothing is said twice", () => {
    expect(judge([twins], [one, other])).toEqual([
      "twins | violation | 0 | b | b has eu-west-1 alone.",
      `twins | excused | 1 | a | a has eu-west-1 alone. | ${REASON}`,
    ]);
  });

  test("each of its stacks is judged by the other rules", () => {
    expect(judge([noQueue], [one, other])).toEqual([
      "no-queue | violation | 0 | a | a is.",
      "no-queue | violation | 0 | b | b is.",
      "no-queue | violation | 1 | a | a is.",
    ]);
  });

  test("of which one is missing is judged alone", () => {
    expect(judge([twins], [one])).toEqual(["twins | violation | 0 | b | b has eu-west-1 alone."]);
  });
});
