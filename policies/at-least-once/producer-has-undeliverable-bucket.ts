import type { StackGraph } from "../graph";
import type { Rule } from "../rule";
import { type Producer, producersIn } from "./producers";
import { isToldOfUnknown, placesOf } from "./undeliverable";
import { found } from "./verdict";

/** Whoever holds an event that its stream does not take must have somewhere else to keep it before answering. */
export const producerHasUndeliverableBucket: Rule = {
  name: "producer-has-undeliverable-bucket",
  demands:
    "A function that takes events from outside and writes them to Firehose, Kinesis or SQS is told of a bucket in its region for what they do not take.",
  why: "The number of records that failed “might be greater than 0 even if the PutRecordBatch call succeeds” (“PutRecordBatch”: FailedPutCount); whole services fail as well, as Firehose did in us-east-1 on 30 July 2024.",
  breaks: "While the stream refuses or fails, each event is lost, or its sender is told to come again.",
  mend: "Give the function the name of a bucket in its environment, write there what was refused, and replay it.",
  meets: ["producers-have-an-undeliverable-bucket"],
  severity: "critical",
  scope: "stack",
  judge: (graph) => producersIn(graph).flatMap((producer) => judgeProducer(graph, producer)),
};

function judgeProducer(graph: StackGraph, producer: Producer) {
  const { fn, isOne } = producer;
  const answers = placesOf(graph, producer).map(({ isHere }) => isHere);
  const isOpen = answers.includes("unknown") || isToldOfUnknown(graph, producer);
  return found(fn, {
    applies: isOne,
    met: answers.includes("yes") ? "yes" : isOpen ? "unknown" : "no",
    wrong: `${fn.name} has no bucket in its region for what its stream does not take: such events are lost. Name one in its environment, and let it put objects there.`,
    unknown:
      isOne === "yes"
        ? "which bucket in its region its environment names"
        : "whether it writes events from outside to a stream, for which it would need a bucket in its region,",
  });
}
