import { UNKNOWN } from "../graph";
import { type Mapping, mappingsOf } from "../graph/functions";
import type { YesNo } from "../graph/policy-document";
import { QUEUE } from "../graph/queues";
import type { Rule } from "../rule";
import { found, truth } from "./verdict";

/** A queue has its dead-letter queue for that, which is a rule of its own; a stream has nothing but this. */
export const mappingHasFailureDestination: Rule = {
  name: "mapping-has-failure-destination",
  demands: "A function that reads a stream sends what it gives up to a place of its own.",
  why: "Lambda discards a batch of a stream when its retries are used up or its records are too old, unless there is an on-failure destination (“Retain discarded batch records for a Kinesis Data Streams event source in Lambda”).",
  breaks: "Records that could not be processed are skipped, and nothing remembers which they were.",
  mend: "Set destinationConfig.onFailure to a queue, a topic or a bucket; of a queue's mapping, set the queue's redrivePolicy.",
  meets: ["mappings-have-failure-destination"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    mappingsOf(graph).flatMap((mapping) => {
      const { node } = mapping;
      return found(node, {
        applies: discards(mapping),
        met: truth(node.isSet("destinationConfig.onFailure.destinationArn")),
        wrong: `${node.name} has no on-failure destination: what its function cannot take is skipped, and forgotten. Set destinationConfig.onFailure.destinationArn.`,
        unknown:
          mapping.reads === "queue"
            ? "whether the queue that it reads has a dead-letter queue"
            : "what it reads",
      });
    }),
};

/** Another stack's queue may have a dead-letter queue or not: this stack does not show it. */
function discards({ reads, sources }: Mapping): YesNo {
  if (reads === UNKNOWN) return "unknown";
  if (reads === "queue") return sources.some(({ type }) => type === QUEUE) ? "no" : "unknown";
  return truth(reads === "stream" || reads === "kafka");
}
