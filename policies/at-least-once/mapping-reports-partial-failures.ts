import { UNKNOWN } from "../graph";
import { type Mapping, mappingsOf } from "../graph/functions";
import type { YesNo } from "../graph/policy-document";
import type { Rule } from "../rule";
import { answerOf, found } from "./verdict";

const REPORT = "ReportBatchItemFailures";

/** One record that cannot be taken must not drag its batch along. */
export const mappingReportsPartialFailures: Rule = {
  name: "mapping-reports-partial-failures",
  demands: "A function that reads a queue or a stream reports which records of a batch failed.",
  why: "“When your Lambda function encounters an error while processing a batch, all messages in that batch become visible in the queue again by default” (“Handling errors for an SQS event source in Lambda”).",
  breaks: "One bad record has its whole batch done again, until good records are given up with it.",
  mend: `Set functionResponseTypes to ["${REPORT}"], and answer with batchItemFailures.`,
  meets: ["partial-failures-reported"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    mappingsOf(graph).flatMap((mapping) => {
      const { node } = mapping;
      return found(node, {
        applies: canReport(mapping),
        met: answerOf(
          node.list("functionResponseTypes"),
          (types) => Array.isArray(types) && types.includes(REPORT),
        ),
        wrong: `${node.name} does not report partial failures: one bad record has its whole batch done again, and given up. Set functionResponseTypes to ["${REPORT}"].`,
        unknown: "what it reads, or its functionResponseTypes,",
      });
    }),
};

/** Queues, Kinesis and DynamoDB streams ("CreateEventSourceMapping"). */
function canReport({ reads }: Mapping): YesNo {
  if (reads === UNKNOWN) return "unknown";
  return reads === "queue" || reads === "stream" ? "yes" : "no";
}
