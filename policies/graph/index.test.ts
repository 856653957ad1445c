import type { GraphResource } from "../../engine/graph";
import { component, previewOf, type ResourceOptions, resource, stackOf } from "../testing/stack";
import type { StackGraph } from "./index";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DATABASE = "aws:rds/instance:Instance";
const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";
const ROLE = "aws:iam/role:Role";
const BUCKET = "aws:s3/bucket:Bucket";
const SUBNET = "aws:ec2/subnet:Subnet";
const VPC = "aws:ec2/vpc:Vpc";
const QUEUE = "aws:sqs/queue:Queue";

const node = (graph: StackGraph, name: string) => {
  const found = graph.nodes.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const refsOf = (graph: StackGraph, from: string, path: string, types?: string[], within?: boolean) => {
  const { nodes, outside, isUnknown } = graph.refs(node(graph, from), path, types, { within });
  return { nodes: nodes.map(({ name }) => name), outside, isUnknown };
};
const group = resource(GROUP, "group");
const vpc = resource(VPC, "net");
const refs = (nodes: string[], outside: string[] = [], isUnknown = false) => ({ nodes, outside, isUnknown });

describe("who is named by value", () => {
  const withDb = (props: object, ...others: GraphResource[]) =>
    stackOf(group, vpc, ...others, resource(DATABASE, "db", { ...props }));

  test.each([
    { title: "by id", props: { at: ["group-id"] }, found: refs(["group"]) },
    { title: "by ARN", props: { at: "arn:aws:ec2:eu-west-1:123456789012:group" }, found: refs(["group"]) },
    {
      title: "in the order of the stack",
      props: { at: ["net-id", "group-id", "net-id"] },
      found: refs(["group", "net"]),
    },
    { title: "of a type", props: { at: ["net-id", "group-id"] }, types: [VPC], found: refs(["net"]) },
    { title: "nobody, absent", props: {}, found: refs([]) },
    { title: "somebody outside", props: { at: ["sg-1", ""] }, found: refs([], ["sg-1"]) },
    { title: "nobody by a number", props: { at: 5 }, found: refs([]) },
    {
      title: "outside, among other text only what can be nothing else",
      props: { at: { size: "3", group: "sg-0a1b2c3d", key: "arn:aws:kms:eu-west-1:1:key/k" } },
      found: refs([], ["sg-0a1b2c3d", "arn:aws:kms:eu-west-1:1:key/k"]),
    },
    {
      title: "outside, in a list of objects only what can be nothing else",
      props: { at: [{ size: "3", group: "sg-0a1b2c3d" }] },
      found: refs([], ["sg-0a1b2c3d"]),
    },
    {
      title: "outside, in a list of objects and texts likewise",
      props: { at: ["3", { group: "sg-0a1b2c3d" }] },
      found: refs([], ["sg-0a1b2c3d"]),
    },
    {
      title: "not outside: a policy that AWS manages",
      props: { at: { policy: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
      found: refs([]),
    },
    {
      title: "within a longer text, not unasked",
      props: { at: '{"a":["group-id"]}' },
      types: [GROUP],
      found: refs([], ['{"a":["group-id"]}']),
    },
    {
      title: "within a longer text",
      props: { at: '{"a":["group-id"],"b":"net-id"}' },
      within: true,
      found: refs(["group", "net"]),
    },
    {
      title: "outside, within a longer text",
      props: { at: '{"Action":"s3:Get","Resource":"arn:aws:s3:::other/*"}' },
      within: true,
      found: refs([], ["arn:aws:s3:::other/*"]),
    },
  ])("$title", ({ props, types, within, found }) =>
    expect(refsOf(withDb(props), "db", "at", types, within)).toEqual(found),
  );

  const bucket = resource(BUCKET, "b", { bucket: "data" });
  const role = resource(ROLE, "r", { name: "same" }, { id: "same" });
  const queue = resource(QUEUE, "q", { name: "same", url: "https://sqs/same" });
  test.each([
    { title: "a bucket by name", at: "data", types: [BUCKET], found: refs(["b"]) },
    {
      title: "an object's bucket",
      at: "arn:aws:s3:123456789012:b/x",
      found: refs([], ["arn:aws:s3:123456789012:b/x"]),
    },
    { title: "a bucket by an ARN made from its name", at: "arn:aws:s3:::data/x/*", found: refs(["b"]) },
    { title: "of one name, whose type is right", at: "same", types: [QUEUE], found: refs(["q"]) },
    { title: "of one name, whose id it is", at: "same", types: [ROLE], found: refs(["r"]) },
    { title: "of one name, both where no type is asked for", at: "same", found: refs(["r", "q"]) },
    { title: "by URL", at: "https://sqs/same", types: [QUEUE], found: refs(["q"]) },
    { title: "a name of the wrong type is outside", at: "data", types: [QUEUE], found: refs([], ["data"]) },
    { title: "an id of the wrong type is not outside", at: "b-id", types: [QUEUE], found: refs([]) },
  ])("$title", ({ at, types, found }) =>
    expect(refsOf(withDb({ at }, bucket, role, queue), "db", "at", types)).toEqual(found),
  );

  test("an alias lies within its function", () => {
    const fn = resource(FUNCTION, "f", { arn: "arn:aws:lambda:eu-west-1:1:function:f" });
    const alias = resource(ALIAS, "live", { arn: "arn:aws:lambda:eu-west-1:1:function:f:live" });
    const graph = withDb({ at: "arn:aws:lambda:eu-west-1:1:function:f:live" }, fn, alias);
    expect(refsOf(graph, "db", "at")).toEqual(refs(["f", "live"]));
    expect(refsOf(graph, "db", "at", [FUNCTION])).toEqual(refs(["f"]));
    expect(refsOf(graph, "db", "at", [ALIAS])).toEqual(refs(["live"]));
  });

  test("an ARN that is a resource's own is not also another one's of that name", () => {
    const arn = "arn:aws:lambda:eu-west-1:1:function:f";
    const twin = resource(FUNCTION, "twin", { name: "f" }, { outputs: { arn: undefined } });
    const graph = withDb({ at: arn }, resource(FUNCTION, "f", { name: "f", arn }), twin);
    expect(refsOf(graph, "db", "at")).toEqual(refs(["f"]));
  });

  test("what the program sets is no identity", () => {
    const subscription = resource("aws:sns/topicSubscription:TopicSubscription", "s", {
      endpoint: "arn:aws:sqs:x:1:q",
    });
    expect(refsOf(withDb({ at: "arn:aws:sqs:x:1:q" }, subscription), "db", "at")).toEqual(
      refs([], ["arn:aws:sqs:x:1:q"]),
    );
    const reached = resource(DATABASE, "other", {}, { outputs: { endpoint: "other.rds:5432" } });
    expect(refsOf(withDb({ at: "other.rds:5432" }, reached), "db", "at")).toEqual(refs(["other"]));
  });
});

describe("who is named by dependencies, where a value is unknown", () => {
  const preview = (options: ResourceOptions, props: object = {}, ...others: GraphResource[]) =>
    previewOf(group, vpc, ...others, resource(DATABASE, "db", { ...props }, options));

  interface Case {
    title: string;
    options: ResourceOptions;
    props?: object;
    types?: string[];
    path?: string;
    found: object;
  }
  test.each<Case>([
    {
      title: "those of the property",
      options: { dependsOn: { at: [group, vpc] } },
      found: refs(["group", "net"]),
    },
    {
      title: "those of the type",
      options: { dependsOn: { at: [group, vpc] } },
      types: [GROUP],
      found: refs(["group"]),
    },
    {
      title: "at a deeper path",
      options: { dependsOn: { at: [group] }, unknown: ["at.deep[0]"] },
      path: "at.deep[0]",
      found: refs(["group"]),
    },
    { title: "nobody where nothing tells", options: { unknown: ["at"] }, found: refs([], [], true) },
    {
      title: "nobody where all are of another type",
      options: { dependsOn: { at: [vpc] } },
      types: [GROUP],
      found: refs([], [], true),
    },
    {
      title: "not those of another property",
      options: { dependsOn: { other: [group] }, unknown: ["at"] },
      found: refs([], [], true),
    },
    {
      title: "an unknown beside a known one is not explained by it",
      options: { unknown: ["at[1]"] },
      props: { at: ["sg-1"] },
      found: refs([], ["sg-1"], true),
    },
    {
      title: "known ones and the others' dependencies",
      options: { dependsOn: { at: [group] }, unknown: ["at[1]"] },
      props: { at: ["sg-1"] },
      found: refs(["group"], ["sg-1"]),
    },
  ])("$title", ({ options, props, types, path = "at", found }) =>
    expect(refsOf(preview(options, props), "db", path, types)).toEqual(found),
  );

  test("values decide where all of them are known", () => {
    const graph = stackOf(vpc, resource(DATABASE, "db", { at: ["sg-1"] }, { dependsOn: { at: [vpc] } }));
    expect(refsOf(graph, "db", "at")).toEqual(refs([], ["sg-1"]));
  });

  test("what passes a resource's identity on stands for it", () => {
    const topic = resource("aws:sns/topic:Topic", "topic");
    const policy = resource("aws:sns/topicPolicy:TopicPolicy", "may", {}, { dependsOn: { arn: [topic] } });
    const bucket = resource(BUCKET, "b", { bucket: "data" });
    const versioning = resource("aws:s3/bucketVersioning:BucketVersioning", "v", { bucket: "data" });
    const at = { dependsOn: { at: [policy, versioning] } };
    const graph = preview(at, {}, topic, policy, bucket, versioning);
    expect(refsOf(graph, "db", "at", ["aws:sns/topic:Topic"])).toEqual(refs(["topic"]));
    expect(refsOf(graph, "db", "at", [BUCKET])).toEqual(refs(["b"]));
    expect(refsOf(graph, "db", "at")).toEqual(refs(["topic", "may", "b", "v"]));
    expect(refsOf(graph, "db", "at", [QUEUE])).toEqual(refs([], [], true));
  });

  test("what is known but made from a resource of no known id may be that", () => {
    const at = { dependsOn: { at: [group] } };
    expect(refsOf(preview(at, { at: "sg-0a1b2c3d" }), "db", "at", [GROUP])).toEqual(refs(["group"]));
    expect(refsOf(preview(at, { at: { size: "3" } }), "db", "at", [GROUP])).toEqual(refs([]));
    expect(refsOf(stackOf(group, resource(DATABASE, "db", { at: "sg-0a1b2c3d" }, at)), "db", "at")).toEqual(
      refs([], ["sg-0a1b2c3d"]),
    );
  });

  test("a component stands for what is below it", () => {
    const outer = component("test:index:Outer", "outer");
    const inner = component("awsx:ec2:Vpc", "inner", outer);
    const subnets = ["a", "b"].map((name) => resource(SUBNET, name, {}, { parent: inner }));
    const other = component("awsx:ec2:Vpc", "other");
    const aside = resource(SUBNET, "aside", {}, { parent: other });
    const graph = preview({ dependsOn: { at: [outer] } }, {}, outer, inner, other, ...subnets, aside);
    expect(refsOf(graph, "db", "at", [SUBNET])).toEqual(refs(["a", "b"]));
    expect(refsOf(graph, "db", "at", [GROUP])).toEqual(refs([], [], true));
  });

  test("what is only looked up is outside", () => {
    const known = { ...resource(GROUP, "theirs", {}, { isRead: true }), id: "sg-theirs" };
    const sources = (isIdKnown: boolean) =>
      stackOf(
        { ...known, id: isIdKnown ? known.id : undefined },
        group,
        resource(DATABASE, "db", {}, { dependsOn: { at: [group, known] } }),
      );
    expect(refsOf(sources(true), "db", "at", [GROUP])).toEqual(refs(["group"], ["sg-theirs"]));
    expect(refsOf(sources(false), "db", "at", [GROUP])).toEqual(refs(["group"], [], true));
    expect(refsOf(sources(true), "db", "at", [VPC])).toEqual(refs([], ["sg-theirs"]));
  });

  test("a stack reference tells nothing", () => {
    const reference = resource("pulumi:pulumi:StackReference", "network", {}, { id: undefined });
    expect(refsOf(preview({ dependsOn: { at: [reference, group] } }, {}, reference), "db", "at")).toEqual(
      refs(["group"], [], true),
    );
  });
});

test("the inverse finds who names a resource, by value and by dependency", () => {
  const byValue = resource(DATABASE, "a", { groups: ["group-id"] });
  const byDependency = resource(DATABASE, "b", {}, { dependsOn: { groups: [group] } });
  const other = resource(DATABASE, "c", { groups: ["sg-1"], other: ["group-id"] });
  const fn = resource(FUNCTION, "f", { groups: '["group-id"]' });
  const graph = stackOf(group, byValue, byDependency, other, fn);
  const names = (type: string | string[], within?: boolean) =>
    graph.referring(node(graph, "group"), type, "groups", { within }).map(({ name }) => name);
  expect(names(DATABASE)).toEqual(["a", "b"]);
  expect(names([DATABASE, FUNCTION])).toEqual(["a", "b"]);
  expect(names([DATABASE, FUNCTION], true)).toEqual(["a", "b", "f"]);
});

test("what a remote component was asked for says more than the component itself", () => {
  const net = component("awsx:ec2:Vpc", "net");
  const [a, b] = ["a", "b"].map((name) => resource(SUBNET, name, {}, { parent: net }));
  if (!a || !b) throw new Error("no subnets");
  const db = resource(DATABASE, "db", {}, { dependsOn: { at: [net, b] } });
  expect(refsOf(previewOf(net, a, b, db), "db", "at", [SUBNET])).toEqual(refs(["b"]));
});

test("all that is set stands at the empty path", () => {
  const db = node(stackOf(resource(DATABASE, "db", { a: 1 }, { outputs: { arn: "arn:b" } })), "db");
  expect(db.get("")).toEqual({ a: 1, arn: "arn:b" });
  const late = stackOf(group, resource(DATABASE, "db", { a: "group-id" }, { unknown: ["b"] }));
  expect(refsOf(late, "db", "")).toMatchObject({ nodes: ["group", "db"], isUnknown: true });
});
