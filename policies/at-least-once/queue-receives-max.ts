import type { Node, StackGraph } from "../graph";
import { QUEUE, receivesMaxOf, redrivesOf } from "../graph/queues";
import { numberOf, type Parameters } from "../parameters";
import type { Rule } from "../rule";
import { answerOf, found } from "./verdict";

/** Fewer, and throttled or failing runs of a few minutes make good messages dead. */
export const queueReceivesMax: Rule = {
  name: "queue-receives-max",
  demands: "A queue gives a message up only after enough receives.",
  why: "Lambda receives a message and gives it back when it is throttled, so that AWS recommends five receives or more (“Creating and configuring an Amazon SQS event source mapping”).",
  breaks: "A short outage or a throttled function sends good messages to the dead-letter queue.",
  mend: "Set maxReceiveCount in the redrivePolicy to 5 or more.",
  meets: ["receives-max"],
  severity: "medium",
  scope: "stack",
  parameters: {
    receivesMin: {
      type: "integer",
      default: 5,
      minimum: 1,
      maximum: 1000,
      description: "The least maxReceiveCount.",
    },
  },
  judge: (graph, parameters) => graph.ofType(QUEUE).flatMap((queue) => judgeQueue(graph, queue, parameters)),
};

function judgeQueue(graph: StackGraph, queue: Node, parameters: Parameters) {
  const least = numberOf(parameters, "receivesMin");
  return redrivesOf(graph, queue).flatMap((redrive) => {
    const receives = receivesMaxOf(redrive);
    return found(queue, {
      met: answerOf(receives, (count) => typeof count === "number" && count >= least),
      wrong: `${queue.name} gives a message up after ${String(receives ?? "an unsaid number of")} receives, under ${least}: a short outage makes good messages dead. Set maxReceiveCount to ${least} or more.`,
      unknown: "maxReceiveCount in its redrivePolicy",
    });
  });
}
