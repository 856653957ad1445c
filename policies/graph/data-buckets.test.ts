import { UNKNOWN as SENTINEL } from "../../engine/graph";
import { bucket, may, mayPerhaps, replication, role, stream } from "../testing/data";
import { resource, stackOf } from "../testing/stack";
import { dataBuckets, streamsInto } from "./data-buckets";
import { UNKNOWN } from "./values";

const lake = bucket("lake");
const fn = (environment: object = {}) =>
  resource("aws:lambda/function:Function", "fn", { role: "fn", environment });
const OBJECTS = "arn:aws:s3:::lake/*";

test.each([
  { title: "a delivery stream delivers to it", of: [stream("lake")], is: true },
  { title: "a stream delivers to another", of: [stream("other")], is: undefined },
  {
    title: "a stream of another destination keeps there what it cannot deliver",
    of: [
      resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "s", {
        httpEndpointConfiguration: { s3Configuration: { bucketArn: "arn:aws:s3:::lake" } },
      }),
    ],
    is: true,
  },
  { title: "it is copied from", of: [replication("lake", "copy")], is: true },
  { title: "it is copied to", of: [bucket("from"), replication("from", "lake")], is: undefined },
  {
    title: "a function's role may put into it",
    of: [role("fn"), may("fn", "s3:PutObject", OBJECTS)],
    is: true,
  },
  {
    title: "a function's role may put by a wildcard",
    of: [role("fn"), may("fn", "s3:Put*", OBJECTS)],
    is: true,
  },
  {
    title: "a function's role may read it",
    of: [role("fn"), may("fn", "s3:GetObject", OBJECTS)],
    is: undefined,
  },
  {
    title: "a container's role may put",
    of: [role("t", "ecs-tasks.amazonaws.com"), may("t", "s3:PutObject", OBJECTS)],
    is: true,
  },
  ...["pods.eks", "states", "glue", "batch", "lambda"].map((service) => ({
    title: `a role of ${service} may put`,
    of: [role("t", `${service}.amazonaws.com`), may("t", "s3:PutObject", OBJECTS)],
    is: true,
  })),
  {
    title: "an instance's role may put",
    of: [role("t", "ec2.amazonaws.com"), may("t", "s3:PutObject", OBJECTS)],
    is: true,
  },
  {
    title: "a deployment's role may put",
    of: [role("t", "codebuild.amazonaws.com"), may("t", "s3:PutObject", OBJECTS)],
    is: undefined,
  },
  {
    title: "a function has a role that nobody is known to assume",
    of: [fn(), role("fn", "example.com"), may("fn", "s3:PutObject", OBJECTS)],
    is: true,
  },
  { title: "a role may do anything to anything", of: [role("fn"), may("fn", "s3:*", "*")], is: undefined },
  {
    title: "a role may do anything, and its function is told of this bucket",
    of: [fn({ variables: { BUCKET: "lake" } }), role("fn"), may("fn", "s3:*", "*")],
    is: true,
  },
  {
    title: "a role has one policy for another bucket and one to put into this",
    of: [
      role("fn"),
      may("fn", "s3:GetObject", "arn:aws:s3:::other/*"),
      may("fn", "s3:PutObject", OBJECTS, "put"),
    ],
    is: true,
  },
  {
    title: "a function has one role, and speaks of another that may put",
    of: [
      fn({ variables: { ROLE: "t" } }),
      role("fn"),
      role("t", "example.com"),
      may("t", "s3:PutObject", OBJECTS),
    ],
    is: undefined,
  },
  {
    title: "a role may do anything, and its function's code lies there",
    of: [
      resource("aws:lambda/function:Function", "fn", { role: "fn", s3Bucket: "lake" }),
      role("fn"),
      may("fn", "s3:*", "*"),
    ],
    is: undefined,
  },
  {
    title: "a role may do anything, and a function with another role is told of it",
    of: [
      resource("aws:lambda/function:Function", "fn", {
        role: "other",
        description: "fn",
        environment: { variables: { BUCKET: "lake" } },
      }),
      role("other"),
      role("fn"),
      may("fn", "s3:*", "*"),
    ],
    is: undefined,
  },
  { title: "a right computed from it is not known", of: [role("fn"), mayPerhaps("fn", lake)], is: false },
  {
    title: "a right that is not known, and one that is",
    of: [role("fn"), mayPerhaps("fn", lake), may("fn", "s3:PutObject", OBJECTS)],
    is: true,
  },
  { title: "nobody writes", of: [], is: undefined },
])("$title: $is", ({ of, is }) => {
  const found = dataBuckets(stackOf(lake, ...of)).find(({ bucket: { name } }) => name === "lake");
  expect(found?.isSure).toBe(is);
});

test.each([
  ["events/!{timestamp:yyyy}/", "events/"],
  ["events/", "events/"],
  [undefined, ""],
  [SENTINEL, UNKNOWN],
])("a stream with the prefix %p writes under %p", (prefix, under) => {
  const graph = stackOf(lake, stream("lake", { prefix }));
  const [node] = graph.ofType("aws:s3/bucket:Bucket");
  expect(node && streamsInto(graph, node).map((one) => [one.stream.name, one.prefix])).toEqual([
    ["stream", under],
  ]);
});
