import type { StackGraph } from "../graph";
import { regionsOfCheck, regionsOfTargets } from "../graph/hosts";
import { failoverRecords, followedChecks, isInverted, kindOf } from "../graph/routing";
import { type Finding, type Rule, violation } from "../rule";

export const checkLooksAtOwnRegion: Rule = {
  name: "check-looks-at-own-region",
  demands: "The endpoint that decides about a record is in the region that the record sends clients to.",
  why: 'A record is answered while its health check is healthy, whatever that check looks at ("How Amazon Route 53 chooses records when health checking is configured").',
  breaks:
    "The health of one region moves the traffic of the other: a dead primary keeps its clients while the standby is well.",
  mend: "Point fqdn at the name of the record's own region.",
  meets: ["failover-records-checked"],
  severity: "critical",
  scope: "pair",
  judge: (graph) => judgeIn(graph, graph),
  judgePair: (one, other) => [...judgeIn(one, other), ...judgeIn(other, one)],
};

/** By what `knowing` answers: the stack itself, or, of what that does not answer, its peer. */
function judgeIn(graph: StackGraph, knowing: StackGraph): Finding[] {
  return failoverRecords(graph).flatMap(({ node }) => {
    const targets = regionsOfTargets(graph, node);
    const here = targets.size > 0 || graph.region === undefined ? targets : new Set([graph.region]);
    return followedChecks(graph, node)
      .checks.filter((check) => kindOf(check) === "endpoint" && !isInverted(check))
      .filter((check) => knowing === graph || regionsOfCheck(graph, check).size === 0)
      .filter((check) => {
        const there = [...regionsOfCheck(knowing, check)];
        return there.length > 0 && here.size > 0 && !there.some((region) => here.has(region));
      })
      .map((check) =>
        violation(
          check,
          `${check.name} asks an endpoint in ${[...regionsOfCheck(knowing, check)].join(", ")} about ${node.name}, which sends clients to ${[...here].join(", ")}: the health of one region would move the traffic of the other. Point fqdn at the record's own region.`,
        ),
      );
  });
}
