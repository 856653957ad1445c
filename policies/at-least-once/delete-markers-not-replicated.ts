import { UNKNOWN } from "../graph";
import { replicationRulesOf } from "../graph/buckets";
import { both, strongest, type YesNo } from "../graph/policy-document";
import { valueAt } from "../graph/values";
import type { Rule } from "../rule";
import { undeliverablesIn } from "./undeliverable";
import { answerOf, found } from "./verdict";

/** A deletion here must not take the peer's copy along. */
export const deleteMarkersNotReplicated: Rule = {
  name: "delete-markers-not-replicated",
  demands: "An undeliverable bucket replicates no delete markers.",
  why: "A replicated delete marker hides the object at the destination, too (“Replicating delete markers between buckets”); a rule without a filter is of version 1, which replicates them (“DeleteMarkerReplication”).",
  breaks: "A wrong deletion in one region hides the object in both, and nobody replays it.",
  mend: "Give each rule a filter, and set deleteMarkerReplication.status to Disabled.",
  meets: ["delete-markers-not-replicated"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    undeliverablesIn(graph).flatMap(({ bucket, isOne }) => {
      const replicates = strongest(
        replicationRulesOf(graph, bucket).map(({ rule }) => replicatesMarkers(rule)),
      );
      return found(bucket, {
        applies: both(isOne, replicates),
        met: "no",
        wrong: `${bucket.name} replicates delete markers: a wrong deletion here hides the peer's copy as well. Give each rule a filter and set deleteMarkerReplication.status to Disabled.`,
        unknown: "whether its replication rules take delete markers along",
      });
    }),
};

function replicatesMarkers(rule: unknown): YesNo {
  if (rule === UNKNOWN) return "unknown";
  const isOn = answerOf(valueAt(rule, "status"), (status) => status !== "Disabled");
  // The second is how it is called within a bucket.
  const said =
    valueAt(rule, "deleteMarkerReplication.status") ?? valueAt(rule, "deleteMarkerReplicationStatus");
  const isVersion1 = said === undefined && valueAt(rule, "filter") === undefined;
  return both(isOn, isVersion1 ? "yes" : answerOf(said, (status) => status === "Enabled"));
}
