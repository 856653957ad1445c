import type { GraphResource, Properties } from "../../engine/graph";
import { type ResourceOptions, resource, stackOf } from "../testing/stack";
import { type Node, type StackGraph, UNKNOWN } from ".";
import { environmentOf, functionsNamedBy, mappingsOf, timeoutSecondsOf, triggersOf } from "./functions";

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};

const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const URL = "aws:lambda/functionUrl:FunctionUrl";
const PERMISSION = "aws:lambda/permission:Permission";
const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";

const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const fn = (name: string, props: Properties = {}, options?: ResourceOptions) =>
  resource(FUNCTION, name, { name, arn: arnOf(name), ...props }, options);
const take = fn("take");
const audit = fn("audit");
const permission = (principal: string, props: Properties = {}, options?: ResourceOptions) =>
  resource(PERMISSION, "permission", { function: "take", principal, ...props }, options);

describe("functions that a property names", () => {
  const live = resource(ALIAS, "live", {
    functionName: "take",
    description: "audit",
    arn: `${arnOf("take")}:live`,
  });
  const of = (props: Properties, options?: ResourceOptions) => {
    const graph = stackOf(take, audit, live, resource(URL, "by", props, options));
    const { nodes, outside, isUnknown } = functionsNamedBy(graph, named(graph, "by"), "functionName");
    return [...nodes.map(({ name }) => name), ...outside, ...(isUnknown ? ["?"] : [])];
  };
  test.each<{ title: string; is: string[]; value?: unknown; options?: ResourceOptions }>([
    { title: "by name", value: "take", is: ["take"] },
    { title: "by ARN", value: arnOf("take"), is: ["take"] },
    { title: "through an alias", value: `${arnOf("take")}:live`, is: ["take"] },
    { title: "through an alias by its id", value: "live-id", is: ["take"] },
    { title: "itself and through an alias", value: ["live-id", "take"], is: ["take"] },
    { title: "two of them", value: ["take", arnOf("audit")], is: ["audit", "take"] },
    { title: "another stack's", value: arnOf("theirs"), is: [arnOf("theirs")] },
    { title: "none", is: [] },
    { title: "nobody knows yet", options: { unknown: ["functionName"] }, is: ["?"] },
    { title: "by what it depends on", options: { dependsOn: { functionName: [take] } }, is: ["take"] },
  ])("$title", ({ value, options, is }) => {
    const props = value === undefined ? {} : { functionName: value };
    expect(of(props, options).sort()).toEqual(is);
  });
});

/** Each a line, such as "url waits". */
const triggers = (...resources: GraphResource[]) => {
  const graph = stackOf(take, audit, ...resources);
  return triggersOf(graph, named(graph, "take")).map(({ by, caller }) => `${by.name} ${caller}`);
};

describe("who calls a function", () => {
  const at =
    (...path: string[]) =>
    (arn: string) =>
      path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), arn) as Properties;
  const processors = ["extendedS3Configuration", "processingConfiguration", "processors", "parameters"];

  test.each<[type: string, caller: string, propsOf: (arn: string) => Properties]>([
    [MAPPING, "keeps", at("functionName")],
    ["aws:pipes/pipe:Pipe", "keeps", at("target")],
    ["aws:lambda/invocation:Invocation", "keeps", at("functionName")],
    ["aws:sfn/stateMachine:StateMachine", "keeps", at("definition", "States", "Take", "Resource")],
    ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "keeps", at(...processors)],
    ["aws:scheduler/schedule:Schedule", "clock", at("target", "arn")],
    ["aws:s3/bucketNotification:BucketNotification", "leaves", at("lambdaFunctions", "lambdaFunctionArn")],
    ["aws:sns/topicSubscription:TopicSubscription", "leaves", at("endpoint")],
    ["aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "leaves", at("destinationArn")],
    ["aws:iot/topicRule:TopicRule", "leaves", at("lambdas", "functionArn")],
    ["aws:ses/receiptRule:ReceiptRule", "leaves", at("lambdaActions", "functionArn")],
    [EVENT_TARGET, "leaves", at("arn")],
    [URL, "waits", at("functionName")],
    ["aws:apigatewayv2/integration:Integration", "waits", at("integrationUri")],
    ["aws:apigatewayv2/api:Api", "waits", at("target")],
    ["aws:apigatewayv2/api:Api", "waits", at("body", "paths", "uri")],
    ["aws:apigateway/integration:Integration", "waits", at("uri")],
    ["aws:apigateway/restApi:RestApi", "waits", at("body", "paths", "uri")],
    ["aws:lb/targetGroupAttachment:TargetGroupAttachment", "waits", at("targetId")],
    ["aws:alb/targetGroupAttachment:TargetGroupAttachment", "waits", at("targetId")],
    ["aws:elasticloadbalancingv2/targetGroupAttachment:TargetGroupAttachment", "waits", at("targetId")],
    ["aws:appsync/dataSource:DataSource", "waits", at("lambdaConfig", "functionArn")],
    ["aws:cognito/userPool:UserPool", "waits", at("lambdaConfig", "preSignUp")],
    [PERMISSION, "waits", at("function")],
  ])("%s %s, where it names the function there", (type, caller, propsOf) => {
    const by = (arn: string, more: Properties = {}) =>
      resource(type, "by", { principal: "*", ...propsOf(arn), ...more });
    expect(triggers(by(arnOf("take")))).toEqual([`by ${caller}`]);
    expect(triggers(by(arnOf("audit")))).toEqual([]);
    expect(triggers(by(arnOf("audit"), { comment: arnOf("take") }))).toEqual([]);
  });

  test("nobody by a property of that name on something else", () => {
    expect(triggers(resource("own:index:Thing", "by", { functionName: "take" }))).toEqual([]);
  });
});

