import type { GraphResource } from "../../engine/graph";
import { ACCOUNT, attached, inline, policyText, QUEUE, role } from "../least-privilege/testing/access";
import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { endpointNamesOf } from "./endpoint-names";
import { interfaceEndpointForCalledApi as rule } from "./interface-endpoint-for-called-api";
import { endpoint, interfaceTo, network, subnet, worker } from "./testing/network";

const none = (calls: string, services: string, who = "worker") =>
  `violation ${who}: ${who} may call ${calls}, and vpc has no endpoint for it: the call hangs, or leaves through NAT. Add an aws.ec2.VpcEndpoint for ${services}, or take the right away.`;
const com = (name: string) => `com.amazonaws.eu-west-1.${name}`;
const unknown = (what: string) =>
  `undetermined worker: worker: ${what} is not known before a deployment, or not to this stack.`;
const jobs = resource(QUEUE, "jobs", { name: "jobs", arn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs` });
const may = (...actions: string[]) =>
  inline(role(), "may", policyText({ Action: actions, Resource: jobs.outputs?.arn }));
const mapping = resource("aws:lambda/eventSourceMapping:EventSourceMapping", "takes", {
  functionName: "worker",
  eventSourceArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`,
});
const of = (...more: GraphResource[]) => stackOf(...network(), ...more);
const send = none("sqs (sqs:SendMessage)", com("sqs"));
const toJobs = `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`;

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "a function that calls nothing", graph: of(), says: [] },
  {
    title: "an endpoint for what is called",
    graph: of(may("sqs:SendMessage"), interfaceTo("sqs")),
    says: [],
  },
  { title: "none for what is called", graph: of(may("sqs:SendMessage")), says: [send] },
  {
    title: "one in another network",
    graph: of(may("sqs:SendMessage"), interfaceTo("sqs", { vpcId: "other-id" })),
    says: [send],
  },
  { title: "a gateway to what has none", graph: of(may("sqs:SendMessage"), endpoint("sqs")), says: [send] },
  {
    title: "one that follows a standard of the government",
    graph: of(may("kms:Sign"), interfaceTo("kms-fips")),
    says: [],
  },
  {
    title: "none for two APIs",
    graph: of(may("sqs:SendMessage", "secretsmanager:GetSecretValue", "sqs:ListQueues")),
    says: [
      none(
        "sqs (sqs:SendMessage, sqs:ListQueues) and secretsmanager (secretsmanager:GetSecretValue)",
        `${com("sqs")} and ${com("secretsmanager")}`,
      ),
    ],
  },
  {
    title: "an API whose endpoint has another name",
    graph: of(may("firehose:PutRecord")),
    says: [none("firehose (firehose:PutRecord)", com("kinesis-firehose"))],
  },
  {
    title: "an endpoint of that other name",
    graph: of(may("firehose:PutRecord"), interfaceTo("kinesis-firehose")),
    says: [],
  },
  { title: "DynamoDB by its gateway", graph: of(may("dynamodb:GetItem"), endpoint("dynamodb")), says: [] },
  {
    title: "DynamoDB by an interface",
    graph: of(may("dynamodb:GetItem"), interfaceTo("dynamodb")),
    says: [],
  },
  { title: "S3, which other rules judge", graph: of(may("s3:GetObject")), says: [] },
  { title: "a role that is passed on", graph: of(may("iam:PassRole")), says: [] },
  {
    title: "a function outside of the network",
    graph: stackOf(role(), may("sqs:SendMessage"), worker("worker", [])),
    says: [],
  },
  {
    title: "what is no function",
    graph: stackOf(
      ...network().slice(0, 6),
      resource("aws:ec2/instance:Instance", "it", { subnetId: "a-id" }),
    ),
    says: [],
  },
  {
    title: "what Lambda does by itself",
    graph: of(
      attached(role(), "network", "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"),
      attached(role(), "traces", "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"),
    ),
    says: [],
  },
  {
    title: "keys that S3 uses in the function's name",
    graph: of(may("kms:Decrypt", "kms:GenerateDataKey")),
    says: [],
  },
  {
    title: "a queue that a mapping reads",
    graph: of(may("sqs:ReceiveMessage", "sqs:DeleteMessage"), mapping),
    says: [],
  },
  {
    title: "a queue that no mapping reads",
    graph: of(may("sqs:ReceiveMessage")),
    says: [none("sqs (sqs:ReceiveMessage)", com("sqs"))],
  },
  {
    title: "more of that queue than a mapping does",
    graph: of(may("sqs:ReceiveMessage", "sqs:ChangeMessageVisibility"), mapping),
    says: [none("sqs (sqs:ChangeMessageVisibility)", com("sqs"))],
  },
  {
    title: "a destination of failures",
    graph: of(
      may("sqs:SendMessage"),
      jobs,
      resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "async", {
        functionName: "worker",
        destinationConfig: { onFailure: { destination: toJobs } },
      }),
    ),
    says: [],
  },
  {
    title: "a destination of a mapping's failures",
    graph: of(
      may("sqs:SendMessage"),
      jobs,
      resource("aws:lambda/eventSourceMapping:EventSourceMapping", "takes", {
        functionName: "worker",
        destinationConfig: { onFailure: { destinationArn: toJobs } },
      }),
    ),
    says: [],
  },
  {
    title: "a dead-letter queue",
    graph: stackOf(
      ...network().slice(0, 7),
      { ...worker(), inputs: { ...worker().inputs, deadLetterConfig: { targetArn: toJobs } } },
      may("sqs:SendMessage"),
      jobs,
    ),
    says: [],
  },
  {
    title: "a destination and any other queue",
    graph: of(
      inline(role(), "may", policyText({ Action: "sqs:SendMessage", Resource: [toJobs, "*"] })),
      jobs,
      resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "async", {
        functionName: "worker",
        destinationConfig: { onFailure: { destination: toJobs } },
      }),
    ),
    says: [send],
  },
  {
    title: "what is denied only",
    graph: of(inline(role(), "may", policyText({ Effect: "Deny", Action: "sqs:*", Resource: "*" }))),
    says: [],
  },
  { title: "everything", graph: of(may("*")), says: [unknown("which APIs may means")] },
  {
    title: "all but something",
    graph: of(inline(role(), "may", policyText({ NotAction: "iam:*", Resource: "*" }))),
    says: [unknown("which APIs may means")],
  },
  {
    title: "an API that is in no table",
    graph: of(may("braket:SearchJobs")),
    says: [unknown("which endpoint leads to braket")],
  },
  {
    title: "an unknown text",
    graph: of(inline(role(), "may", "", { unknown: ["policy"] })),
    says: [unknown("policy of may")],
  },
  {
    title: "an unknown action beside a known one",
    graph: of(
      inline(
        role(),
        "may",
        { Statement: [{ Effect: "Allow", Action: ["sqs:SendMessage", ""], Resource: "*" }] },
        { unknown: ["policy.Statement[0].Action[1]"] },
      ),
    ),
    says: [send, unknown("policy of may")],
  },
  {
    title: "a policy of AWS's that is not well known",
    graph: of(attached(role(), "rare", "arn:aws:iam::aws:policy/Rare")),
    says: [unknown("what arn:aws:iam::aws:policy/Rare allows")],
  },
  {
    title: "a role of another stack",
    graph: stackOf(...network().slice(0, 6), worker()),
    says: [unknown("what its role allows")],
  },
  {
    title: "an endpoint of an unknown service",
    graph: of(may("sqs:SendMessage"), interfaceTo("sqs", {}, { unknown: ["serviceName"] })),
    says: [unknown("whether sqs leads to sqs")],
  },
  {
    title: "a network of another stack",
    graph: stackOf(
      role(),
      may("sqs:SendMessage"),
      subnet("a", "z", { vpcId: "vpc-0abc" }),
      worker("worker", ["a"]),
    ),
    says: [unknown("whether vpc-0abc has an endpoint for sqs")],
  },
  {
    title: "subnets of another stack",
    graph: stackOf(role(), may("sqs:SendMessage"), worker("worker", ["x"])),
    says: [unknown("the network of x-id, which is of no resource here,")],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("an unknown region is left for the reader to fill in", () => {
  const own = { ...worker(), providerConfig: {} };
  expectVerdict(rule, stackOf(...network().slice(0, 7), own, may("sqs:SendMessage")), [
    none("sqs (sqs:SendMessage)", "com.amazonaws.<region>.sqs"),
  ]);
});

test("APIs can be let off", () => {
  const graph = of(may("sqs:SendMessage", "sns:Publish"));
  expectVerdict(rule, graph, [none("sns (sns:Publish)", com("sns"))], { apisWithoutEndpoint: ["sqs"] });
});

test("a resource can be excused", () =>
  expect(excusing(rule, of(may("sqs:SendMessage")), "worker")).toEqual(["excused worker"]));

test.each([
  ["sqs", ["sqs"]],
  ["cloudwatch", ["monitoring"]],
  ["kinesis", ["kinesis-streams"]],
  ["states", ["states", "sync-states"]],
  ["s3", "none"],
  ["rds-db", "none"],
  ["braket", undefined],
])("%s is reached by %j", (prefix, names) => expect(endpointNamesOf(prefix)).toEqual(names));

test.each([
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeVpcs",
  "kms:Encrypt",
  "kms:ReEncryptFrom",
  "kms:DescribeKey",
])("needs no endpoint for %s, which AWS does in the function's name", (action) => {
  expectVerdict(rule, of(may(action)), []);
});

test.each([
  "sqs:GetQueueAttributes",
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
  "kinesis:ListStreams",
  "kinesis:SubscribeToShard",
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
  "kafka:DescribeClusterV2",
  "kafka:GetBootstrapBrokers",
  "mq:DescribeBroker",
])("needs no endpoint for %s, which a mapping calls", (action) => {
  expectVerdict(rule, of(jobs, mapping, may(action)), []);
});

test.each([
  ["bedrock", ["bedrock-runtime", "bedrock"]],
  ["ecr", ["ecr.api"]],
  ["sagemaker", ["sagemaker.runtime", "sagemaker.api"]],
  ["ses", ["email", "email-smtp"]],
])("%s has endpoints of other names", (prefix, names) => {
  expect(endpointNamesOf(prefix)).toEqual(names);
});

test.each([
  "s3-object-lambda",
  "organizations",
  "route53",
  "cloudfront",
  "globalaccelerator",
  "elasticfilesystem",
  "kafka-cluster",
  "neptune-db",
  "es",
])("%s needs no endpoint in the network", (prefix) => {
  expect(endpointNamesOf(prefix)).toBe("none");
});
