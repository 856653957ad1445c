import { type GraphResource, UNKNOWN } from "../../engine/graph";
import { bucket, may, mayPerhaps, role } from "../testing/data";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { acknowledgementPathStaysInRegion } from "./acknowledgement-path-stays-in-region";
import { leftWhenExcused } from "./testing/excused";

const INTEGRATION = "aws:apigatewayv2/integration:Integration";
const collect = (variables: Record<string, unknown> = {}, options: Parameters<typeof resource>[3] = {}) =>
  resource("aws:lambda/function:Function", "collect", { role: "fn", environment: { variables } }, options);
const api = resource(
  INTEGRATION,
  "api",
  { integrationType: "AWS_PROXY" },
  { dependsOn: { integrationUri: [collect()] } },
);
const stack = (variables: Record<string, unknown>, ...others: readonly GraphResource[]) =>
  stackOf(collect(variables), api, role("fn"), ...others);
const stray = (...what: string[]) =>
  `violation collect: collect answers clients in eu-west-1 and ${what.join(", and ")}: an outage there becomes one here. Use what is in its own region.`;
const right = (action: string | string[], on: string) => may("fn", action, on);
const rights = (action: string | string[], on: string) => stack({}, right(action, on));
const unsure = (what: string) => `undetermined collect: collect: ${what} is not known before a deployment.`;

