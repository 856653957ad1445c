/** Functions: who calls them, what feeds them, how long they may run. */
import type { Node, StackGraph } from ".";
import { QUEUE } from "./queues";
import { stringsIn, UNKNOWN, type Unknown } from "./values";

export const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
export const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";
export const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
export const PERMISSION = "aws:lambda/permission:Permission";
export const SCHEDULE = "aws:scheduler/schedule:Schedule";
export const TOPIC_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
export const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";

/** What a property says of functions: those of this stack, and ARNs or names of others. */
export interface NamedFunctions {
  readonly nodes: readonly Node[];
  readonly outside: readonly string[];
  readonly isUnknown: boolean;
}

/** The functions that a property names, be it by ARN, by name, or through an alias. */
export function functionsNamedBy(graph: StackGraph, node: Node, path: string): NamedFunctions {
  const { nodes, outside, isUnknown } = graph.refs(node, path, [FUNCTION, ALIAS]);
  const all = nodes.flatMap((named) =>
    named.type === ALIAS ? graph.refs(named, "functionName", [FUNCTION]).nodes : [named],
  );
  return { nodes: [...new Set(all)], outside, isUnknown };
}

/** Who holds an event while a function works on it, and so what is lost when the function fails:
 *  - `waits`: a caller who is answered (HTTP, a direct invocation). Nobody but the function holds the event.
 *  - `leaves`: a caller who hands the event to Lambda's own queue and is told nothing of a failure ("Invoking a Lambda
 *    function asynchronously").
 *  - `keeps`: a source that holds the event until the function took it (a queue, a stream, a workflow).
 *  - `clock`: a schedule. Lambda's queue too, but no event is in it. */
export type Caller = "waits" | "leaves" | "keeps" | "clock";

export interface Trigger {
  /** The resource that makes the calls, such as an integration, a mapping or a schedule. */
  readonly by: Node;
  readonly caller: Caller;
}

const CALLERS: readonly { types: readonly string[]; path: string; caller: Caller }[] = [
  { types: [MAPPING], path: "functionName", caller: "keeps" },
  { types: ["aws:pipes/pipe:Pipe"], path: "target", caller: "keeps" },
  // A deployment calls it, and fails with it.
  { types: ["aws:lambda/invocation:Invocation"], path: "functionName", caller: "keeps" },
  { types: ["aws:sfn/stateMachine:StateMachine"], path: "definition", caller: "keeps" },
  {
    types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
    path: "extendedS3Configuration.processingConfiguration",
    caller: "keeps",
  },
  { types: [SCHEDULE], path: "target.arn", caller: "clock" },
  { types: [NOTIFICATION], path: "lambdaFunctions", caller: "leaves" },
  { types: [TOPIC_SUBSCRIPTION], path: "endpoint", caller: "leaves" },
  {
    types: ["aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"],
    path: "destinationArn",
    caller: "leaves",
  },
  { types: ["aws:iot/topicRule:TopicRule"], path: "lambdas", caller: "leaves" },
  { types: ["aws:ses/receiptRule:ReceiptRule"], path: "lambdaActions", caller: "leaves" },
  { types: ["aws:lambda/functionUrl:FunctionUrl"], path: "functionName", caller: "waits" },
  { types: ["aws:apigatewayv2/integration:Integration"], path: "integrationUri", caller: "waits" },
  { types: ["aws:apigatewayv2/api:Api"], path: "target", caller: "waits" },
  { types: ["aws:apigateway/integration:Integration"], path: "uri", caller: "waits" },
  {
    types: ["aws:apigateway/restApi:RestApi", "aws:apigatewayv2/api:Api"],
    path: "body",
    caller: "waits",
  },
  {
    types: [
      "aws:lb/targetGroupAttachment:TargetGroupAttachment",
      "aws:alb/targetGroupAttachment:TargetGroupAttachment",
      "aws:elasticloadbalancingv2/targetGroupAttachment:TargetGroupAttachment",
    ],
    path: "targetId",
    caller: "waits",
  },
  { types: ["aws:appsync/dataSource:DataSource"], path: "lambdaConfig", caller: "waits" },
  { types: ["aws:cognito/userPool:UserPool"], path: "lambdaConfig", caller: "waits" },
];

/** Services that hand events to Lambda's queue ("Understanding how Lambda integrates with event sources"). */
const LEAVING_PRINCIPALS =
  /^(s3|sns|logs|ses|iot|config|codecommit|codepipeline|cloudformation|events|scheduler)\./;
