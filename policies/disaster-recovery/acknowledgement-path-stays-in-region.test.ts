import { type GraphResource, UNKNOWN } from "../../engine/graph";
import { bucket, may, mayPerhaps, role } from "../testing/data";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { acknowledgementPathStaysInRegion } from "./acknowledgement-path-stays-in-region";

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
const unsure = (what: string) =>
  `undetermined collect: collect: ${what} is not known before a deployment, or not to this stack.`;

const QUEUE_THERE = "https://sqs.us-west-2.amazonaws.com/1/q";
const there = { region: "us-west-2" };

describe("what a function is told of", () => {
  test.each([
    { title: "its own region", told: { REGION: "eu-west-1" } },
    { title: "the peer's name", told: { PEER_REGION: "us-west-2", PEER_BUCKET: "kept-us-west-2" } },
    {
      title: "a queue and a table of its own region",
      told: {
        QUEUE: "https://sqs.eu-west-1.amazonaws.com/1/q",
        TABLE: "arn:aws:dynamodb:eu-west-1:1:table/t",
      },
    },
    {
      title: "the peer's bucket by its address",
      told: {
        PEER: "https://kept.s3.us-west-2.amazonaws.com/",
        OTHER: "s3-us-west-2.amazonaws.com",
        ARN: "arn:aws:s3:::kept",
      },
    },
    { title: "a path, which names no host", told: { FILE: "/sqs.us-west-2.amazonaws.com" } },
    {
      title: "a bucket of another region in the same stack",
      told: { PEER: "kept" },
      beside: bucket("kept", {}, there),
    },
    {
      title: "a resource of its own region in the same stack",
      told: { TABLE: "t" },
      beside: resource("aws:dynamodb/table:Table", "t", { name: "t" }),
    },
  ])("$title", ({ told, beside }) =>
    expectVerdict(acknowledgementPathStaysInRegion, stack(told, ...(beside ? [beside] : [])), []),
  );

  test.each([QUEUE_THERE, "arn:aws:dynamodb:us-west-2:1:table/t", "db.x1.us-west-2.rds.amazonaws.com"])(
    "%s, of another region",
    (text) =>
      expectVerdict(acknowledgementPathStaysInRegion, stack({ IT: text }), [stray(`is told of ${text}`)]),
  );

  test.each([
    { title: "of another region", region: "us-west-2", says: [stray("is told of t in us-west-2")] },
    { title: "whose region is not known", region: undefined, says: [] },
  ])("a table $title in the same stack", ({ region, says }) => {
    const table = resource("aws:dynamodb/table:Table", "t", {}, { region });
    const fn = resource(
      "aws:lambda/function:Function",
      "collect",
      {},
      { dependsOn: { environment: [table] } },
    );
    expectVerdict(acknowledgementPathStaysInRegion, previewOf(table, fn, api), says);
  });

  test("nothing but its environment tells it", () => {
    const fn = resource(
      "aws:lambda/function:Function",
      "collect",
      { role: "fn", description: QUEUE_THERE },
      { unknown: ["layers"] },
    );
    expectVerdict(acknowledgementPathStaysInRegion, stackOf(fn, api, role("fn")), []);
  });
});

