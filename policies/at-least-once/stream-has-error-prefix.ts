import type { Rule } from "../rule";
import { DELIVERY_STREAM, destinationsOf } from "./delivery-streams";
import { answerOf, found } from "./verdict";

/** Without a prefix of their own, records that failed lie among those that were delivered. */
export const streamHasErrorPrefix: Rule = {
  name: "stream-has-error-prefix",
  demands: "Each delivery stream writes what it could not deliver under a prefix of its own.",
  why: "Firehose puts records that it cannot transform or convert into the bucket under errorOutputPrefix (“Understand custom prefixes for Amazon S3 objects”).",
  breaks:
    "Failed records lie where readers expect events, under a name that AWS chose, and nobody finds or replays them.",
  mend: "Set errorOutputPrefix, with !{firehose:error-output-type} in it.",
  meets: ["streams-have-error-prefix"],
  severity: "medium",
  scope: "stack",
  judge: (graph) =>
    graph.ofType(DELIVERY_STREAM).flatMap((stream) =>
      destinationsOf(stream).flatMap(({ property, bucketAt }) => {
        const path = `${property}.${bucketAt}errorOutputPrefix`;
        return found(stream, {
          met: answerOf(stream.get(path), (prefix) => typeof prefix === "string" && prefix !== ""),
          wrong: `${stream.name} has no prefix for what it could not deliver: such records lie among events, and nobody finds them. Set ${path}.`,
          unknown: path,
        });
      }),
    ),
};
