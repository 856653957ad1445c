/** Producers: functions that are the only ones to hold an event from outside, and write it to a stream or a queue. */
import type { Node, StackGraph } from "../graph";
import { FUNCTION, triggersOf } from "../graph/functions";
import { both, strongest, type YesNo } from "../graph/policy-document";
import { deadLetterQueues, QUEUE } from "../graph/queues";
import { mayReach, mayReachOutside, resourcesNamedFor } from "../graph/rights";
import { DELIVERY_STREAM } from "./delivery-streams";
import { once } from "./once";
import { STREAM } from "./stream-retention";

export interface Target {
  /** A stream or a queue of this stack, or the ARN of another's. */
  readonly to: Node | string;
  readonly answer: YesNo;
}

export interface Producer {
  readonly fn: Node;
  /** "unknown" when it may be one: its rights are not known before a deployment. */
  readonly isOne: YesNo;
  readonly targets: readonly Target[];
}

interface Sink {
  readonly type: string;
  readonly actions: readonly string[];
  readonly arn: RegExp;
  /** Of nothing that anybody has: whoever may write here may write anywhere. */
  readonly anything: string;
}

const SINKS: readonly Sink[] = [
  {
    type: DELIVERY_STREAM,
    actions: ["firehose:PutRecord", "firehose:PutRecordBatch"],
    arn: /^arn:[^:]*:firehose:/,
    anything: "arn:*:firehose:xx-none-0:000000000000:deliverystream/none",
  },
  {
    type: STREAM,
    actions: ["kinesis:PutRecord", "kinesis:PutRecords"],
    arn: /^arn:[^:]*:kinesis:/,
    anything: "arn:*:kinesis:xx-none-0:000000000000:stream/none",
  },
  {
    type: QUEUE,
    actions: ["sqs:SendMessage"],
    arn: /^arn:[^:]*:sqs:/,
    anything: "arn:*:sqs:xx-none-0:000000000000:none",
  },
];

/** All functions that are, or may be, producers. */
export const producersIn = once((graph: StackGraph): Producer[] =>
  graph.ofType(FUNCTION).flatMap((fn) => {
    if (!takesFromOutside(graph, fn)) return [];
    const targets = targetsOf(graph, fn);
    const isOne = strongest(targets.map(({ answer }) => answer));
    return isOne === "no" ? [] : [{ fn, isOne, targets }];
  }),
);

/** A queue, a stream and Lambda's own queue hold an event until the function took it, and a schedule brings none: then
 *  somebody else tries again. A function that nothing here calls is called by somebody who waits for its answer. */
function takesFromOutside(graph: StackGraph, fn: Node): boolean {
  const triggers = triggersOf(graph, fn);
  return triggers.length === 0 || triggers.some(({ caller }) => caller === "waits");
}

/** What a function may write to, without the places where it, or Lambda for it, leaves what failed. */
export function targetsOf(graph: StackGraph, fn: Node): Target[] {
  const letters = deadLetterQueues(graph);
  const here = SINKS.flatMap((sink) =>
    graph
      .ofType(sink.type)
      .filter((node) => letters.get(node) !== true)
      .map((to) => ({ to, answer: writes(graph, fn, sink, to) })),
  );
  return [...here, ...outsideTargetsOf(graph, fn)].filter(({ answer }) => answer !== "no");
}

/** Who may write to everything writes to what it is told of: more nobody can know. */
function writes(graph: StackGraph, fn: Node, sink: Sink, to: Node): YesNo {
  const answer = mayReach(graph, fn, sink.actions, to);
  if (answer === "no") return "no";
  if (graph.refs(fn, "environment.variables", [to.type]).nodes.includes(to)) return answer;
  const isCertain = mayReachOutside(graph, fn, sink.actions, sink.anything) === "no";
  return both(answer, isCertain ? "yes" : isToldOfNothing(fn) ? "no" : "unknown");
}

const isToldOfNothing = (fn: Node): boolean => !fn.isSet("environment.variables");

function outsideTargetsOf(graph: StackGraph, fn: Node): Target[] {
  const kept = fn.get("deadLetterConfig.targetArn");
  return SINKS.flatMap(({ type, actions, arn }) =>
    resourcesNamedFor(graph, fn, actions)
      .filter((resource) => arn.test(resource) && resource !== kept)
      .filter((resource) => !graph.ofType(type).some((node) => isWritten(graph, fn, actions, node, resource)))
      .map((to) => ({ to, answer: "yes" as const })),
  );
}

/** Whether the ARN in a policy stands for this stack's own resource. */
const isWritten = (graph: StackGraph, fn: Node, actions: readonly string[], node: Node, arn: string) =>
  node.get("arn") === arn || (mayReach(graph, fn, actions, node) !== "no" && !isOfAnotherName(node, arn));

const isOfAnotherName = (node: Node, arn: string): boolean => {
  const name = node.get("name");
  return typeof name === "string" && !arn.includes("*") && !arn.endsWith(name);
};

/** Whether a function may write to what another writes to. */
export function writesTo(graph: StackGraph, fn: Node, { to }: Target): YesNo {
  const sinks = SINKS.filter(({ type, arn }) => (typeof to === "string" ? arn.test(to) : to.type === type));
  return strongest(
    sinks.map(({ actions }) =>
      typeof to === "string" ? mayReachOutside(graph, fn, actions, to) : mayReach(graph, fn, actions, to),
    ),
  );
}
