/** Queues: where their dead letters go, and which queues are such places themselves. */
import type { Node, StackGraph } from ".";
import { isFields, UNKNOWN, type Unknown } from "./values";

export const QUEUE = "aws:sqs/queue:Queue";
const REDRIVE_POLICY = "aws:sqs/redrivePolicy:RedrivePolicy";
const REDRIVE_ALLOW_POLICY = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";

/** SQS's own default ("CreateQueue"). */
const VISIBILITY_SECONDS = 30;

export function visibilitySecondsOf(queue: Node): number | Unknown {
  const seconds = queue.get("visibilityTimeoutSeconds");
  if (seconds === UNKNOWN) return UNKNOWN;
  return seconds === undefined ? VISIBILITY_SECONDS : Number(seconds);
}

/** Where a queue says what becomes of a message that nobody can take: its own property, or a resource beside it. */
export function redrivesOf(graph: StackGraph, queue: Node): Node[] {
  const own = queue.isSet("redrivePolicy") ? [queue] : [];
  return [...own, ...graph.referring(queue, REDRIVE_POLICY, "queueUrl")];
}

/** The receives after which a message is a dead letter: undefined where the policy does not say. */
export function receivesMaxOf(redrive: Node): number | undefined | Unknown {
  const policy = parsed(redrive.get("redrivePolicy"));
  if (policy === UNKNOWN) return UNKNOWN;
  if (!isFields(policy)) return undefined;
  const { maxReceiveCount } = policy;
  if (maxReceiveCount === UNKNOWN) return UNKNOWN;
  return maxReceiveCount === undefined ? undefined : Number(maxReceiveCount);
}

/** A JSON document, given as text or as an object. Text that is no JSON is undefined. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Where a resource names a queue for what it could not do. The property's first part is what its dependencies are kept by. */
const LAST_RESORTS: readonly { type: string; path: string }[] = [
  { type: QUEUE, path: "redrivePolicy" },
  { type: REDRIVE_POLICY, path: "redrivePolicy" },
  { type: "aws:sns/topicSubscription:TopicSubscription", path: "redrivePolicy" },
  { type: "aws:lambda/function:Function", path: "deadLetterConfig" },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    path: "destinationConfig.onFailure",
  },
  { type: "aws:lambda/eventSourceMapping:EventSourceMapping", path: "destinationConfig.onFailure" },
  { type: "aws:cloudwatch/eventTarget:EventTarget", path: "deadLetterConfig" },
  { type: "aws:scheduler/schedule:Schedule", path: "target.deadLetterConfig" },
  { type: "aws:pipes/pipe:Pipe", path: "sourceParameters" },
];

/** Queues that hold what others failed with. A queue that only may be one, because an unknown value decides, is UNKNOWN. */
export function deadLetterQueues(graph: StackGraph): Map<Node, true | Unknown> {
  const found = new Map<Node, true | Unknown>();
  for (const { type, path } of LAST_RESORTS)
    for (const user of graph.ofType(type)) {
      const { nodes } = graph.refs(user, path, [QUEUE], { within: true });
      const queues = nodes.filter((queue) => queue !== user);
      // Of several, dependencies do not tell which: the others may be what the schedule or the pipe is about.
      for (const queue of queues)
        if (queues.length === 1) found.set(queue, true);
        else if (!found.has(queue)) found.set(queue, UNKNOWN);
    }
  for (const queue of graph.ofType(QUEUE)) if (takesLetters(graph, queue)) found.set(queue, true);
  return found;
}

/** A queue that says whose dead letters it takes is a place for them, perhaps for another stack's. */
function takesLetters(graph: StackGraph, queue: Node): boolean {
  const policies = [queue, ...graph.referring(queue, REDRIVE_ALLOW_POLICY, "queueUrl")].map((node) =>
    parsed(node.get("redriveAllowPolicy")),
  );
  return policies.some((policy) => isFields(policy) && policy.redrivePermission === "byQueue");
}
