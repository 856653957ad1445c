import { excusing } from "../testing/excused";
import { expectVerdict, pairFindings, resource, stackOf } from "../testing/stack";
import { producerHasPeerUndeliverableBucket as rule } from "./producer-has-peer-undeliverable-bucket";
import { ARNS, allow, type Changes, loop, policyOf, TYPES } from "./testing/loop";

const says =
  "violation take: take is told of no bucket in another region: when S3 fails beside its stream, it loses events. Name the peer's bucket in its environment, and allow s3:PutObject there.";
const open =
  "undetermined take: take: which bucket in another region its environment names is not known before a deployment, or not to this stack.";
const openWriter =
  "undetermined take: take: whether it writes events from outside to a stream, for which it would need a bucket in another region, is not known before a deployment, or not to this stack.";
const told = (variables: Record<string, string>) => ({ take: { environment: { variables } } });
const here = { STREAM: "events", KEPT: "kept-eu-west-1" };
const may = (bucket: string) => ({
  "take-may": {
    policy: policyOf(
      allow("firehose:PutRecord", ARNS.events),
      allow("s3:PutObject", `arn:aws:s3:::${bucket}/*`),
    ),
  },
});

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "by its name", changes: {}, expected: [] },
  { title: "not at all", changes: { set: told(here) }, expected: [says] },
  {
    title: "twice by the bucket here",
    changes: { set: told({ ...here, KEPT_FAR: "kept-eu-west-1" }) },
    expected: [says],
  },
  {
    title: "by a name that is not in a policy",
    changes: { set: told({ ...here, FAR: "other-us-west-2" }) },
    expected: [says],
  },
  {
    title: "by a name without a region",
    changes: { set: { ...told({ ...here, FAR: "theirs" }), ...may("theirs") } },
    expected: [open],
  },
  {
    title: "by a name without a region, beside the region",
    changes: { set: { ...told({ ...here, FAR: "theirs", FAR_REGION: "us-west-2" }), ...may("theirs") } },
    expected: [],
  },
  {
    title: "by a name without a region, beside its own region",
    changes: { set: { ...told({ ...here, FAR: "theirs", REGION: "eu-west-1" }), ...may("theirs") } },
    expected: [open],
  },
  {
    title: "as this stack's own",
    changes: {
      set: told({ ...here, FAR: "kept-osaka" }),
      add: [resource(TYPES.bucket, "far", { bucket: "kept-osaka" }, { region: "ap-northeast-3" })],
    },
    expected: [],
  },
  {
    title: "as this stack's own, in a region that is unknown",
    changes: {
      set: told({ ...here, FAR: "kept-osaka" }),
      add: [resource(TYPES.bucket, "far", { bucket: "kept-osaka" }, { region: undefined })],
    },
    expected: [open],
  },
  {
    title: "in a region that is unknown",
    changes: { options: { take: { region: undefined } } },
    expected: [open],
  },
  {
    title: "by something unknown",
    changes: { options: { take: { unknown: ["environment"] } } },
    expected: [open],
  },
  {
    title: "not, and may write to something unknown",
    changes: { set: told(here), options: { "take-may": { unknown: ["policy"] } } },
    expected: [openWriter],
  },
  { title: "not, and writes nothing", changes: { set: told(here), drop: ["take-may"] }, expected: [] },
];
test.each(cases)("is told $title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

const peer = (bucket: string | undefined, options = {}) =>
  stackOf(resource(TYPES.bucket, "kept", { bucket }, { id: undefined, ...options }));
const missing =
  "violation take: take keeps events in kept-us-west-2, which the peer's stack does not make: there they are lost. Name the bucket that the peer has.";
const openPair =
  "undetermined take: take: what the peer's buckets are called is not known before a deployment, or not to this stack.";

test.each([
  { title: "is the peer's", other: peer("kept-us-west-2"), expected: [] },
  { title: "is the peer's by its id", other: peer(undefined, { id: "kept-us-west-2" }), expected: [] },
  { title: "is nobody's", other: peer("another-us-west-2"), expected: [missing] },
  { title: "may be the peer's", other: peer(undefined), expected: [openPair] },
])("in a pair, a bucket that $title", ({ other, expected }) => {
  expect(pairFindings(rule, loop(), other)).toEqual(expected);
  expect(pairFindings(rule, other, loop())).toEqual(expected);
});

test("a pair says nothing of what one stack shows already", () => {
  expect(pairFindings(rule, loop({ set: told(here) }), peer("kept-us-west-2"))).toEqual([]);
});

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ set: told(here) }), "take")).toEqual(["excused take"]);
});
