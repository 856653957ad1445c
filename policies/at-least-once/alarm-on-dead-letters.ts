import { deadLetterQueues, QUEUE } from "../graph/queues";
import type { Rule } from "../rule";
import { found } from "./verdict";
import { watched } from "./watched";

/** What was sent says nothing: SQS does not count letters that it moves itself as sent ("Available CloudWatch metrics for Amazon SQS"). */
const METRIC = {
  namespace: "AWS/SQS",
  names: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
  dimension: "QueueName",
};

export const alarmOnDeadLetters: Rule = {
  name: "alarm-on-dead-letters",
  demands: "An alarm watches whether dead letters lie in each dead-letter queue.",
  why: "A dead letter waits for a person until its retention ends, at most 14 days (“Using dead-letter queues in Amazon SQS”).",
  breaks: "Nobody knows of dead letters, and in the end SQS deletes them.",
  mend: "Add a MetricAlarm on ApproximateNumberOfMessagesVisible of AWS/SQS, with the queue's name as QueueName.",
  meets: ["alarm-on-dead-letters"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const letters = deadLetterQueues(graph);
    return graph.ofType(QUEUE).flatMap((queue) => {
      const { isWatched, perhapsBy } = watched(graph, METRIC, queue);
      const holdsLetters = letters.get(queue);
      return found(queue, {
        applies: holdsLetters === undefined ? "no" : holdsLetters === true ? "yes" : "unknown",
        met: isWatched,
        wrong: `${queue.name} holds dead letters, and no alarm tells anybody: they are deleted when their retention ends. Add a MetricAlarm on ApproximateNumberOfMessagesVisible.`,
        unknown: holdsLetters === true ? `whether ${perhapsBy} watches it` : "whether it holds dead letters",
      });
    });
  },
};
