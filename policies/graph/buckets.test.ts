import { UNKNOWN as SENTINEL } from "../../engine/graph";
import { bucket, replication, versioning } from "../testing/data";
import { resource, stackOf } from "../testing/stack";
import {
  BUCKETS,
  bucketsNamedBy,
  isByTag,
  isVersioned,
  lifecycleRulesOf,
  mayOverlap,
  prefixOf,
  replicationRulesOf,
  replicationsOf,
} from "./buckets";
import type { Node, StackGraph } from "./index";
import { UNKNOWN } from "./values";

const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";

const lake = bucket("lake");
const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};

describe("buckets", () => {
  test.each(["aws:s3/bucket:Bucket", BUCKET_V2])("of the type %s", (type) => {
    expect(stackOf(resource(type, "it")).ofType(...BUCKETS)).toHaveLength(1);
  });
});

describe("a bucket keeps versions", () => {
  const enabled = { versioningConfiguration: { status: "Enabled" } };
  const versioningV2 = resource("aws:s3/bucketVersioningV2:BucketVersioningV2", "v", {
    bucket: "lake",
    ...enabled,
  });
  test.each([
    { title: "that says nothing", of: [lake], is: false },
    { title: "by a resource of its own", of: [lake, versioning("lake")], is: true },
    { title: "by a resource of the second version", of: [lake, versioningV2], is: true },
    { title: "not by another bucket's", of: [lake, versioning("other")], is: false },
    {
      title: "not by another bucket's that speaks of this one",
      of: [
        lake,
        resource("aws:s3/bucketVersioning:BucketVersioning", "v", {
          ...enabled,
          bucket: "other",
          by: "lake",
        }),
      ],
      is: false,
    },
    { title: "not by one that stopped", of: [lake, versioning("lake", "Suspended")], is: false },
    {
      title: "perhaps, by a status that is not known",
      of: [lake, versioning("lake", SENTINEL)],
      is: UNKNOWN,
    },
    {
      title: "by one of two, whatever the other says",
      of: [lake, versioning("lake", "Suspended"), versioningV2],
      is: true,
    },
    { title: "by itself", of: [bucket("lake", { versioning: { enabled: true } })], is: true },
    { title: "not by itself", of: [bucket("lake", { versioning: { enabled: false } })], is: false },
    { title: "by itself, in a list", of: [bucket("lake", { versionings: [{ enabled: true }] })], is: true },
    {
      title: "perhaps, by itself",
      of: [bucket("lake", { versioning: {} }, { unknown: ["versioning.enabled"] })],
      is: UNKNOWN,
    },
    {
      title: "perhaps, where all it says is not known",
      of: [bucket("lake", {}, { unknown: ["versioning"] })],
      is: UNKNOWN,
    },
    {
      title: "perhaps, where its list is not known",
      of: [bucket("lake", {}, { unknown: ["versionings"] })],
      is: UNKNOWN,
    },
  ])("$title: $is", ({ of, is }) => {
    const graph = stackOf(...of);
    expect(isVersioned(graph, named(graph, "lake"))).toBe(is);
  });
});

describe("lifecycle rules", () => {
  const rule = { id: "old", expiration: { days: 1 } };
  const configuration = (type: string, props: object, unknown: string[] = []) =>
    resource(type, "rules", { bucket: "lake", ...props }, { unknown });
  const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
  const LIFECYCLE_V2 = "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2";

  test.each([
    { title: "none", of: [lake], is: [] },
    {
      title: "of its own resource",
      of: [lake, configuration(LIFECYCLE, { rules: [rule] })],
      is: [["rules", rule]],
    },
    {
      title: "of the second version's",
      of: [lake, configuration(LIFECYCLE_V2, { rules: [rule, { id: "next" }] })],
      is: [
        ["rules", rule],
        ["rules", { id: "next" }],
      ],
    },
    {
      title: "one by itself, which is a list of one",
      of: [lake, configuration(LIFECYCLE, { rules: rule })],
      is: [["rules", rule]],
    },
    {
      title: "not another bucket's",
      of: [lake, configuration(LIFECYCLE, { bucket: "other", rules: [rule] })],
      is: [],
    },
    {
      title: "that are not known",
      of: [lake, configuration(LIFECYCLE, {}, ["rules"])],
      is: [["rules", UNKNOWN]],
    },
    {
      title: "of which one is not known",
      of: [lake, configuration(LIFECYCLE, { rules: [rule] }, ["rules[1]"])],
      is: [
        ["rules", rule],
        ["rules", UNKNOWN],
      ],
    },
    { title: "inline", of: [bucket("lake", { lifecycleRules: [rule] })], is: [["lake", rule]] },
    {
      title: "inline in a BucketV2, whose lists of one are read as what stands in them",
      of: [
        resource(BUCKET_V2, "lake", {
          lifecycleRules: [{ prefix: "in/", expirations: [{ days: 1 }], filters: [{ prefix: "a" }] }],
        }),
      ],
      is: [["lake", { prefix: "in/", expiration: [{ days: 1 }], filter: [{ prefix: "a" }] }]],
    },
  ])("$title", ({ of, is }) => {
    const graph = stackOf(...of);
    const rules = lifecycleRulesOf(graph, named(graph, "lake"));
    expect(rules.map((one) => [one.in.name, one.rule])).toEqual(is);
  });
});