describe("what a function may do", () => {
  const OBJECT_CALLS = [
    "s3:PutObject",
    "s3:GetObjectVersion",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
    "s3:GetBucketLocation",
    "S3:DELETEOBJECT",
  ];
  test.each([
    { title: "a right in its own region", may: "sqs:SendMessage", on: "arn:aws:sqs:eu-west-1:1:q" },
    { title: "in any region: least privilege's to judge", may: "sqs:SendMessage", on: "arn:aws:sqs:*:1:q" },
    { title: "a right to anything", may: "xray:PutTraceSegments", on: "*" },
    { title: "objects of the peer's bucket", may: OBJECT_CALLS, on: "arn:aws:s3:::kept-us-west-2/*" },
    { title: "its bucket by name", may: "s3:PutBucketVersioning", on: "arn:aws:s3:::kept-eu-west-1" },
    { title: "a bucket that nothing places", may: "s3:PutBucketVersioning", on: "arn:aws:s3:::kept" },
    {
      title: "its own bucket, whatever it is called",
      may: "s3:PutBucketVersioning",
      on: "arn:aws:s3:::for-us-west-2",
      beside: [bucket("for-us-west-2")],
    },
    {
      title: "a bucket of which nothing tells where it is",
      may: "s3:PutBucketVersioning",
      on: "arn:aws:s3:::kept",
      beside: [bucket("kept", {}, { region: undefined })],
    },
    { title: "Route 53's data plane", may: "route53-recovery-cluster:UpdateRoutingControlState", on: "*" },
    { title: "to pass a role, which calls nobody", may: ["iam:PassRole", "IAM:passrole"], on: "*" },
  ])("$title", ({ may: action, on, beside = [] }) =>
    expectVerdict(acknowledgementPathStaysInRegion, stack({}, right(action, on), ...beside), []),
  );

  test.each([
    { title: "a right in another region", may: "sqs:SendMessage", on: "arn:aws:sqs:us-west-2:1:q" },
    {
      title: "the peer's bucket itself, by a region in its name",
      may: "s3:PutBucketVersioning",
      on: "arn:aws:s3:::kept-us-west-2",
    },
    {
      title: "the peer's bucket itself, in the same stack",
      may: "s3:*",
      besides: ["s3:PutObject"],
      on: "arn:aws:s3:::kept",
      beside: [bucket("kept", {}, there)],
    },
    {
      title: "the peer's bucket itself, of which only the ARN is known",
      may: "s3:PutBucketVersioning",
      on: "arn:aws:s3:::kept",
      beside: [resource("aws:s3/bucket:Bucket", "auto", { arn: "arn:aws:s3:::kept" }, there)],
    },
    {
      title: "the peer's bucket itself, of which only the name is known",
      may: "s3:PutBucketVersioning",
      on: "arn:aws:s3:::kept",
      beside: [bucket("own"), { ...bucket("kept", {}, there), outputs: undefined }],
    },
  ])("$title", ({ may: action, besides = [], on, beside = [] }) =>
    expectVerdict(acknowledgementPathStaysInRegion, stack({}, right([...besides, action], on), ...beside), [
      stray(`may call ${action} on ${on}`),
    ]),
  );

  test("a global control plane", () =>
    expectVerdict(
      acknowledgementPathStaysInRegion,
      stack({}, right(["route53:ChangeResourceRecordSets", "iam:GetRole"], "*")),
      [
        stray(
          "may call route53:ChangeResourceRecordSets, whose control plane is in us-east-1",
          "may call iam:GetRole, whose control plane is in us-east-1",
        ),
      ],
    ));

  test("a global control plane from its own region", () =>
    expectVerdict(
      acknowledgementPathStaysInRegion,
      stackOf(
        role("fn"),
        collect({}, { region: "us-east-1" }),
        { ...api, providerConfig: { region: "us-east-1" } },
        right("route53:ChangeResourceRecordSets", "*"),
      ),
      [],
    ));

  const THERE = "arn:aws:sqs:us-west-2:1:q";
  const allowed = { Effect: "Allow", Action: "sqs:SendMessage", Resource: THERE };
  test.each([
    { title: "what is denied", statement: { ...allowed, Effect: "Deny" } },
    { title: "NotAction: least privilege's to judge", statement: { ...allowed, NotAction: THERE } },
    { title: "NotResource: least privilege's to judge", statement: { ...allowed, NotResource: THERE } },
  ])("$title", ({ statement }) => {
    const policy = JSON.stringify({ Statement: [statement] });
    const wide = resource("aws:iam/rolePolicy:RolePolicy", "wide", { role: "fn", policy });
    expectVerdict(acknowledgementPathStaysInRegion, stack({}, wide), []);
  });
});