test.each([
  { title: "nothing but its own region", graph: stack({ REGION: "eu-west-1" }), says: [] },
  {
    title: "the peer's name",
    graph: stack({ PEER_REGION: "us-west-2", PEER_BUCKET: "kept-us-west-2" }),
    says: [],
  },
  {
    title: "a queue of its own region",
    graph: stack({
      QUEUE: "https://sqs.eu-west-1.amazonaws.com/1/q",
      TABLE: "arn:aws:dynamodb:eu-west-1:1:table/t",
    }),
    says: [],
  },
  {
    title: "a queue of another region",
    graph: stack({ QUEUE: "https://sqs.us-west-2.amazonaws.com/1/q" }),
    says: [stray("is told of https://sqs.us-west-2.amazonaws.com/1/q")],
  },
  {
    title: "a table of another region",
    graph: stack({ TABLE: "arn:aws:dynamodb:us-west-2:1:table/t" }),
    says: [stray("is told of arn:aws:dynamodb:us-west-2:1:table/t")],
  },
  {
    title: "a host of another region",
    graph: stack({ HOST: "db.x1.us-west-2.rds.amazonaws.com" }),
    says: [stray("is told of db.x1.us-west-2.rds.amazonaws.com")],
  },
  {
    title: "the peer's bucket by its address",
    graph: stack({
      PEER: "https://kept.s3.us-west-2.amazonaws.com/",
      OTHER: "s3-us-west-2.amazonaws.com",
      ARN: "arn:aws:s3:::kept",
    }),
    says: [],
  },
  {
    title: "a table of another region in the same stack",
    graph: previewOf(
      resource("aws:dynamodb/table:Table", "t", {}, { region: "us-west-2" }),
      resource(
        "aws:lambda/function:Function",
        "collect",
        {},
        {
          dependsOn: {
            environment: [resource("aws:dynamodb/table:Table", "t", {}, { region: "us-west-2" })],
          },
        },
      ),
      api,
    ),
    says: [stray("is told of t in us-west-2")],
  },
  {
    title: "a bucket of another region in the same stack",
    graph: stack({ PEER: "kept" }, bucket("kept", {}, { region: "us-west-2" })),
    says: [],
  },
  {
    title: "a resource of its own region in the same stack",
    graph: stack({ TABLE: "t" }, resource("aws:dynamodb/table:Table", "t", { name: "t" })),
    says: [],
  },
  {
    title: "a right in its own region",
    graph: rights("sqs:SendMessage", "arn:aws:sqs:eu-west-1:1:q"),
    says: [],
  },
  {
    title: "a right in another region",
    graph: rights("sqs:SendMessage", "arn:aws:sqs:us-west-2:1:q"),
    says: [stray("may call sqs:SendMessage on arn:aws:sqs:us-west-2:1:q")],
  },
  {
    title: "a right in any region, which is least privilege's to judge",
    graph: rights("sqs:SendMessage", "arn:aws:sqs:*:1:q"),
    says: [],
  },
  { title: "a right to anything", graph: rights("xray:PutTraceSegments", "*"), says: [] },
  {
    title: "objects of the peer's bucket",
    graph: rights(
      [
        "s3:PutObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
        "s3:GetBucketLocation",
        "S3:DELETEOBJECT",
      ],
      "arn:aws:s3:::kept-us-west-2/*",
    ),
    says: [],
  },
  {
    title: "the peer's bucket itself, by a region in its name",
    graph: rights("s3:PutBucketVersioning", "arn:aws:s3:::kept-us-west-2"),
    says: [stray("may call s3:PutBucketVersioning on arn:aws:s3:::kept-us-west-2")],
  },
  {
    title: "the peer's bucket itself, in the same stack",
    graph: stack(
      {},
      bucket("kept", {}, { region: "us-west-2" }),
      right(["s3:PutObject", "s3:*"], "arn:aws:s3:::kept"),
    ),
    says: [stray("may call s3:* on arn:aws:s3:::kept")],
  },
  {
    title: "the peer's bucket itself, of which only the ARN is known",
    graph: stack(
      {},
      resource("aws:s3/bucket:Bucket", "auto", { arn: "arn:aws:s3:::kept" }, { region: "us-west-2" }),
      right("s3:PutBucketVersioning", "arn:aws:s3:::kept"),
    ),
    says: [stray("may call s3:PutBucketVersioning on arn:aws:s3:::kept")],
  },
  {
    title: "the peer's bucket itself, of which only the name is known",
    graph: stack(
      {},
      { ...bucket("kept", {}, { region: "us-west-2" }), outputs: undefined },
      bucket("own"),
      right("s3:PutBucketVersioning", "arn:aws:s3:::kept"),
    ),
    says: [stray("may call s3:PutBucketVersioning on arn:aws:s3:::kept")],
  },
  {
    title: "its own bucket, whatever it is called",
    graph: stack({}, bucket("for-us-west-2"), right("s3:PutBucketVersioning", "arn:aws:s3:::for-us-west-2")),
    says: [],
  },
  {
    title: "a bucket of its region by name",
    graph: rights("s3:PutBucketVersioning", "arn:aws:s3:::kept-eu-west-1"),
    says: [],
  },
  {
    title: "a bucket that nothing places",
    graph: rights("s3:PutBucketVersioning", "arn:aws:s3:::kept"),
    says: [],
  },
  {
    title: "a global control plane",
    graph: rights(["route53:ChangeResourceRecordSets", "iam:PassRole"], "*"),
    says: [
      stray(
        "may call route53:ChangeResourceRecordSets, whose control plane is in us-east-1",
        "may call iam:PassRole, whose control plane is in us-east-1",
      ),
    ],
  },
  {
    title: "Route 53's own data plane",
    graph: rights("route53-recovery-cluster:UpdateRoutingControlState", "*"),
    says: [],
  },
  {
    title: "a global control plane from its own region",
    graph: stackOf(
      role("fn"),
      collect({}, { region: "us-east-1" }),
      { ...api, providerConfig: { region: "us-east-1" } },
      right("route53:ChangeResourceRecordSets", "*"),
    ),
    says: [],
  },
  {
    title: "what is denied",
    graph: stack(
      {},
      resource("aws:iam/rolePolicy:RolePolicy", "deny", {
        role: "fn",
        policy: JSON.stringify({
          Statement: [{ Effect: "Deny", Action: "sqs:*", Resource: "arn:aws:sqs:us-west-2:1:q" }],
        }),
      }),
    ),
    says: [],
  },
  ...["NotAction", "NotResource"].map((key) => ({
    title: `${key}, which is least privilege's to judge`,
    graph: stack(
      {},
      resource("aws:iam/rolePolicy:RolePolicy", "wide", {
        role: "fn",
        policy: JSON.stringify({
          Statement: [
            {
              Effect: "Allow",
              Action: "sqs:SendMessage",
              Resource: "arn:aws:sqs:us-west-2:1:q",
              [key]: "arn:aws:sqs:us-west-2:1:q",
            },
          ],
        }),
      }),
    ),
    says: [],
  })),
  {
    title: "a right that is not known",
    graph: stack({}, mayPerhaps("fn", bucket("lake"))),
    says: [unsure("what may-perhaps lets it do")],
  },
  {
    title: "a right that is not known beside one that is wrong",
    graph: stack(
      { QUEUE: "https://sqs.us-west-2.amazonaws.com/1/q" },
      role("fn"),
      mayPerhaps("fn", bucket("lake")),
    ),
    says: [stray("is told of https://sqs.us-west-2.amazonaws.com/1/q")],
  },
  {
    title: "a region that is not known",
    graph: stackOf(collect({}, { region: undefined }), api, role("fn")),
    says: [unsure("its region")],
  },
  {
    title: "a role that is not made here",
    graph: stackOf(collect(), api),
    says: [unsure("what its role lets it do")],
  },
  {
    title: "an environment that nothing tells",
    graph: stack({ QUEUE: UNKNOWN }),
    says: [unsure("what its environment tells it of")],
  },
  {
    title: "a function that answers nobody",
    graph: stackOf(collect({ QUEUE: "https://sqs.us-west-2.amazonaws.com/1/q" })),
    says: [],
  },
  { title: "nothing that answers", graph: stackOf(), says: [] },
])("$title", ({ graph, says }) => expectVerdict(acknowledgementPathStaysInRegion, graph, says));

