import { UNKNOWN } from "../graph";
import { isVersioned } from "../graph/buckets";
import { dataBuckets } from "../graph/data-buckets";
import { type Rule, undetermined, violation } from "../rule";

export const dataBucketsVersioned: Rule = {
  name: "data-buckets-versioned",
  demands: "A bucket that holds data keeps versions.",
  why: 'Without versions what is overwritten or deleted is gone, and S3 replicates only versioned buckets ("Retaining multiple versions of objects with S3 Versioning", "Amazon S3 replication failure reasons").',
  breaks: "One wrong key or one wrong deletion loses events for good, and the peer gets no copy.",
  mend: "Add a BucketVersioning with the status Enabled.",
  meets: ["data-buckets-versioned"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    dataBuckets(graph).flatMap(({ bucket, isSure }) => {
      const versioned = isVersioned(graph, bucket);
      if (versioned === true) return [];
      if (versioned === UNKNOWN) return [undetermined(bucket, "whether it keeps versions")];
      if (!isSure) return [undetermined(bucket, "whether anything may write to it")];
      return [
        violation(
          bucket,
          `${bucket.name} holds data and keeps no versions: an overwritten or deleted object is gone, and nothing can be replicated. Add a BucketVersioning with the status Enabled.`,
        ),
      ];
    }),
};
