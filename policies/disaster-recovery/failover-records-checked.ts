import { failoverRecords, isAlias } from "../graph/routing";
import { type Rule, violation } from "../rule";

/** An alias is no exception: the health of its target says whether AWS's load balancer or gateway answers, not whether anything behind it works. */
export const failoverRecordsChecked: Rule = {
  name: "failover-records-checked",
  demands: "Each failover record, primary and secondary, names a health check of its own.",
  why: 'Route 53 takes a record without a health check for healthy, and asks of an alias\'s target at most whether that answers ("How Amazon Route 53 chooses records when health checking is configured").',
  breaks:
    "A primary without one never fails over; a secondary without one is answered even when it is dead, and nobody learns of it.",
  mend: "Set healthCheckId to a health check of the record's own region.",
  meets: ["failover-records-checked"],
  severity: "critical",
  scope: "stack",
  judge: (graph) =>
    failoverRecords(graph)
      .filter(({ node }) => !node.isSet("healthCheckId") || node.get("healthCheckId") === "")
      .map(({ node }) =>
        violation(
          node,
          isAlias(node)
            ? `${node.name} has no health check of its own: that its target answers says nothing of what is behind it. Set healthCheckId.`
            : `${node.name} has no health check: failover is blind. Set healthCheckId.`,
        ),
      ),
};