describe("replication", () => {
  const rule = { status: "Enabled", filter: {}, destination: { bucket: "arn:aws:s3:::copy" } };
  const throughVersioning = resource(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "through",
    { rules: [rule] },
    { dependsOn: { bucket: [versioning("lake")] } },
  );

  test.each([
    {
      title: "of its own resource",
      of: [lake, replication("lake", "copy")],
      is: [["lake-replication", rule]],
    },
    { title: "not another bucket's", of: [lake, replication("other", "copy")], is: [] },
    { title: "not what is copied to it", of: [lake, replication("other", "lake")], is: [] },
    {
      title: "of a resource that names the bucket through its versioning",
      of: [lake, versioning("lake"), throughVersioning],
      is: [["through", rule]],
    },
    {
      title: "not through another bucket's versioning",
      of: [lake, bucket("other"), { ...versioning("lake"), inputs: { bucket: "other" } }, throughVersioning],
      is: [],
    },
    {
      title: "inline",
      of: [bucket("lake", { replicationConfiguration: { role: "r", rules: [rule] } })],
      is: [["lake", rule]],
    },
    {
      title: "inline in a BucketV2",
      of: [
        resource(BUCKET_V2, "lake", {
          replicationConfigurations: [{ rules: [{ id: "all", destinations: [{ bucket: "copy" }] }] }],
        }),
      ],
      is: [["lake", { id: "all", destination: [{ bucket: "copy" }] }]],
    },
  ])("$title", ({ of, is }) => {
    const graph = stackOf(...of);
    const rules = replicationRulesOf(graph, named(graph, "lake"));
    expect(rules.map((one) => [one.in.name, one.rule])).toEqual(is);
  });

  test("by resource, whatever rules it has", () => {
    const graph = stackOf(lake, replication("lake", "copy"), replication("other", "lake"));
    expect(replicationsOf(graph, named(graph, "lake")).map(({ name }) => name)).toEqual(["lake-replication"]);
  });

  test.each(["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"])(
    "a bucket named by itself and through its %s is one",
    (type) => {
      const own = resource(type, "versions", {}, { dependsOn: { bucket: [lake] } });
      const user = resource("aws:x/user:User", "user", {}, { dependsOn: { at: [lake, own] } });
      const graph = stackOf(lake, own, user);
      expect(bucketsNamedBy(graph, named(graph, "user"), "at").map(({ name }) => name)).toEqual(["lake"]);
    },
  );
});

describe("what a rule is limited to", () => {
  test.each([
    [{}, ""],
    [{ prefix: "in/" }, "in/"],
    [{ filter: { prefix: "in/" } }, "in/"],
    [{ filter: { and: { prefix: "in/", tags: { a: "b" } } } }, "in/"],
    [{ filter: { prefix: "" }, prefix: "in/" }, "in/"],
    [{ filter: { prefix: 7 } }, ""],
    [{ prefix: UNKNOWN }, UNKNOWN],
    [{ filter: UNKNOWN }, UNKNOWN],
    [UNKNOWN, UNKNOWN],
  ])("%o: the prefix %p", (rule, prefix) => expect(prefixOf(rule)).toBe(prefix));

  test.each([
    [{}, false],
    [{ filter: { prefix: "in/" } }, false],
    [{ tags: { a: "b" } }, true],
    [{ tags: {} }, false],
    [{ tags: "a" }, false],
    [{ filter: { tag: { key: "a", value: "b" } } }, true],
    [{ filter: { and: { tags: { a: "b" } } } }, true],
    [{ filter: { and: { prefix: "in/" } } }, false],
    [{ tags: UNKNOWN }, true],
    [UNKNOWN, true],
  ])("%o: only objects with tags: %p", (rule, is) => expect(isByTag(rule)).toBe(is));
});

test.each([
  ["in/", "in/eu/", true],
  ["in/", "in/", true],
  ["", "in/", true],
  ["in/", "out/", false],
  ["eu/in/", "in/", false],
])("keys under %p and under %p may be the same: %s", (one, other, may) => {
  expect(mayOverlap(one, other)).toBe(may);
  expect(mayOverlap(other, one)).toBe(may);
});
