import { resource, stackOf } from "../testing/stack";
import { enclosingArns, idsOf, isArn, isMadeUpId, isMeantBy, namesOf, passesOn } from "./names";

const only = (one: ReturnType<typeof resource>) => {
  const [node] = stackOf(one).nodes;
  if (!node) throw new Error("no node");
  return node;
};
const bucket = only(resource("aws:s3/bucket:Bucket", "b", { bucket: "data" }));
const oldBucket = only(resource("aws:s3/bucketV2:BucketV2", "b", { bucket: "data" }));
const stream = only(
  resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "s", { name: "events" }),
);
const logs = only(resource("aws:cloudwatch/logGroup:LogGroup", "l", { name: "/aws/lambda/f" }));
const fn = only(resource("aws:lambda/function:Function", "f", { name: "f" }));
const nowhere = only(resource("aws:lambda/function:Function", "f", { name: "f" }, { region: undefined }));
const role = only(resource("aws:iam/role:Role", "r", { name: "r" }));
const policy = only(resource("aws:iam/rolePolicy:RolePolicy", "r", { name: "r" }));
const queue = only(resource("aws:sqs/queue:Queue", "q", { name: "q" }));
const nameless = only(resource("aws:sqs/queue:Queue", "q"));

test.each([
  { node: bucket, arn: "arn:aws:s3:::data", meant: true },
  { node: oldBucket, arn: "arn:aws:s3:::data", meant: true },
  { node: bucket, arn: "arn:aws:s3:::data/*", meant: true },
  { node: bucket, arn: "arn:aws:s3:::database", meant: false },
  { node: bucket, arn: "arn:aws:s3:::other/data", meant: false },
  { node: bucket, arn: "arn:aws:sqs:eu-west-1:1:data", meant: false },
  { node: stream, arn: "arn:aws:firehose:eu-west-1:1:deliverystream/events", meant: true },
  { node: stream, arn: "arn:aws:firehose:us-west-2:1:deliverystream/events", meant: false },
  { node: stream, arn: "arn:aws:kinesis:eu-west-1:1:stream/events", meant: false },
  { node: logs, arn: "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:*", meant: true },
  { node: logs, arn: "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f2:*", meant: false },
  { node: fn, arn: "arn:aws:lambda:eu-west-1:1:function:f", meant: true },
  { node: fn, arn: "arn:aws:lambda:eu-west-1:1:function:f:live", meant: true },
  { node: fn, arn: "arn:aws:lambda:eu-west-1:1:layer:f", meant: false },
  { node: nowhere, arn: "arn:aws:lambda:us-west-2:1:function:f", meant: true },
  { node: role, arn: "arn:aws:iam::1:role/r", meant: true },
  { node: policy, arn: "arn:aws:iam::1:role/r", meant: false },
  { node: role, arn: "arn:aws:iam::1:*/role/r", meant: false },
  { node: queue, arn: "arn:aws:sqs:eu-west-1:1:q", meant: true },
  { node: nameless, arn: "arn:aws:sqs:eu-west-1:1:", meant: false },
  { node: role, arn: "arn:aws:iam::1:root", meant: false },
])("$arn means $node.type: $meant", ({ node, arn, meant }) => expect(isMeantBy(node, arn)).toBe(meant));

test("an ARN lies within those that it goes on from", () => {
  expect(enclosingArns("arn:aws:lambda:eu-west-1:1:function:f:live")).toEqual([
    "arn:aws:lambda:eu-west-1:1:function:f:live",
    "arn:aws:lambda:eu-west-1:1:function:f",
    "arn:aws:lambda:eu-west-1:1:function",
  ]);
  expect(enclosingArns("arn:aws:apigateway:eu-west-1::/restapis/x")).toEqual([
    "arn:aws:apigateway:eu-west-1::/restapis/x",
    "arn:aws:apigateway:eu-west-1::/restapis",
  ]);
  expect(enclosingArns("arn:aws:s3:::b/x/*")).toEqual([
    "arn:aws:s3:::b/x/*",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:::b",
  ]);
});

test.each([
  ["arn:aws:s3:::b", true],
  ["arn:aws-cn:s3:::b", true],
  ["a:arn:aws:s3:::b", false],
  ["arn of something", false],
])("%s is an ARN: %s", (text, is) => expect(isArn(text)).toBe(is));

test.each([
  ["sg-0a1b2c3d", true],
  ["vpce-0123456789abcdef0", true],
  ["sg-123", false],
  ["my-group-0a1b2c3d", false],
  ["sg-0a1b2c3d-mine", false],
  ["0a1b2c3d", false],
])("%s is an id that EC2 makes up: %s", (text, is) => expect(isMadeUpId(text)).toBe(is));

