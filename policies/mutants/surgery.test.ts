import type { GraphResource } from "../../engine/graph";
import { resource } from "../testing/stack";
import {
  alsoAllows,
  beside,
  broken,
  type Change,
  drop,
  every,
  refer,
  set,
  statements,
  unset,
} from "./surgery";

const bucket = resource("aws:s3/bucket:Bucket", "b", { bucket: "b" });
const policy = resource(
  "aws:s3/bucketPolicy:BucketPolicy",
  "p",
  {
    bucket: "b",
    rules: [{ id: "one" }, { id: "two" }],
    policy: JSON.stringify({ Version: "1", Statement: [{ Effect: "Deny", Action: "s3:*" }] }),
  },
  { dependsOn: { bucket: [bucket] }, outputs: { rules: [{ id: "one" }], other: 1 } },
);
const graph = {
  project: "test",
  stack: "specs",
  resources: [bucket, policy],
  outputs: {},
  secretOutputs: [],
};
const brokenBy = (target: GraphResource, change: Change) => broken(graph, target, change).resources;
const changed = (change: Change) => brokenBy(policy, change)[1] as GraphResource;

test("who depended on what is gone keeps its value and depends on nothing", () => {
  const [left, ...others] = brokenBy(bucket, drop);
  expect(others).toEqual([]);
  expect(left).toEqual({
    ...policy,
    dependencies: [],
    propertyDependencies: { ...policy.propertyDependencies, bucket: [] },
  });
});

test("whoever depended on nothing that is gone stays the same object", () => {
  expect(brokenBy(policy, drop)[0]).toBe(bucket);
});

test("a property is set at a path, and what AWS answered of it is gone", () => {
  const one = changed(set("rules[1].id", "three"));
  expect(one.inputs).toEqual({ ...policy.inputs, rules: [{ id: "one" }, { id: "three" }] });
  expect(one.outputs).toEqual({ arn: policy.outputs?.arn, other: 1 });
  expect(one.propertyDependencies).toEqual(policy.propertyDependencies);
});

test("a new property depends on nothing", () => {
  expect(changed(set("added", 1)).propertyDependencies).toEqual({
    ...policy.propertyDependencies,
    added: [],
  });
});

test("a property that is taken away has no dependencies either", () => {
  const one = changed(unset("bucket"));
  expect(one.inputs).not.toHaveProperty("bucket");
  expect(one.propertyDependencies).not.toHaveProperty("bucket");
  expect(changed(unset("rules[0]")).inputs.rules).toEqual([{ id: "two" }]);
});

test("a property that is pointed elsewhere depends on its new target alone", () => {
  const other = resource("aws:s3/bucket:Bucket", "other", { bucket: "other" });
  const point = (answer?: string) =>
    refer("bucket", ({ name }) => name === "other", answer)(policy, [bucket, other, policy]) as GraphResource;
  expect(point()).toMatchObject({
    inputs: { bucket: "other-id" },
    propertyDependencies: { bucket: [other.urn] },
  });
  expect(point("bucket").inputs.bucket).toBe("other");
  expect(point("arn").inputs.bucket).toBe(other.outputs?.arn);
  expect(() =>
    brokenBy(
      policy,
      refer("bucket", () => false),
    ),
  ).toThrow("Nothing that p.bucket could");
});

test("a resource beside another depends on what it names", () => {
  const [same, extra] = brokenBy(
    bucket,
    beside("aws:s3/bucketAcl:BucketAcl", ({ id }) => ({ bucket: id, acl: "private" }), {
      bucket: (_, self) => self,
    }),
  );
  expect(same).toBe(bucket);
  expect(extra).toMatchObject({
    urn: "urn:pulumi:test::specs::aws:s3/bucketAcl:BucketAcl::b-mutant",
    id: "b-mutant-id",
    inputs: { bucket: "b-id", acl: "private" },
    dependencies: [bucket.urn],
    propertyDependencies: { bucket: [bucket.urn], acl: [] },
  });
});

test("several changes follow each other", () => {
  expect(changed(every(set("a", 1), set("b", 2), unset("a"))).inputs).toEqual({ ...policy.inputs, b: 2 });
  expect(() => brokenBy(policy, every(drop, set("a", 1)))).toThrow("must leave the resource there");
});

test("statements are edited, added and taken away", () => {
  const documentAfter = (change: Change) => JSON.parse(String(changed(change).inputs.policy));
  expect(documentAfter(statements("policy", (one) => ({ ...one, Effect: "Allow" })))).toEqual({
    Version: "1",
    Statement: [{ Effect: "Allow", Action: "s3:*" }],
  });
  expect(documentAfter(statements("policy", () => undefined)).Statement).toEqual([]);
  expect(documentAfter(alsoAllows("policy", { Action: "*" })).Statement).toEqual([
    { Effect: "Deny", Action: "s3:*" },
    { Effect: "Allow", Action: "*" },
  ]);
});

test("a document that is unknown stays so", () => {
  expect(changed(alsoAllows("bucket", {}))).toBe(policy);
});