test.each([
  {
    title: "a right that is not known",
    graph: stack({}, mayPerhaps("fn", bucket("lake"))),
    says: [unsure("what may-perhaps lets it do")],
  },
  {
    title: "a right that is not known beside what is wrong",
    graph: stack({ QUEUE: QUEUE_THERE }, role("fn"), mayPerhaps("fn", bucket("lake"))),
    says: [stray(`is told of ${QUEUE_THERE}`)],
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
    title: "a function that works while nobody waits",
    graph: stackOf(
      collect({ QUEUE: QUEUE_THERE }),
      role("fn"),
      resource("aws:lambda/eventSourceMapping:EventSourceMapping", "from-queue", {
        functionName: "collect-id",
        eventSourceArn: "arn:aws:sqs:eu-west-1:1:q",
      }),
    ),
    says: [],
  },
  { title: "a function that answers nobody", graph: stackOf(collect({ QUEUE: QUEUE_THERE })), says: [] },
  { title: "nothing that answers", graph: stackOf(), says: [] },
])("$title", ({ graph, says }) => expectVerdict(acknowledgementPathStaysInRegion, graph, says));

describe("what an API calls", () => {
  const REST = "aws:apigateway/integration:Integration";
  const strayCall = (what: string) =>
    `violation api: api answers clients in eu-west-1 with ${what} of us-west-2: an outage there becomes one here. Use what is in its own region.`;
  const lambda = (gateway: string, of: string) =>
    `arn:aws:apigateway:${gateway}:lambda:path/2015-03-31/functions/arn:aws:lambda:${of}:1:function:f/invocations`;
  const kinesis = (region: string) => `arn:aws:apigateway:${region}:kinesis:action/PutRecord`;
  const THERE = "us-west-2";
  const plain = (region: string) => `arn:aws:lambda:${region}:1:function:f`;
  const host = "https://x.execute-api.us-west-2.amazonaws.com/v1";
  const bySubtype = (Region: string) => ({ requestParameters: { Region } });
  test.each([
    { title: "a function", props: { integrationUri: plain("eu-west-1") } },
    { title: "a function", props: { integrationUri: plain(THERE) }, says: plain(THERE) },
    { title: "a REST API's function", type: REST, props: { uri: lambda("eu-west-1", "eu-west-1") } },
    {
      title: "a REST API's function",
      type: REST,
      props: { uri: lambda("eu-west-1", THERE) },
      says: lambda("eu-west-1", THERE),
    },
    { title: "a service", type: REST, props: { uri: kinesis("eu-west-1") } },
    { title: "a service", type: REST, props: { uri: kinesis(THERE) }, says: kinesis(THERE) },
    { title: "a service by subtype", props: bySubtype("eu-west-1") },
    { title: "a service by subtype", props: bySubtype(THERE), says: THERE },
    { title: "a host", props: { integrationUri: host }, says: host },
    { title: "a host that says no region", props: { integrationUri: "https://api.example.com/us-west-2" } },
    { title: "a host without a region", props: { integrationUri: "https://api.example.com/v1" } },
    { title: "what is not known", props: { integrationUri: UNKNOWN } },
  ])("$title, of another region: $says", ({ type = INTEGRATION, props, says }) =>
    expectVerdict(
      acknowledgementPathStaysInRegion,
      stackOf(resource(type, "api", props)),
      says === undefined ? [] : [strayCall(says)],
    ),
  );

  test.each([
    { type: INTEGRATION, property: "integrationUri" },
    { type: REST, property: "uri" },
  ])("a function of another region in the same stack, by $property", ({ type, property }) => {
    const far = resource("aws:lambda/function:Function", "far", {}, { region: "us-west-2" });
    const near = resource(type, "api", {}, { dependsOn: { [property]: [far] } });
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
  const graph = stack({ QUEUE: QUEUE_THERE });
  expect(excusing(acknowledgementPathStaysInRegion, graph, "collect")).toEqual(["excused collect"]);
});
