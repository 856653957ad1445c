import { UNKNOWN } from "../graph";
import { isVersioned } from "../graph/buckets";
import type { Rule } from "../rule";
import { undeliverablesIn } from "./undeliverable";
import { answerOf, found } from "./verdict";

export const undeliverableVersioned: Rule = {
  name: "undeliverable-versioned",
  demands: "Each undeliverable bucket keeps versions.",
  why: "Versioning keeps what is overwritten or deleted, by mistake or by a wrong replay (“Retaining multiple versions of objects with S3 Versioning”), and replication needs it.",
  breaks: "A replay that deletes too early loses acknowledged events for good.",
  mend: "Add a BucketVersioning with the status Enabled.",
  meets: ["undeliverable-versioned"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    undeliverablesIn(graph).flatMap(({ bucket, isOne }) =>
      found(bucket, {
        applies: isOne,
        met: answerOf(isVersioned(graph, bucket), (versioned) => versioned === true),
        wrong: `${bucket.name} keeps undeliverable events without versions: whatever is deleted too early is gone. Add a BucketVersioning with the status Enabled.`,
        unknown:
          isVersioned(graph, bucket) === UNKNOWN ? "its versioning" : "whether it keeps undeliverable events",
      }),
    ),
};
