import { deadLetterQueues, QUEUE, redrivesOf } from "../graph/queues";
import type { Rule } from "../rule";
import { found, truth } from "./verdict";

/** A queue that is itself the place of dead letters needs none: what lies there waits for a person. */
export const queueHasDeadLetterQueue: Rule = {
  name: "queue-has-dead-letter-queue",
  demands: "Each queue has a dead-letter queue.",
  why: "A message that cannot be taken comes back until its retention ends, and is then deleted (“Using dead-letter queues in Amazon SQS”).",
  breaks: "What nobody could take is lost without a trace, and until then it is taken again and again.",
  mend: "Make a second queue and name it in the redrivePolicy, with maxReceiveCount.",
  meets: ["queues-have-dead-letter-queue"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const letters = deadLetterQueues(graph);
    return graph
      .ofType(QUEUE)
      .filter((queue) => letters.get(queue) !== true)
      .flatMap((queue) =>
        found(queue, {
          applies: letters.has(queue) ? "unknown" : "yes",
          met: truth(redrivesOf(graph, queue).length > 0),
          wrong: `${queue.name} has no dead-letter queue: a message that nobody can take is deleted when its retention ends. Set redrivePolicy.`,
          unknown: "whether it holds dead letters itself",
        }),
      );
  },
};
