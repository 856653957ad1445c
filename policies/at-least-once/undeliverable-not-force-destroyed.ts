import type { Rule } from "../rule";
import { undeliverablesIn } from "./undeliverable";
import { answerOf, found } from "./verdict";

export const undeliverableNotForceDestroyed: Rule = {
  name: "undeliverable-not-force-destroyed",
  demands: "No undeliverable bucket may be destroyed while objects lie in it.",
  why: "S3 refuses to delete a bucket that is not empty (“Deleting a general purpose bucket”); forceDestroy has the provider empty it first, versions included.",
  breaks:
    "A destroy, or a change that replaces the bucket, deletes every event that still waited for its replay.",
  mend: "Set forceDestroy to false.",
  meets: ["undeliverable-not-force-destroyed"],
  severity: "critical",
  scope: "stack",
  judge: (graph) =>
    undeliverablesIn(graph).flatMap(({ bucket, isOne }) =>
      found(bucket, {
        applies: isOne,
        met: answerOf(bucket.get("forceDestroy"), (force) => force !== true),
        wrong: `${bucket.name} is emptied when it is destroyed or replaced: undelivered events go with it. Set forceDestroy to false.`,
        unknown: "forceDestroy",
      }),
    ),
};
