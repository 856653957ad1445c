import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { type Changes, loop } from "./testing/loop";
import { undeliverableVersioned as rule } from "./undeliverable-versioned";

const says =
  "violation kept: kept keeps undeliverable events without versions: whatever is deleted too early is gone. Add a BucketVersioning with the status Enabled.";
const open = (what: string) =>
  `undetermined kept: kept: ${what} is not known before a deployment, or not to this stack.`;
const drop = ["kept-versions"];
const status = (value: string) => ({ "kept-versions": { versioningConfiguration: { status: value } } });
const unknown = { "kept-versions": { unknown: ["versioningConfiguration.status"] } };

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "enabled", changes: {}, expected: [] },
  { title: "not said", changes: { drop }, expected: [says] },
  { title: "suspended", changes: { set: status("Suspended") }, expected: [says] },
  {
    title: "enabled within the bucket",
    changes: { drop, set: { kept: { versioning: { enabled: true } } } },
    expected: [],
  },
  {
    title: "disabled within the bucket",
    changes: { drop, set: { kept: { versioning: { enabled: false } } } },
    expected: [says],
  },
  {
    title: "enabled within a BucketV2",
    changes: { drop, set: { kept: { versionings: [{ enabled: true }] } } },
    expected: [],
  },
  { title: "unknown", changes: { options: unknown }, expected: [open("its versioning")] },
  {
    title: "unknown within the bucket",
    changes: { drop, options: { kept: { unknown: ["versioning"] } } },
    expected: [open("its versioning")],
  },
  {
    title: "unknown within a BucketV2",
    changes: { drop, options: { kept: { unknown: ["versionings"] } } },
    expected: [open("its versioning")],
  },
  {
    title: "of a bucket that may be none",
    changes: { drop, options: { "take-may": { unknown: ["policy"] } } },
    expected: [open("whether it keeps undeliverable events")],
  },
  {
    title: "of the older token",
    changes: {
      drop,
      add: [
        resource("aws:s3/bucketVersioningV2:BucketVersioningV2", "older", {
          bucket: "kept-eu-west-1",
          versioningConfiguration: { status: "Enabled" },
        }),
      ],
    },
    expected: [],
  },
  { title: "of a bucket that nobody writes to", changes: { drop: [...drop, "take"] }, expected: [] },
];
test.each(cases)("$title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ drop }), "kept")).toEqual(["excused kept"]);
});
