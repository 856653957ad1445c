import { excusesFrom, type RuleConfig } from "./excuses";
import type { StackGraph } from "./graph";
import { resource, stackOf } from "./testing/stack";

const QUEUE = "aws:sqs/queue:Queue";
const REASON = "Kept by hand until spring.";
const rule = { name: "queue-is-kept" };
const urn = `urn:pulumi:test::specs::${QUEUE}::q`;
const tagged = (value: string, key = "excuse:queue-is-kept") =>
  stackOf(resource(QUEUE, "q", { tags: { [key]: value } }));
const plain = stackOf(resource(QUEUE, "q"));
const fault = {
  kind: "violation",
  urn,
  message:
    "q is excused from queue-is-kept without a reason. Say why in 10 characters or more, or take the excuse away.",
};

interface Case {
  title: string;
  graph: StackGraph;
  config?: RuleConfig;
  reasons: [string, string][];
  faults: object[];
  strays: string[];
}
test.each<Case>([
  { title: "nobody, unasked", graph: plain, config: undefined, reasons: [], faults: [], strays: [] },
  { title: "by tag", graph: tagged(REASON), reasons: [[urn, REASON]], faults: [], strays: [] },
  {
    title: "not by another rule's tag",
    graph: tagged(REASON, "excuse:other"),
    reasons: [],
    faults: [],
    strays: [],
  },
  {
    title: "by name",
    graph: plain,
    config: { excused: { q: REASON } },
    reasons: [[urn, REASON]],
    faults: [],
    strays: [],
  },
  {
    title: "by URN",
    graph: plain,
    config: { excused: { [urn]: REASON } },
    reasons: [[urn, REASON]],
    faults: [],
    strays: [],
  },
  {
    title: "by tag first",
    graph: tagged(REASON),
    config: { excused: { q: "Something else." } },
    reasons: [[urn, REASON]],
    faults: [],
    strays: [],
  },
  {
    title: "for ten characters",
    graph: tagged(" 0123456789 "),
    reasons: [[urn, "0123456789"]],
    faults: [],
    strays: [],
  },
  { title: "not for nine", graph: tagged(" 012345678 "), reasons: [], faults: [fault], strays: [] },
  { title: "not for nothing", graph: tagged(""), reasons: [], faults: [fault], strays: [] },
  {
    title: "not for nothing in the configuration",
    graph: plain,
    config: { excused: { q: "" } },
    reasons: [],
    faults: [fault],
    strays: [],
  },
  {
    title: "nobody that is not there",
    graph: plain,
    config: { excused: { gone: REASON } },
    reasons: [],
    faults: [],
    strays: ["gone"],
  },
])("excuses $title", ({ graph, config, reasons, faults, strays }) => {
  const found = excusesFrom(rule, [graph], config);
  expect([[...found.reasons], found.faults, found.strays]).toEqual([reasons, faults, strays]);
});

test("what stands in either stack of a pair is no stray", () => {
  const other = stackOf(resource(QUEUE, "other"));
  expect(excusesFrom(rule, [plain, other], { excused: { q: REASON, other: REASON } }).strays).toEqual([]);
});