describe("a rule's target", () => {
  const rule = (name: string, props: Properties) => resource(EVENT_RULE, name, { name, ...props });
  const tick = rule("tick", { scheduleExpression: "rate(5 minutes)" });
  const put = rule("put", { eventPattern: '{"source":["aws.s3"]}' });
  const both = rule("both", { scheduleExpression: "rate(5 minutes)", eventPattern: '{"source":["own"]}' });
  const bare = rule("bare", {});
  const target = (props: Properties, options?: ResourceOptions) =>
    resource(EVENT_TARGET, "by", { arn: arnOf("take"), ...props }, options);

  test.each<{ title: string; props?: Properties; options?: ResourceOptions; is: string }>([
    { title: "of a schedule", props: { rule: "tick" }, is: "clock" },
    { title: "of a pattern", props: { rule: "put" }, is: "leaves" },
    { title: "of a schedule and a pattern", props: { rule: "both" }, is: "leaves" },
    { title: "of a rule that says neither", props: { rule: "bare" }, is: "leaves" },
    { title: "of another stack's rule", props: { rule: "theirs" }, is: "leaves" },
    { title: "that is only called like a pattern", props: { rule: "tick", targetId: "put" }, is: "clock" },
    { title: "of one of several rules", options: { dependsOn: { rule: [tick, put] } }, is: "leaves" },
    { title: "of the one rule it depends on", options: { dependsOn: { rule: [tick] } }, is: "clock" },
  ])("$title: $is", ({ props = {}, options, is }) => {
    expect(triggers(tick, put, both, bare, target(props, options))).toEqual([`by ${is}`]);
  });
});

describe("a right to invoke", () => {
  const queue = resource(MAPPING, "queue", { functionName: "take" });
  const url = resource(URL, "url", { functionName: "take" });
  const topic = resource("aws:sns/topicSubscription:TopicSubscription", "topic", { endpoint: arnOf("take") });
  const clock = resource("aws:scheduler/schedule:Schedule", "clock", { target: { arn: arnOf("take") } });
  const shown = (principal: string, ...seen: GraphResource[]) =>
    triggers(...seen, permission(principal)).find((line) => line.startsWith("permission "));

  test.each([
    "s3",
    "sns",
    "logs",
    "ses",
    "iot",
    "config",
    "codecommit",
    "codepipeline",
    "cloudformation",
    "events",
    "scheduler",
  ])("of %s shows that it leaves events, where nothing else does", (service) => {
    const principal = `${service}.amazonaws.com`;
    const isClock = service === "events" || service === "scheduler";
    const leaves = "permission leaves";
    expect(shown(principal)).toBe(leaves);
    expect(shown(principal, queue)).toBe(leaves);
    expect(shown(principal, url)).toBe(leaves);
    expect(shown(principal, topic)).toBe(undefined);
    expect(shown(principal, queue, topic)).toBe(undefined);
    expect(shown(principal, clock)).toBe(isClock ? undefined : leaves);
  });

  test.each([
    "apigateway.amazonaws.com",
    "iotevents.amazonaws.com",
    "s3-object-lambda.amazonaws.com",
    "123456789012",
  ])("of %s shows that it waits, where nothing else does", (principal) => {
    expect(shown(principal)).toBe("permission waits");
    expect(shown(principal, queue, topic, clock)).toBe("permission waits");
    expect(shown(principal, url)).toBe(undefined);
    expect(shown(principal, url, topic)).toBe(undefined);
  });

  test("of nobody knows whom, or of nobody, shows nothing", () => {
    expect(triggers(permission("", {}, { unknown: ["principal"] }))).toEqual([]);
    expect(triggers(resource(PERMISSION, "permission", { function: "take" }))).toEqual([]);
  });

  test("stands beside those that are seen", () => {
    expect(triggers(queue, permission("apigateway.amazonaws.com"))).toEqual([
      "queue keeps",
      "permission waits",
    ]);
  });
});

