import { excusing } from "../testing/excused";
import { expectVerdict } from "../testing/stack";
import { queueVisibility as rule } from "./queue-visibility";
import { type Changes, loop } from "./testing/loop";

const says = (hidden: number, needed: number) =>
  `violation again: again hides a message for ${hidden} s, and replay needs ${needed} s: it comes back while it is worked on. Set visibilityTimeoutSeconds to ${needed} or more.`;
const open =
  "undetermined again: again: how long it hides a message, or how long replay may run, is not known before a deployment, or not to this stack.";
const again = (visibilityTimeoutSeconds?: number) => ({ again: { visibilityTimeoutSeconds } });

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "six times", changes: {}, expected: [] },
  { title: "a second less", changes: { set: again(359) }, expected: [says(359, 360)] },
  { title: "SQS's default", changes: { set: again(undefined) }, expected: [says(30, 360)] },
  {
    title: "Lambda's default, of which 30 s are enough",
    changes: { set: { ...again(undefined), replay: { timeout: undefined } } },
    expected: [],
  },
  {
    title: "a longer timeout",
    changes: { set: { replay: { timeout: 61 } } },
    expected: [says(360, 366)],
  },
  {
    title: "a window in which a batch is waited for",
    changes: { set: { "again-read": { maximumBatchingWindowInSeconds: 5 } } },
    expected: [says(360, 365)],
  },
  {
    title: "an unknown time hidden",
    changes: { options: { again: { unknown: ["visibilityTimeoutSeconds"] } } },
    expected: [open],
  },
  {
    title: "an unknown timeout",
    changes: { options: { replay: { unknown: ["timeout"] } } },
    expected: [open],
  },
  {
    title: "an unknown window",
    changes: { options: { "again-read": { unknown: ["maximumBatchingWindowInSeconds"] } } },
    expected: [open],
  },
  { title: "a queue that feeds nothing", changes: { drop: ["again-read"], set: again(1) }, expected: [] },
];
test.each(cases)("$title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("how many timeouts is a parameter", () => {
  expectVerdict(rule, loop(), [says(360, 420)], { timeouts: 7 });
});

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ set: again(1) }), "again")).toEqual(["excused again"]);
});
