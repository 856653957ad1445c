import { numberOf } from "../parameters";
import type { Rule } from "../rule";
import { answerOf, found } from "./verdict";

export const STREAM = "aws:kinesis/stream:Stream";
/** Kinesis' own default ("Change the data retention period"). */
const DEFAULT_HOURS = 24;

/** Who reads a stream may be ill for a day. */
export const streamRetention: Rule = {
  name: "stream-retention",
  demands: "Each Kinesis stream keeps its records long enough to mend what reads them.",
  why: "A record is gone when its retention period ends, read or not (“Change the data retention period”).",
  breaks: "An outage of the reader that lasts longer loses what came in the meantime.",
  mend: "Set retentionPeriod, in hours.",
  meets: ["stream-retention"],
  severity: "medium",
  scope: "stack",
  parameters: {
    hoursMin: {
      type: "integer",
      default: 24,
      minimum: 24,
      maximum: 8760,
      description: "The fewest hours that a record stays.",
    },
  },
  judge(graph, parameters) {
    const least = numberOf(parameters, "hoursMin");
    return graph.ofType(STREAM).flatMap((stream) => {
      const hours = stream.get("retentionPeriod") ?? DEFAULT_HOURS;
      return found(stream, {
        met: answerOf(hours, (value) => Number(value) >= least),
        wrong: `${stream.name} keeps records for ${String(hours)} hours, under ${least}: a longer outage of what reads them loses them. Set retentionPeriod to ${least} or more.`,
        unknown: "retentionPeriod",
      });
    });
  },
};
