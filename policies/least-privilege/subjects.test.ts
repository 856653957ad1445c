import { resource, stackOf } from "../testing/stack";
import { grantsOf, subjectsOf, trustsOf } from "./subjects";
import { attached, bucket, bucketPolicy, inline, managed, policyText, role, trust } from "./testing/access";

const namesOf = (nodes: readonly { name: string }[]) => nodes.map(({ name }) => name);
const trusting = (...principals: string[]) =>
  stackOf(...principals.map((service) => role(service, { assumeRolePolicy: trust(service) })));

test.each([
  ["aws:lambda/function:Function", ["lambda"]],
  ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", ["firehose"]],
  ["aws:s3/bucket:Bucket", ["s3", "batchoperations.s3"]],
  ["aws:s3/bucketV2:BucketV2", ["s3", "batchoperations.s3"]],
  ["aws:ec2/flowLog:FlowLog", ["vpc-flow-logs"]],
  ["aws:ec2/instance:Instance", ["ec2"]],
  ["aws:ecs/taskDefinition:TaskDefinition", ["ecs-tasks"]],
  ["aws:rds/instance:Instance", ["rds", "monitoring.rds"]],
  ["aws:rds/cluster:Cluster", ["rds", "monitoring.rds"]],
  ["aws:scheduler/schedule:Schedule", ["scheduler"]],
  ["aws:cloudwatch/eventRule:EventRule", ["events"]],
  ["aws:sfn/stateMachine:StateMachine", ["states"]],
  ["aws:pipes/pipe:Pipe", ["pipes"]],
  ["aws:apigatewayv2/api:Api", ["apigateway"]],
  ["aws:apigateway/restApi:RestApi", ["apigateway"]],
])("who speaks of %s speaks of the roles of %j", (type, services) => {
  expect(namesOf(subjectsOf(trusting("glue", ...services), [type]).roles)).toEqual(services);
});

test("a service in China is the same service", () => {
  const china = trust("ec2").replace("amazonaws.com", "amazonaws.com.cn");
  const graph = stackOf(role("r", { assumeRolePolicy: china }));
  expect(namesOf(subjectsOf(graph, ["aws:ec2/instance:Instance"]).roles)).toEqual(["r"]);
});

test("a role whose trust is unknown may be anybody's", () => {
  const graph = stackOf(role("r", {}, { unknown: ["assumeRolePolicy"] }));
  expect(namesOf(subjectsOf(graph, []).roles)).toEqual(["r"]);
});

test("the policies of the resources themselves, and of no others", () => {
  const text = policyText({ Principal: "*", Action: "s3:GetObject", Resource: "*" });
  const graph = stackOf(
    bucket("b"),
    bucketPolicy("b", text),
    bucket("c"),
    resource("aws:sqs/queue:Queue", "q", { policy: text }),
  );
  const { held, roles } = subjectsOf(graph, ["aws:s3/bucket:Bucket"]);
  expect([held.map(({ holder }) => holder.name), roles]).toEqual([["b-policy"], []]);
});

test("what roles may do, each policy once, and whom they trust", () => {
  const [one, two] = [role("one"), role("two")];
  const ours = "arn:aws:iam::123456789012:policy/ours";
  const graph = stackOf(
    one,
    two,
    managed("ours", policyText({ Action: "s3:GetObject", Resource: "x" })),
    attached(one, "a", ours),
    attached(two, "b", ours),
    inline(one, "c", policyText({ Action: "sqs:SendMessage", Resource: "x" })),
    attached(two, "d", "arn:aws:iam::aws:policy/AmazonS3FullAccess"),
  );
  const subjects = subjectsOf(graph, ["aws:lambda/function:Function"]);
  expect(grantsOf(graph, subjects).map(({ holder }) => holder.name)).toEqual(["c", "ours", "d"]);
  expect(trustsOf(subjects).map(({ holder, path }) => `${holder.name} ${path}`)).toEqual([
    "one assumeRolePolicy",
    "two assumeRolePolicy",
  ]);
});
