import { type Node, type StackGraph, stringsIn, UNKNOWN } from "../graph";
import {
  checkedName,
  type FailoverRecord,
  failoverRecords,
  hostOf,
  RECORD,
  recordName,
} from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { ofEachCheck } from "./followed";

const ZONE = "aws:route53/zone:Zone";

export const checkNotAtFailoverName: Rule = {
  name: "check-not-at-failover-name",
  demands: "No health check that a failover record follows asks the failover name.",
  why: 'A check by domain name asks whatever DNS answers for it ("Values that you specify when you create or update health checks"), and for the failover name that is whichever region serves.',
  breaks:
    "After a failover the check finds the standby healthy and calls the dead primary healthy again: the traffic goes back and forth.",
  mend: "Give each region a name of its own, and point its check there.",
  meets: ["check-not-at-failover-name"],
  severity: "critical",
  scope: "stack",
  judge: (graph) => {
    const records = failoverRecords(graph);
    return ofEachCheck(graph, (check) => judgeCheck(graph, check, records));
  },
};

function judgeCheck(graph: StackGraph, check: Node, records: readonly FailoverRecord[]): Finding[] {
  const fqdn = checkedName(check);
  if (fqdn === undefined) return [];
  const named = graph.refs(check, "fqdn").nodes;
  const asked = records.find(
    ({ node, name }) => named.includes(node) || (fqdn !== UNKNOWN && namesBehind(graph, fqdn).has(name)),
  );
  if (asked)
    return [
      violation(
        check,
        `${check.name} asks the failover name${fqdn === UNKNOWN ? "" : ` ${fqdn}`}, so it judges whichever region serves, not its own: traffic would go back and forth. Point fqdn at a name of the region alone.`,
      ),
    ];
  // A zone gives a part of a name, as anything may that is not a host itself.
  if (fqdn === UNKNOWN) return named.every(({ type }) => type === ZONE) ? [undetermined(check, "fqdn")] : [];
  const unnamed = records.find(({ name }) => name === UNKNOWN);
  return unnamed ? [undetermined(check, `whether ${unnamed.node.name} has the name ${fqdn}`)] : [];
}

/** The name, and what records of it lead on to. */
function namesBehind(graph: StackGraph, host: string): Set<unknown> {
  const names = new Set<unknown>();
  const walk = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    for (const record of graph.ofType(RECORD))
      if (!record.isSet("failoverRoutingPolicies") && recordName(graph, record) === name)
        for (const next of stringsIn([record.get("records"), record.get("aliases")])) walk(hostOf(next));
  };
  walk(host);
  return names;
}
