import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { deleteMarkersNotReplicated as rule } from "./delete-markers-not-replicated";
import { type Changes, loop, TYPES } from "./testing/loop";

const says =
  "violation kept: kept replicates delete markers: a wrong deletion here hides the peer's copy as well. Give each rule a filter and set deleteMarkerReplication.status to Disabled.";
const open =
  "undetermined kept: kept: whether its replication rules take delete markers along is not known before a deployment, or not to this stack.";
const replication = (rules: readonly object[], bucket = "kept-eu-west-1"): Changes => ({
  add: [resource(TYPES.replication, "copies", { bucket, rules })],
});
const one = { status: "Enabled", filter: {} };
const markers = (status: string) => ({ deleteMarkerReplication: { status } });
const within = (property: string, rule: object): Changes => ({
  set: { kept: { [property]: { rules: [rule] } } },
});

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "none", changes: {}, expected: [] },
  { title: "disabled", changes: replication([{ ...one, ...markers("Disabled") }]), expected: [] },
  { title: "enabled", changes: replication([{ ...one, ...markers("Enabled") }]), expected: [says] },
  {
    title: "enabled in the second rule",
    changes: replication([
      { ...one, ...markers("Disabled") },
      { ...one, ...markers("Enabled") },
    ]),
    expected: [says],
  },
  {
    title: "enabled in a rule that is off",
    changes: replication([{ ...one, status: "Disabled", ...markers("Enabled") }]),
    expected: [],
  },
  { title: "not said", changes: replication([one]), expected: [] },
  {
    title: "not said in a rule of version 1",
    changes: replication([{ status: "Enabled", prefix: "" }]),
    expected: [says],
  },
  {
    title: "disabled in a rule of version 1",
    changes: replication([{ status: "Enabled", ...markers("Disabled") }]),
    expected: [],
  },
  {
    title: "of another bucket",
    changes: replication([{ ...one, ...markers("Enabled") }], "other"),
    expected: [],
  },
  {
    title: "enabled within the bucket",
    changes: within("replicationConfiguration", { ...one, deleteMarkerReplicationStatus: "Enabled" }),
    expected: [says],
  },
  {
    title: "disabled within the bucket",
    changes: within("replicationConfiguration", { ...one, deleteMarkerReplicationStatus: "Disabled" }),
    expected: [],
  },
  {
    title: "enabled within a BucketV2",
    changes: within("replicationConfigurations", { ...one, ...markers("Enabled") }),
    expected: [says],
  },
  {
    title: "not said within a BucketV2, in a rule with a filter",
    changes: within("replicationConfigurations", { status: "Enabled", filters: [{ prefix: "refused/" }] }),
    expected: [],
  },
  {
    title: "unknown rules",
    changes: {
      add: [resource(TYPES.replication, "copies", { bucket: "kept-eu-west-1" }, { unknown: ["rules"] })],
    },
    expected: [open],
  },
  {
    title: "of a bucket that may not be one",
    changes: {
      ...replication([{ ...one, ...markers("Enabled") }]),
      options: { "take-may": { unknown: ["policy"] } },
    },
    expected: [open],
  },
];
test.each(cases)("$title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("through the versioning that replication waits for", () => {
  const versions = resource(TYPES.versioning, "waits", { bucket: "kept-eu-west-1" });
  const copies = resource(
    TYPES.replication,
    "copies",
    { rules: [{ ...one, ...markers("Enabled") }] },
    { dependsOn: { bucket: [versions] } },
  );
  expectVerdict(rule, loop({ add: [versions, copies] }), [says]);
});

test("a resource can be excused", () => {
  const changes = replication([{ ...one, ...markers("Enabled") }]);
  expect(excusing(rule, loop(changes), "kept")).toEqual(["excused kept"]);
});