const CLOCKS = /^(events|scheduler)\./;

/** All that calls this function, as far as the stack shows it. */
export function triggersOf(graph: StackGraph, fn: Node): Trigger[] {
  const calls = ({ types, path }: { types: readonly string[]; path: string }) =>
    graph.ofType(...types).filter((by) => functionsNamedBy(graph, by, path).nodes.includes(fn));
  const direct = CALLERS.flatMap((row) => calls(row).map((by) => ({ by, caller: row.caller })));
  const targets = calls({ types: [EVENT_TARGET], path: "arn" }).map((by) => ({
    by,
    caller: callerOfTarget(graph, by),
  }));
  const seen = [...direct, ...targets];
  const permitted = calls({ types: [PERMISSION], path: "function" }).flatMap((by) => {
    const caller = callerOfPrincipal(by.get("principal"), seen);
    return caller === undefined ? [] : [{ by, caller }];
  });
  return [...seen, ...permitted];
}

/** A rule may have a schedule and a pattern ("PutRule"): with a pattern, events are in its calls. */
function callerOfTarget(graph: StackGraph, target: Node): Caller {
  const { nodes } = graph.refs(target, "rule", [EVENT_RULE]);
  return nodes.length > 0 && nodes.every((rule) => isScheduled(rule)) ? "clock" : "leaves";
}

const isScheduled = (rule: Node) => rule.isSet("scheduleExpression") && !rule.isSet("eventPattern");

/** A right to invoke shows a caller only where nothing else does: the resource that calls says more. */
function callerOfPrincipal(principal: unknown, seen: readonly Trigger[]): Caller | undefined {
  if (typeof principal !== "string") return undefined;
  const isClock = CLOCKS.test(principal);
  const leaves = LEAVING_PRINCIPALS.test(principal);
  const isShown = seen.some(({ caller }) =>
    leaves ? caller === "leaves" || (isClock && caller === "clock") : caller === "waits",
  );
  if (isShown) return undefined;
  return leaves ? "leaves" : "waits";
}

/** Lambda's own default ("Configure Lambda function timeout"). */
const TIMEOUT_SECONDS = 3;

export function timeoutSecondsOf(fn: Node): number | Unknown {
  const timeout = fn.get("timeout");
  if (timeout === UNKNOWN) return UNKNOWN;
  return timeout === undefined ? TIMEOUT_SECONDS : Number(timeout);
}

/** Every known string in a function's environment. */
export const environmentOf = (fn: Node): string[] => stringsIn(fn.get("environment.variables"));

export interface Mapping {
  readonly node: Node;
  /** What kind of source it reads; `other` for those that neither report partial failures nor have a destination. */
  readonly reads: "queue" | "stream" | "kafka" | "other" | Unknown;
  /** Resources of this stack that it reads. */
  readonly sources: readonly Node[];
  readonly functions: readonly Node[];
}

const SOURCES: readonly { types: readonly string[]; arn: RegExp; reads: Mapping["reads"] }[] = [
  { types: [QUEUE], arn: /^arn:[^:]*:sqs:/, reads: "queue" },
  {
    types: [
      "aws:kinesis/stream:Stream",
      "aws:kinesis/streamConsumer:StreamConsumer",
      "aws:dynamodb/table:Table",
    ],
    arn: /^arn:[^:]*:(kinesis|dynamodb):/,
    reads: "stream",
  },
  {
    types: ["aws:msk/cluster:Cluster", "aws:msk/serverlessCluster:ServerlessCluster"],
    arn: /^arn:[^:]*:kafka:/,
    reads: "kafka",
  },
  {
    types: ["aws:mq/broker:Broker", "aws:docdb/cluster:Cluster"],
    arn: /^arn:[^:]*:(mq|rds):/,
    reads: "other",
  },
];

/** All event source mappings of a stack. */
export const mappingsOf = (graph: StackGraph): Mapping[] =>
  graph.ofType(MAPPING).map((node) => {
    const { nodes, outside } = graph.refs(
      node,
      "eventSourceArn",
      SOURCES.flatMap(({ types }) => types),
    );
    const row = SOURCES.find(
      ({ types, arn }) =>
        nodes.some(({ type }) => types.includes(type)) || outside.some((one) => arn.test(one)),
    );
    const isSelfManaged = node.isSet("selfManagedEventSource");
    return {
      node,
      reads: row?.reads ?? (isSelfManaged ? "kafka" : UNKNOWN),
      sources: nodes,
      functions: functionsNamedBy(graph, node, "functionName").nodes,
    };
  });
