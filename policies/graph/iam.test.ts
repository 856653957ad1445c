import type { GraphResource } from "../../engine/graph";
import {
  attached,
  bucket,
  inline,
  managed,
  policyText,
  role,
  type StatementText,
} from "../least-privilege/testing/access";
import { resource, stackOf } from "../testing/stack";
import { arnPatterns, mayDo } from "./iam";
import { type Node, type StackGraph, UNKNOWN } from "./index";

const named = (graph: StackGraph, name: string, type?: string): Node => {
  const node = graph.nodes.find((one) => one.name === name && (type === undefined || one.type === type));
  if (!node) throw new Error(`no ${name}`);
  return node;
};

const put = policyText({ Action: "s3:PutObject", Resource: "arn:aws:s3:::kept/in/*" });
const worker = role();
const kept = bucket("kept");

/** Each way in which a program gives a role a policy. */
const ways: { title: string; with: GraphResource[]; worker?: GraphResource }[] = [
  { title: "a RolePolicy", with: [inline(worker, "put", put)] },
  {
    title: "a RolePolicy of an object",
    with: [inline(worker, "put", JSON.parse(put))],
  },
  {
    title: "a policy that is attached",
    with: [managed("put", put), attached(worker, "put-it", "arn:aws:iam::123456789012:policy/put")],
  },
  {
    title: "a policy that is attached to several",
    with: [
      managed("put", put),
      resource("aws:iam/policyAttachment:PolicyAttachment", "all", {
        roles: ["other", "worker"],
        policyArn: "arn:aws:iam::123456789012:policy/put",
      }),
    ],
  },
  {
    title: "the list of attachments",
    with: [
      managed("put", put),
      resource("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "all", {
        roleName: "worker",
        policyArns: ["arn:aws:iam::123456789012:policy/put"],
      }),
    ],
  },
  {
    title: "the role itself",
    worker: role("worker", { inlinePolicies: [{ name: "put", policy: put }] }),
    with: [],
  },
  {
    title: "the role's list",
    worker: role("worker", { managedPolicyArns: ["arn:aws:iam::123456789012:policy/put"] }),
    with: [managed("put", put)],
  },
  {
    title: "a policy of AWS's",
    with: [attached(worker, "full", "arn:aws:iam::aws:policy/AmazonS3FullAccess")],
  },
];

test.each(ways)("$title lets a role do it, and nothing else", ({ with: others, worker: own = worker }) => {
  const graph = stackOf(own, kept, bucket("other"), ...others);
  const may = (action: string, target: string) =>
    mayDo(graph, named(graph, "worker"), action, named(graph, target));
  expect(may("s3:PutObject", "kept")).toBe("yes");
  expect(may("sqs:SendMessage", "kept")).toBe("no");
});

test("policies of others are no right of a role's", () => {
  const graph = stackOf(worker, role("other"), kept, inline(role("other"), "put", put));
  expect(mayDo(graph, named(graph, "worker"), "s3:PutObject", named(graph, "kept"))).toBe("no");
});

describe("what a role may do", () => {
  const may = (statements: readonly StatementText[], action = "s3:PutObject", target?: string) => {
    const graph = stackOf(worker, kept, inline(worker, "put", policyText(...statements)));
    return mayDo(graph, named(graph, "worker"), action, target ?? named(graph, "kept"));
  };
  const objects = "arn:aws:s3:::kept/*";
  const putAny = { Action: "s3:PutObject", Resource: objects };

  test.each([
    { title: "nothing", statements: [], expected: "no" },
    { title: "some objects", statements: [{ ...putAny, Resource: `${objects}.gz` }], expected: "yes" },
    {
      title: "the bucket alone is no object",
      statements: [{ ...putAny, Resource: "arn:aws:s3:::kept" }],
      expected: "no",
    },
    {
      title: "another bucket's",
      statements: [{ ...putAny, Resource: "arn:aws:s3:::other/*" }],
      expected: "no",
    },
    {
      title: "with a condition",
      statements: [{ ...putAny, Condition: { Bool: { k: "true" } } }],
      expected: "yes",
    },
    { title: "denied", statements: [putAny, { ...putAny, Effect: "Deny" }], expected: "no" },
    {
      title: "denied in part",
      statements: [putAny, { ...putAny, Effect: "Deny", Resource: "arn:aws:s3:::kept/a/*" }],
      expected: "yes",
    },
    {
      title: "denied on a condition",
      statements: [putAny, { ...putAny, Effect: "Deny", Condition: { Bool: { k: "true" } } }],
      expected: "yes",
    },
    { title: "only denied", statements: [{ ...putAny, Effect: "Deny" }], expected: "no" },
    {
      title: "all but others",
      statements: [{ NotAction: "iam:*", NotResource: "arn:aws:s3:::x/*" }],
      expected: "yes",
    },
  ] as const)("$title", ({ statements, expected }) => expect(may([...statements])).toBe(expected));

  test.each([
    ["s3:ListBucket", "arn:aws:s3:::kept", "yes"],
    ["s3:ListBucket", "arn:aws:s3:::kept/*", "no"],
    ["s3:AbortMultipartUpload", "arn:aws:s3:::kept/*", "yes"],
    ["s3:ReplicateTags", "arn:aws:s3:::kept/*", "yes"],
    ["s3:ListMultipartUploadParts", "arn:aws:s3:::kept/*", "yes"],
    ["s3:ReplicateDelete", "arn:aws:s3:::kept/*", "yes"],
    ["s3:InitiateReplication", "arn:aws:s3:::kept/*", "yes"],
    ["s3:PutBucketObjectLockConfiguration", "arn:aws:s3:::kept", "yes"],
  ])("%s works on %s: %s", (action, resourceArn, expected) =>
    expect(may([{ Action: "s3:*", Resource: resourceArn }], action)).toBe(expected),
  );

  test("something of another stack's, by a pattern", () => {
    const peers = [{ Action: "s3:PutObject", Resource: "arn:aws:s3:::peer/undeliverable/*" }];
    expect(may(peers, "s3:PutObject", "arn:*:s3:::peer/*")).toBe("yes");
    expect(may(peers, "s3:PutObject", "arn:*:s3:::elsewhere/*")).toBe("no");
  });
});