describe("what an API calls", () => {
  const REST = "aws:apigateway/integration:Integration";
  const strayCall = (what: string) =>
    `violation api: api answers clients in eu-west-1 with ${what} of us-west-2: an outage there becomes one here. Use what is in its own region.`;
  const lambda = (gateway: string, of: string) =>
    `arn:aws:apigateway:${gateway}:lambda:path/2015-03-31/functions/arn:aws:lambda:${of}:1:function:f/invocations`;
  const kinesis = (region: string) => `arn:aws:apigateway:${region}:kinesis:action/PutRecord`;
  test.each([
    {
      title: "a function of its region",
      props: { integrationUri: "arn:aws:lambda:eu-west-1:1:function:f" },
      says: [],
    },
    {
      title: "a function of another",
      props: { integrationUri: "arn:aws:lambda:us-west-2:1:function:f" },
      says: [strayCall("arn:aws:lambda:us-west-2:1:function:f")],
    },
    {
      title: "a REST API's function",
      type: REST,
      props: { uri: lambda("eu-west-1", "eu-west-1") },
      says: [],
    },
    {
      title: "a REST API's function of another region",
      type: REST,
      props: { uri: lambda("eu-west-1", "us-west-2") },
      says: [strayCall(lambda("eu-west-1", "us-west-2"))],
    },
    { title: "a service", type: REST, props: { uri: kinesis("eu-west-1") }, says: [] },
    {
      title: "a service of another region",
      type: REST,
      props: { uri: kinesis("us-west-2") },
      says: [strayCall(kinesis("us-west-2"))],
    },
    { title: "a service by subtype", props: { requestParameters: { Region: "eu-west-1" } }, says: [] },
    {
      title: "a service by subtype, of another region",
      props: { integrationSubtype: "SQS-SendMessage", requestParameters: { Region: "us-west-2" } },
      says: [strayCall("us-west-2")],
    },
    {
      title: "a host of another region",
      props: { integrationUri: "https://x.execute-api.us-west-2.amazonaws.com/v1" },
      says: [strayCall("https://x.execute-api.us-west-2.amazonaws.com/v1")],
    },
    {
      title: "a host that says no region",
      props: { integrationUri: "https://api.example.com/us-west-2" },
      says: [],
    },
    { title: "what is not known", props: { integrationUri: UNKNOWN }, says: [] },
  ])("$title", ({ type = INTEGRATION, props, says }) =>
    expectVerdict(acknowledgementPathStaysInRegion, stackOf(resource(type, "api", props)), says),
  );

  test("a function of another region in the same stack", () => {
    const far = resource("aws:lambda/function:Function", "far", {}, { region: "us-west-2" });
    const near = resource(INTEGRATION, "api", {}, { dependsOn: { integrationUri: [far] } });
    expectVerdict(acknowledgementPathStaysInRegion, previewOf(far, near), [strayCall("far")]);
  });

  test("an API whose region is not known", () => {
    const props = { integrationUri: "arn:aws:lambda:us-west-2:1:function:f" };
    expectVerdict(
      acknowledgementPathStaysInRegion,
      stackOf(resource(INTEGRATION, "api", props, { region: undefined })),
      [],
    );
  });
});

test("a function can be excused", () => {
  const graph = stack({ QUEUE: "https://sqs.us-west-2.amazonaws.com/1/q" });
  expect(leftWhenExcused(acknowledgementPathStaysInRegion, [graph], "collect")).toEqual([]);
});
