import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { alarmOnOldestUndeliverable as rule } from "./alarm-on-oldest-undeliverable";
import { type Changes, loop, TYPES } from "./testing/loop";

const says =
  "violation kept: kept has no alarm on the age of its oldest object: a replay that does not work is noticed by nobody. Write that age with each sweep, and add a MetricAlarm on it.";
const open =
  "undetermined kept: kept: whether an alarm watches the age of its oldest object is not known before a deployment, or not to this stack.";
const old = (props: Record<string, unknown>): Changes => ({ set: { old: props } });
const unknown = (path: string): Changes => ({ options: { old: { unknown: [path] } } });
const named = (metricName: string) => old({ metricName, threshold: 1 });
const other = resource(TYPES.fn, "other", { name: "other" });

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "with one", changes: {}, expected: [] },
  { title: "without", changes: { drop: ["old"] }, expected: [says] },
  { title: "with one of AWS' own metrics", changes: old({ namespace: "AWS/Lambda" }), expected: [says] },
  { title: "with one of no namespace", changes: old({ namespace: undefined }), expected: [says] },
  { title: "with one on a count", changes: old({ metricName: "ObjectsQuarantined" }), expected: [says] },
  {
    title: "with one whose name only holds the letters",
    changes: old({ metricName: "StorageSeconds" }),
    expected: [says],
  },
  { title: "with one in small letters", changes: named("refused_age_minutes"), expected: [] },
  { title: "with one in capitals", changes: named("OLDEST-REFUSED"), expected: [] },
  ...["Waiting", "Waited", "Backlog", "Lag", "Delay", "Undelivered"].map((word) => ({
    title: `with one on what is called ${word}`,
    changes: named(`${word}Minutes`),
    expected: [],
  })),
  { title: "with one that is red after a week", changes: old({ threshold: 604_800 }), expected: [says] },
  { title: "with one that is red at a day", changes: old({ threshold: 86_399 }), expected: [] },
  { title: "with one that is red beyond a day", changes: old({ threshold: 86_400 }), expected: [says] },
  {
    title: "with one that is red when all is well",
    changes: old({ comparisonOperator: "LessThanThreshold" }),
    expected: [says],
  },
  {
    title: "with one of another unit",
    changes: old({ metricName: "OldestMinutes", threshold: 604_800 }),
    expected: [],
  },
  { title: "with one without dimensions", changes: old({ dimensions: undefined }), expected: [] },
  {
    title: "with one on the bucket",
    changes: old({ dimensions: { bucket: "kept-eu-west-1" } }),
    expected: [],
  },
  {
    title: "with one on another function",
    changes: { ...old({ dimensions: { function: "other" } }), add: [other] },
    expected: [says],
  },
  {
    title: "with one on another function and the bucket",
    changes: { ...old({ dimensions: { function: "other", bucket: "kept-eu-west-1" } }), add: [other] },
    expected: [],
  },
  {
    title: "with one in a formula",
    changes: old({
      metricName: undefined,
      namespace: undefined,
      dimensions: undefined,
      metricQueries: [{ id: "a", metric: { namespace: "Shop", metricName: "OldestRefusedSeconds" } }],
    }),
    expected: [],
  },
  { title: "with one on something unknown", changes: unknown("metricName"), expected: [open] },
  { title: "with one in an unknown namespace", changes: unknown("namespace"), expected: [open] },
  { title: "with one of unknown dimensions", changes: unknown("dimensions"), expected: [open] },
  { title: "with one of an unknown threshold", changes: unknown("threshold"), expected: [open] },
  {
    title: "of a bucket that may not be one",
    changes: { drop: ["old"], options: { "take-may": { unknown: ["policy"] } } },
    expected: [open],
  },
  {
    title: "in another region, which that region's replay watches",
    changes: { drop: ["old"], options: { kept: { region: "us-west-2" } } },
    expected: [],
  },
];
test.each(cases)("$title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("words and the longest age are parameters", () => {
  expectVerdict(rule, loop(), [says], { words: ["alter"] });
  expectVerdict(rule, loop(), [says], { secondsMax: 3600 });
  expectVerdict(rule, loop(), [], { secondsMax: 3601 });
});

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ drop: ["old"] }), "kept")).toEqual(["excused kept"]);
});
