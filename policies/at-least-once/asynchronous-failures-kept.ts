import type { Node, StackGraph } from "../graph";
import { FUNCTION, triggersOf } from "../graph/functions";
import type { Rule } from "../rule";
import { found } from "./verdict";
import { watched } from "./watched";

const ERRORS = { namespace: "AWS/Lambda", names: ["Errors"], dimension: "FunctionName" };
const INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

/** Nobody waits for its answer, so nobody hears of its failure. A schedule calls again and brings no event: of a function
 *  that nothing else calls, an alarm on its errors is enough. */
export const asynchronousFailuresKept: Rule = {
  name: "asynchronous-failures-kept",
  demands:
    "A function that is invoked asynchronously keeps the events that it failed with; one that only schedules call has that, or an alarm on its errors.",
  why: "Lambda tries an event twice more and then discards it, unless there is an on-failure destination or a dead-letter queue (“How Lambda handles errors and retries with asynchronous invocation”).",
  breaks: "An event whose three runs failed is gone, and nothing says so.",
  mend: "Add a FunctionEventInvokeConfig with destinationConfig.onFailure, or set deadLetterConfig.",
  meets: ["asynchronous-failures-kept"],
  severity: "high",
  scope: "stack",
  judge: (graph) => graph.ofType(FUNCTION).flatMap((fn) => judgeFunction(graph, fn)),
};

function judgeFunction(graph: StackGraph, fn: Node) {
  const triggers = triggersOf(graph, fn).filter(({ caller }) => caller === "leaves" || caller === "clock");
  const [first] = triggers;
  if (first === undefined) return [];
  const isByClockAlone = triggers.every(({ caller }) => caller === "clock");
  const cure = isByClockAlone
    ? "an on-failure destination or an alarm on its errors"
    : "an on-failure destination";
  return found(fn, {
    met: keepsFailures(graph, fn) ? "yes" : isByClockAlone ? watched(graph, ERRORS, fn).isWatched : "no",
    wrong: `${fn.name} is invoked asynchronously (${first.by.name}), and what it fails with is discarded after three runs. Give it ${cure}.`,
    unknown: "whether an alarm watches its errors",
  });
}

const keepsFailures = (graph: StackGraph, fn: Node): boolean =>
  fn.isSet("deadLetterConfig.targetArn") ||
  graph
    .referring(fn, INVOKE_CONFIG, "functionName")
    .some((config) => config.isSet("destinationConfig.onFailure.destination"));
