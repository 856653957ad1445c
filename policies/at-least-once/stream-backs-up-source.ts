import type { Node } from "../graph";
import { UNKNOWN } from "../graph";
import { strongest, type YesNo } from "../graph/policy-document";
import { isFields, valueAt } from "../graph/values";
import type { Rule } from "../rule";
import { DELIVERY_STREAM, destinationsOf } from "./delivery-streams";
import { answerOf, found, truth } from "./verdict";

/** What changes a record. The others read it, or put a line's end behind it, and the record can still be had ("Processor"). */
const TRANSFORMING = ["Lambda", "Decompression", "CloudWatchLogProcessing"];

/** A wrong transformation reports success. */
export const streamBacksUpSource: Rule = {
  name: "stream-backs-up-source",
  demands: "A delivery stream that transforms records keeps them as they came, too.",
  why: "Only with backup on does Firehose keep the records that it has before it transforms them (“Configure backup settings”).",
  breaks: "A wrong transformation, or a column that the schema does not know, loses what came, for ever.",
  mend: "Set s3BackupMode so that all records are kept, and where they go.",
  meets: ["streams-back-up-source"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    graph.ofType(DELIVERY_STREAM).flatMap((stream) =>
      destinationsOf(stream).flatMap(({ property, keepsAll }) => {
        if (keepsAll === undefined) return [];
        const path = `${property}.s3BackupMode`;
        return found(stream, {
          applies: transforms(stream, property),
          met: answerOf(stream.get(path), (mode) => mode === keepsAll),
          wrong: `${stream.name} transforms records and does not keep them as they came: a wrong transformation loses them. Set ${path} to ${keepsAll}.`,
          unknown: `whether it transforms records, or its ${path},`,
        });
      }),
    ),
};

function transforms(stream: Node, property: string): YesNo {
  const processing = `${property}.processingConfiguration`;
  const conversion = `${property}.dataFormatConversionConfiguration`;
  const processors = stream.list(`${processing}.processors`);
  // Both are on unless they say otherwise.
  const isOn = (path: string) =>
    stream.isSet(path) ? answerOf(stream.get(`${path}.enabled`), (enabled) => enabled !== false) : "no";
  const processes =
    processors === UNKNOWN
      ? "unknown"
      : strongest(
          processors.map((processor) =>
            answerOf(isFields(processor) ? valueAt(processor, "type") : processor, (type) =>
              TRANSFORMING.includes(String(type)),
            ),
          ),
        );
  const isProcessing = isOn(processing);
  const answer =
    isProcessing === "no" || processes === "no" ? "no" : isProcessing === "yes" ? processes : "unknown";
  return strongest([answer, isOn(conversion), truth(false)]);
}