describe("what is unknown", () => {
  const may = (own: GraphResource, ...others: GraphResource[]) => {
    const graph = stackOf(own, kept, ...others);
    return mayDo(graph, named(graph, "worker"), "s3:PutObject", named(graph, "kept"));
  };

  test.each([
    { title: "a text", answer: () => may(worker, inline(worker, "put", put, { unknown: ["policy"] })) },
    {
      title: "a resource",
      answer: () =>
        may(
          worker,
          inline(
            worker,
            "put",
            { Statement: [{ Effect: "Allow", Action: "s3:*" }] },
            { unknown: ["policy.Statement[0].Resource"] },
          ),
        ),
    },
    {
      title: "a policy of another stack",
      answer: () => may(worker, attached(worker, "theirs", "arn:aws:iam::123456789012:policy/theirs")),
    },
    {
      title: "a policy of AWS's that is not well known",
      answer: () => may(worker, attached(worker, "rare", "arn:aws:iam::aws:policy/Rare")),
    },
    { title: "inline policies", answer: () => may(role("worker", {}, { unknown: ["inlinePolicies"] })) },
    {
      title: "the list of policies",
      answer: () => may(role("worker", {}, { unknown: ["managedPolicyArns"] })),
    },
    {
      title: "what a denial speaks of",
      answer: () =>
        may(
          worker,
          inline(worker, "put", put),
          inline(
            worker,
            "not",
            { Statement: [{ Effect: "Deny", Action: "s3:*" }] },
            { unknown: ["policy.Statement[0].Resource"] },
          ),
        ),
    },
  ])("$title", ({ answer }) => expect(answer()).toBe("unknown"));

  test("a right that is known is not put in doubt by another policy", () => {
    expect(
      may(worker, inline(worker, "put", put), inline(worker, "more", put, { unknown: ["policy"] })),
    ).toBe("yes");
  });
});

test("how ARNs stand for resources", () => {
  const graph = stackOf(
    kept,
    resource("aws:sqs/queue:Queue", "jobs", { name: "jobs" }, { outputs: { arn: undefined } }),
    resource("aws:s3/bucketV2:BucketV2", "old", { bucket: "old" }, { outputs: { arn: undefined } }),
    resource("aws:s3/bucket:Bucket", "nameless", {}, { outputs: { arn: undefined } }),
    resource("aws:rds/instance:Instance", "db", { name: "db" }, { outputs: { arn: undefined } }),
    resource("aws:sns/topic:Topic", "news", { arn: "arn:aws:sns:eu-west-1:1:news" }),
    resource(
      "aws:sqs/queue:Queue",
      "far",
      { name: "far" },
      { region: undefined, outputs: { arn: undefined } },
    ),
  );
  const patterns = (name: string, action: string) => arnPatterns(named(graph, name), action);
  expect(patterns("kept", "s3:GetObject")).toEqual(["arn:aws:s3:::kept/*"]);
  expect(patterns("kept", "s3:ListBucket")).toEqual(["arn:aws:s3:::kept"]);
  expect(patterns("old", "s3:GetObject")).toEqual(["arn:*:s3:::old/*"]);
  expect(patterns("nameless", "s3:GetObject")).toEqual([UNKNOWN]);
  expect(patterns("db", "rds:Reboot")).toEqual([UNKNOWN]);
  const jobs = "arn:*:sqs:eu-west-1:*:jobs";
  expect(patterns("jobs", "sqs:SendMessage")).toEqual([jobs, `${jobs}/*`, `${jobs}:*`]);
  expect(patterns("far", "sqs:SendMessage")[0]).toBe("arn:*:sqs:*:*:far");
  expect(patterns("news", "sns:Publish")[0]).toBe("arn:aws:sns:eu-west-1:1:news");
});

test.each([
  ["aws:lambda/function:Function", "arn:*:lambda:eu-west-1:*:function:it"],
  ["aws:kinesis/stream:Stream", "arn:*:kinesis:eu-west-1:*:stream/it"],
  [
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "arn:*:firehose:eu-west-1:*:deliverystream/it",
  ],
  ["aws:dynamodb/table:Table", "arn:*:dynamodb:eu-west-1:*:table/it"],
  ["aws:sns/topic:Topic", "arn:*:sns:eu-west-1:*:it"],
])("the ARN of a %s from its name", (type, arn) => {
  const graph = stackOf(resource(type, "it", { name: "it" }, { outputs: { arn: undefined } }));
  expect(arnPatterns(named(graph, "it"), "x:Y")[0]).toBe(arn);
});