test.each<{ title: string; props?: Properties; unknown?: string[]; is: number | typeof UNKNOWN }>([
  { title: "what it says", props: { timeout: 60 }, is: 60 },
  { title: "what AWS's state says as text", props: { timeout: "900" }, is: 900 },
  { title: "Lambda's default where it says nothing", is: 3 },
  { title: "unknown until a deployment", unknown: ["timeout"], is: UNKNOWN },
])("how long a function may run is $title", ({ props, unknown, is }) => {
  expect(timeoutSecondsOf(named(stackOf(fn("take", props, { unknown })), "take"))).toBe(is);
});

test("a function's environment is every known string in it", () => {
  const variables = { BUCKET: "kept", STREAM: "events" };
  const envOf = (one: GraphResource) => environmentOf(named(stackOf(one), "take"));
  const later = { unknown: ["environment.variables.QUEUE"] };
  expect(envOf(fn("take", { environment: { variables } }, later))).toEqual(["kept", "events"]);
  expect(envOf(take)).toEqual([]);
});

describe("an event source mapping", () => {
  const queue = resource("aws:sqs/queue:Queue", "source");
  const table = resource("aws:dynamodb/table:Table", "table");
  const read = (props: Properties, options: ResourceOptions, ...others: GraphResource[]) => {
    const by = resource(MAPPING, "by", { functionName: "take", name: "audit", ...props }, options);
    return mappingsOf(stackOf(take, audit, ...others, by));
  };

  test.each([
    ["aws:sqs/queue:Queue", "queue"],
    ["aws:kinesis/stream:Stream", "stream"],
    ["aws:kinesis/streamConsumer:StreamConsumer", "stream"],
    ["aws:dynamodb/table:Table", "stream"],
    ["aws:msk/cluster:Cluster", "kafka"],
    ["aws:msk/serverlessCluster:ServerlessCluster", "kafka"],
    ["aws:mq/broker:Broker", "other"],
    ["aws:docdb/cluster:Cluster", "other"],
  ])("of a %s reads a %s", (type, is) => {
    const source = resource(type, "source", {}, { outputs: { arn: "source-arn" } });
    const [mapping, ...more] = read({ eventSourceArn: "source-arn" }, {}, source);
    expect(more).toEqual([]);
    expect(mapping?.reads).toBe(is);
    expect([mapping?.node, ...(mapping?.sources ?? []), ...(mapping?.functions ?? [])]).toMatchObject([
      { name: "by" },
      { name: "source" },
      { name: "take" },
    ]);
  });

  test.each<{ arn: string; is: unknown }>([
    { arn: "arn:aws:sqs:eu-west-1:123456789012:theirs", is: "queue" },
    { arn: "arn:aws-cn:sqs:cn-north-1:123456789012:theirs", is: "queue" },
    { arn: "arn:aws:kinesis:eu-west-1:123456789012:stream/theirs", is: "stream" },
    { arn: "arn:aws:dynamodb:eu-west-1:123456789012:table/theirs/stream/1", is: "stream" },
    { arn: "arn:aws:kafka:eu-west-1:123456789012:cluster/theirs/1", is: "kafka" },
    { arn: "arn:aws:mq:eu-west-1:123456789012:broker:theirs:1", is: "other" },
    { arn: "arn:aws:rds:eu-west-1:123456789012:cluster:theirs", is: "other" },
    { arn: "arn:aws:sns:eu-west-1:123456789012:theirs", is: UNKNOWN },
    { arn: "arn:aws:sns:eu-west-1:123456789012:sqs:theirs", is: UNKNOWN },
    ...["sqs", "kinesis", "dynamodb", "kafka", "mq", "rds"].map((service) => ({
      arn: `not-an-arn:aws:${service}:eu-west-1:123456789012:theirs`,
      is: UNKNOWN,
    })),
  ])("of another stack's $arn", ({ arn, is }) => {
    expect(read({ eventSourceArn: arn }, {})).toMatchObject([{ reads: is, sources: [] }]);
  });

  test.each<{
    title: string;
    props?: Properties;
    options?: ResourceOptions;
    is: unknown;
    sources?: string[];
  }>([
    { title: "that has no source", is: UNKNOWN },
    { title: "that runs its own Kafka", props: { selfManagedEventSource: {} }, is: "kafka" },
    { title: "of what nobody knows yet", options: { unknown: ["eventSourceArn"] }, is: UNKNOWN },
    {
      title: "of what it depends on",
      options: { dependsOn: { eventSourceArn: [queue] } },
      is: "queue",
      sources: ["source"],
    },
    {
      title: "of one of several that it depends on",
      options: { dependsOn: { eventSourceArn: [table, queue] } },
      is: "queue",
      sources: ["source", "table"],
    },
    { title: "of what another property names", props: { comment: "source-id" }, is: UNKNOWN },
  ])("$title", ({ props = {}, options = {}, is, sources = [] }) => {
    expect(read(props, options, queue, table)).toMatchObject([
      { reads: is, sources: sources.map((name) => ({ name })) },
    ]);
  });
});
