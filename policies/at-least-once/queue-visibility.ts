import type { Node } from "../graph";
import { UNKNOWN, type Unknown } from "../graph";
import { type Mapping, mappingsOf, timeoutSecondsOf } from "../graph/functions";
import { QUEUE, visibilitySecondsOf } from "../graph/queues";
import { numberOf } from "../parameters";
import type { Finding, Rule } from "../rule";
import { answerOf, found } from "./verdict";

/** A message that is seen again while it is being worked on is worked on twice, and each time counts as a receive. */
export const queueVisibility: Rule = {
  name: "queue-visibility",
  demands:
    "A queue that feeds a function hides a message at least six times as long as the function may run, and as long as a batch may be waited for.",
  why: "“Set the source queue's visibility timeout to at least six times the configuration timeout on your function” (“Creating and configuring an Amazon SQS event source mapping”); a batch that is waited for is hidden in the meantime.",
  breaks:
    "A message that waits for a throttled function comes back while it is worked on: it is done twice, and ends among the dead although nothing is wrong with it.",
  mend: "Set visibilityTimeoutSeconds to six times the function's timeout and the batching window, or shorten the timeout.",
  meets: ["visibility"],
  severity: "medium",
  scope: "stack",
  parameters: {
    timeouts: {
      type: "integer",
      default: 6,
      minimum: 1,
      description: "How many of the function's timeouts a message stays hidden at least.",
    },
  },
  judge: (graph, parameters) =>
    mappingsOf(graph).flatMap((mapping) => judgeMapping(mapping, numberOf(parameters, "timeouts"))),
};

const judgeMapping = ({ node, sources, functions }: Mapping, timeouts: number): Finding[] =>
  sources
    .filter(({ type }) => type === QUEUE)
    .flatMap((queue) => functions.flatMap((fn) => judgeQueue(queue, fn, node, timeouts)));

function judgeQueue(queue: Node, fn: Node, mapping: Node, timeouts: number): Finding[] {
  const hidden = visibilitySecondsOf(queue);
  const needed = secondsNeeded(fn, mapping, timeouts);
  return found(queue, {
    met: needed === UNKNOWN ? "unknown" : answerOf(hidden, (seconds) => Number(seconds) >= needed),
    wrong: `${queue.name} hides a message for ${String(hidden)} s, and ${fn.name} needs ${String(needed)} s: it comes back while it is worked on. Set visibilityTimeoutSeconds to ${String(needed)} or more.`,
    unknown: `how long it hides a message, or how long ${fn.name} may run,`,
  });
}

function secondsNeeded(fn: Node, mapping: Node, timeouts: number): number | Unknown {
  const timeout = timeoutSecondsOf(fn);
  const window = mapping.get("maximumBatchingWindowInSeconds") ?? 0;
  return timeout === UNKNOWN || window === UNKNOWN ? UNKNOWN : timeouts * timeout + Number(window);
}