const others = { arn: undefined, url: undefined };
test.each([
  "arn",
  "url",
  "address",
  "endpoint",
  "dnsName",
  "fqdn",
  "invokeArn",
  "qualifiedArn",
  "executionArn",
  "streamArn",
  "latestStreamArn",
  "uniqueId",
  "prefixListId",
  "defaultSecurityGroupId",
  "defaultRouteTableId",
  "mainRouteTableId",
  "bucketDomainName",
  "bucketRegionalDomainName",
])("%s, which AWS makes up, is an identity", (property) => {
  const thing = (outputs: object, props = {}) =>
    only(resource("aws:x/thing:Thing", "t", props, { outputs: { ...others, ...outputs } }));
  expect(idsOf(thing({ [property]: "it" }))).toEqual(["t-id", "it"]);
  expect(idsOf(thing({ [property]: 7 }))).toEqual(["t-id"]);
  expect(idsOf(thing({ [property]: "" }))).toEqual(["t-id"]);
  expect(idsOf(thing({ [property]: "t-id" }))).toEqual(["t-id"]);
});

test("so is what lies deeper", () => {
  const outputs = {
    ...others,
    masterUserSecrets: [{ secretArn: "arn:secret" }],
    domainNameConfiguration: { targetDomainName: "d-1.example" },
  };
  expect(idsOf(only(resource("aws:x/thing:Thing", "t", {}, { outputs })))).toEqual([
    "t-id",
    "arn:secret",
    "d-1.example",
  ]);
});

test.each([
  ["aws:sns/topicPolicy:TopicPolicy", "arn"],
  ["aws:sqs/queuePolicy:QueuePolicy", "queueUrl"],
  ["aws:sqs/redrivePolicy:RedrivePolicy", "queueUrl"],
  ["aws:acm/certificateValidation:CertificateValidation", "certificateArn"],
  ["aws:lambda/alias:Alias", "functionName"],
  ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "functionName"],
  ["aws:s3/bucketVersioning:BucketVersioning", "bucket"],
  ["aws:s3/bucketVersioningV2:BucketVersioningV2", "bucket"],
  ["aws:s3/bucket:Bucket", undefined],
  ["aws:s3/bucketV2:BucketV2", undefined],
  ["aws:sqs/queue:Queue", undefined],
])("%s passes on by its %s", (type, property) => expect(passesOn(type)).toBe(property));

test("the id that is another's is not its own", () => {
  const versioning = (bucketName: string) =>
    only(
      resource(
        "aws:s3/bucketVersioning:BucketVersioning",
        "v",
        { bucket: bucketName },
        { id: "b", outputs: others },
      ),
    );
  expect(idsOf(versioning("b"))).toEqual([]);
  expect(idsOf(versioning("other"))).toEqual(["b"]);
});

test.each([
  { type: "aws:sqs/queue:Queue", props: { name: "n", bucket: "b" }, names: ["n"] },
  { type: "aws:s3/bucket:Bucket", props: { name: "n", bucket: "b" }, names: ["b"] },
  { type: "aws:s3/bucketV2:BucketV2", props: { bucket: "b" }, names: ["b"] },
  { type: "aws:s3/bucketPolicy:BucketPolicy", props: { bucket: "b" }, names: [] },
  { type: "aws:rds/instance:Instance", props: { identifier: "i", name: "n" }, names: ["i", "n"] },
  { type: "aws:rds/cluster:Cluster", props: { clusterIdentifier: "c" }, names: ["c"] },
  { type: "aws:ecs/cluster:Cluster", props: { name: "n" }, names: ["n"] },
  { type: "aws:elasticache/cluster:Cluster", props: { clusterId: "c" }, names: ["c"] },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    props: { replicationGroupId: "r" },
    names: ["r"],
  },
])("$type is named $names", ({ type, props, names }) =>
  expect(namesOf(only(resource(type, "x", props)))).toEqual(names),
);

test.each([
  { type: "aws:sns/topic:Topic", arn: "arn:aws:sns:eu-west-1:1:n" },
  { type: "aws:cloudwatch/eventRule:EventRule", arn: "arn:aws:events:eu-west-1:1:rule/n" },
  { type: "aws:cloudwatch/eventBus:EventBus", arn: "arn:aws:events:eu-west-1:1:event-bus/n" },
  { type: "aws:cloudwatch/metricAlarm:MetricAlarm", arn: "arn:aws:cloudwatch:eu-west-1:1:alarm:n" },
  { type: "aws:dynamodb/table:Table", arn: "arn:aws:dynamodb:eu-west-1:1:table/n/stream/x" },
])("$arn means a $type", ({ type, arn }) =>
  expect(isMeantBy(only(resource(type, "x", { name: "n" })), arn)).toBe(true),
);
