import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { ARNS, allow, type Changes, loop, policyOf, TYPES } from "./testing/loop";
import { undeliverableNotExpired as rule } from "./undeliverable-not-expired";

const says =
  "violation kept: kept expires objects that were not delivered: acknowledged events are thrown away. Limit the lifecycle rule to other prefixes.";
const open =
  "undetermined kept: kept: whether its lifecycle rules expire undeliverable objects is not known before a deployment, or not to this stack.";
const ends = { status: "Enabled", expiration: { days: 7 } };
const rules = (...all: object[]) =>
  resource(TYPES.lifecycle, "life", { bucket: "kept-eu-west-1", rules: all });
const lifecycle = (one: object): Changes => ({ add: [rules({ filter: {}, ...ends, ...one })] });
const anyKey: Changes["set"] = {
  "take-may": {
    policy: policyOf(
      allow("firehose:PutRecordBatch", ARNS.events),
      allow("s3:PutObject", "arn:aws:s3:::kept-eu-west-1/*"),
    ),
  },
};

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "no rules", changes: {}, expected: [] },
  { title: "all, after days", changes: lifecycle({}), expected: [says] },
  {
    title: "all, on a date",
    changes: lifecycle({ expiration: { date: "2030-01-01T00:00:00Z" } }),
    expected: [says],
  },
  { title: "by a rule that is off", changes: lifecycle({ status: "Disabled" }), expected: [] },
  {
    title: "markers alone",
    changes: lifecycle({ expiration: { expiredObjectDeleteMarker: true } }),
    expected: [],
  },
  { title: "no days", changes: lifecycle({ expiration: { days: 0, date: "" } }), expected: [] },
  {
    title: "noncurrent versions",
    changes: lifecycle({ expiration: undefined, noncurrentVersionExpiration: { noncurrentDays: 30 } }),
    expected: [],
  },
  {
    title: "the prefix that is written",
    changes: lifecycle({ filter: { prefix: "refused/" } }),
    expected: [says],
  },
  { title: "a part of it", changes: lifecycle({ filter: { prefix: "refused/2026/" } }), expected: [says] },
  { title: "more than it", changes: lifecycle({ filter: { prefix: "ref" } }), expected: [says] },
  { title: "another prefix", changes: lifecycle({ filter: { prefix: "drained/" } }), expected: [] },
  {
    title: "another prefix and a size",
    changes: lifecycle({ filter: { and: { prefix: "drained/" } } }),
    expected: [],
  },
  {
    title: "another prefix, in the old way",
    changes: lifecycle({ filter: undefined, prefix: "drained/" }),
    expected: [],
  },
  {
    title: "another prefix, where any key may be written",
    changes: { ...lifecycle({ filter: { prefix: "drained/" } }), set: anyKey },
    expected: [says],
  },
  {
    title: "a tag",
    changes: lifecycle({ filter: { tag: { key: "drained", value: "yes" } } }),
    expected: [open],
  },
  {
    title: "several tags",
    changes: lifecycle({ filter: { and: { tags: { drained: "yes" } } } }),
    expected: [open],
  },
  { title: "no tags", changes: lifecycle({ filter: { and: { tags: {} } } }), expected: [says] },
  {
    title: "the second of two rules",
    changes: { add: [rules({ ...ends, status: "Disabled" }, ends)] },
    expected: [says],
  },
  {
    title: "within the bucket",
    changes: { set: { kept: { lifecycleRules: [{ enabled: true, expiration: { days: 1 } }] } } },
    expected: [says],
  },
  {
    title: "within a BucketV2",
    changes: { set: { kept: { lifecycleRules: [{ enabled: true, expirations: [{ days: 1 }] }] } } },
    expected: [says],
  },
  {
    title: "within a BucketV2, noncurrent versions",
    changes: {
      set: { kept: { lifecycleRules: [{ enabled: true, noncurrentVersionExpirations: [{ days: 1 }] }] } },
    },
    expected: [],
  },
  {
    title: "perhaps, within the bucket, by a rule that is not known",
    changes: {
      set: { kept: { lifecycleRules: [{}] } },
      options: { kept: { unknown: ["lifecycleRules[0]"] } },
    },
    expected: [open],
  },
  {
    title: "within the bucket, switched off",
    changes: { set: { kept: { lifecycleRules: [{ enabled: false, expiration: { days: 1 } }] } } },
    expected: [],
  },
  {
    title: "within the bucket, by tags",
    changes: {
      set: { kept: { lifecycleRules: [{ enabled: true, tags: { a: "b" }, expiration: { days: 1 } }] } },
    },
    expected: [open],
  },
  {
    title: "unknown rules",
    changes: {
      add: [resource(TYPES.lifecycle, "life", { bucket: "kept-eu-west-1" }, { unknown: ["rules"] })],
    },
    expected: [open],
  },
  {
    title: "an unknown prefix",
    changes: {
      add: [
        resource(
          TYPES.lifecycle,
          "life",
          { bucket: "kept-eu-west-1", rules: [{ ...ends, filter: {} }] },
          { unknown: ["rules[0].filter.prefix"] },
        ),
      ],
    },
    expected: [open],
  },
  {
    title: "another bucket",
    changes: { add: [resource(TYPES.lifecycle, "life", { bucket: "other", rules: [ends] })] },
    expected: [],
  },
  {
    title: "of the older token",
    changes: {
      add: [
        resource("aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2", "life", {
          bucket: "kept-eu-west-1",
          rules: [ends],
        }),
      ],
    },
    expected: [says],
  },
  {
    title: "of a bucket that may not be one",
    changes: { ...lifecycle({}), options: { "take-may": { unknown: ["policy"] } } },
    expected: [open],
  },
];
test.each(cases)("expires $title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, loop(lifecycle({})), "kept")).toEqual(["excused kept"]);
});
