/** Calls: which functions end up with what a service sends, and whether each step on the way is allowed. */
import type { Node, StackGraph } from ".";
import {
  EVENT_RULE,
  EVENT_TARGET,
  functionsNamedBy,
  mappingsOf,
  PERMISSION,
  SCHEDULE,
  TOPIC_SUBSCRIPTION,
} from "./functions";
import { mayDo, policiesOfResource, rolesAt } from "./iam";
import { both, opposite, type Statement, strongest, type YesNo } from "./policy-document";
import { QUEUE } from "./queues";
import { mayBy, mayReach } from "./rights";
import { UNKNOWN } from "./values";

const TOPIC = "aws:sns/topic:Topic";

/** Who sends: the service, and the property that names the role which it sends with, where it has one. */
export interface Sender {
  readonly service: "s3" | "events" | "scheduler" | "sns";
  readonly rolePath?: string;
}

/** A function that ends up with what is sent, where each step on the way is allowed. */
export interface Reached {
  readonly fn: Node;
  readonly isAllowed: YesNo;
}

/** What a property names: a function, a queue that functions read, or a topic that functions hear. */
export function reachedFrom(graph: StackGraph, node: Node, path: string, sender: Sender): Reached[] {
  const direct = functionsNamedBy(graph, node, path).nodes.map((fn) => ({
    fn,
    isAllowed: maySend(graph, node, sender, fn, "lambda:InvokeFunction"),
  }));
  const queues = graph.refs(node, path, [QUEUE]).nodes.flatMap((queue) => {
    const isSent = maySend(graph, node, sender, queue, "sqs:SendMessage");
    return readersOf(graph, queue).map(({ fn, isAllowed }) => ({ fn, isAllowed: both(isSent, isAllowed) }));
  });
  const topics = graph.refs(node, path, [TOPIC]).nodes.flatMap((topic) => {
    const isSent = maySend(graph, node, sender, topic, "sns:Publish");
    return graph
      .referring(topic, TOPIC_SUBSCRIPTION, "topic")
      .flatMap((subscription) => reachedFrom(graph, subscription, "endpoint", { service: "sns" }))
      .map(({ fn, isAllowed }) => ({ fn, isAllowed: both(isSent, isAllowed) }));
  });
  return [...direct, ...queues, ...topics];
}

/** The functions that Lambda feeds from a queue, with the right of their roles to take from it ("Creating and configuring an Amazon SQS event source mapping"). */
const readersOf = (graph: StackGraph, queue: Node): Reached[] =>
  mappingsOf(graph)
    .filter(({ node, sources }) => node.get("enabled") !== false && sources.includes(queue))
    .flatMap(({ functions }) => functions)
    .map((fn) => ({ fn, isAllowed: mayReach(graph, fn, ["sqs:ReceiveMessage"], queue) }));

/** By the role that it sends with, or else by what the target says of the service. */
function maySend(
  graph: StackGraph,
  from: Node,
  { service, rolePath }: Sender,
  to: Node,
  action: string,
): YesNo {
  if (rolePath !== undefined && from.isSet(rolePath)) {
    const { roles, isUnknown } = rolesAt(graph, from, rolePath);
    const answers = roles.map((role) => mayDo(graph, role, action, to));
    return strongest(isUnknown ? [...answers, "unknown"] : answers);
  }
  const principal = `${service}.amazonaws.com`;
  return action === "lambda:InvokeFunction"
    ? isPermitted(graph, to, principal)
    : isLetIn(graph, to, principal, action);
}

/** A function says who may invoke it in resources of their own ("AddPermission"). */
function isPermitted(graph: StackGraph, fn: Node, principal: string): YesNo {
  const principals = graph
    .ofType(PERMISSION)
    .filter((permission) => functionsNamedBy(graph, permission, "function").nodes.includes(fn))
    .map((permission) => permission.get("principal"));
  return strongest(
    principals.map((one) => (one === UNKNOWN ? "unknown" : one === principal || one === "*" ? "yes" : "no")),
  );
}

/** Queues and topics say it in a policy. */
const isLetIn = (graph: StackGraph, to: Node, service: string, action: string): YesNo =>
  mayBy(graph, policiesOfResource(graph, to), action, to, (statement) => speaksOfService(statement, service));

/** Everybody is every service too ("AWS JSON policy elements: Principal"). */
function speaksOfService({ principals, isNotPrincipal }: Statement, service: string): YesNo {
  const named = strongest(
    principals.map(({ kind, value }) =>
      value === UNKNOWN ? "unknown" : kind === "anyone" || value === service ? "yes" : "no",
    ),
  );
  return isNotPrincipal ? opposite(named) : named;
}

/** What the clock calls, again and again: by schedules and by scheduled rules that are switched on. */
export const reachedByClock = (graph: StackGraph): Reached[] => [
  ...graph
    .ofType(SCHEDULE)
    .filter((schedule) => isOn(schedule) && recurs(schedule))
    .flatMap((schedule) =>
      reachedFrom(graph, schedule, "target.arn", { service: "scheduler", rolePath: "target.roleArn" }),
    ),
  ...targetsOf(graph, (rule) => (rule.isSet("scheduleExpression") ? "yes" : "no")),
];

/** What the targets of some rules of EventBridge reach. Of a rule that only may be meant, nobody knows whether it sends. */
export const targetsOf = (graph: StackGraph, isMeant: (rule: Node) => YesNo): Reached[] =>
  graph
    .ofType(EVENT_RULE)
    .filter(isOn)
    .map((rule) => ({ rule, sends: isMeant(rule) }))
    .filter(({ sends }) => sends !== "no")
    .flatMap(({ rule, sends }) =>
      graph
        .referring(rule, EVENT_TARGET, "rule")
        .flatMap((target) => reachedFrom(graph, target, "arn", { service: "events", rolePath: "roleArn" }))
        .map(({ fn, isAllowed }) => ({ fn, isAllowed: both(sends, isAllowed) })),
    );

/** A schedule or a rule that nobody switched off. */
export const isOn = (node: Node): boolean =>
  node.get("state") !== "DISABLED" && node.get("isEnabled") !== false;

/** `at(…)` is once ("One-time schedules"). */
const recurs = (schedule: Node): boolean => {
  const expression = schedule.get("scheduleExpression");
  return typeof expression !== "string" || !expression.startsWith("at(");
};
