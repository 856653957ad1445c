import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { type Answer, found, unclear } from "../graph/answer";
import { FUNCTION } from "../graph/functions";
import { waysOut } from "../graph/network";
import { type Finding, type Rule, undetermined } from "../rule";
import { credentialsOf, databaseSecrets } from "./database-credentials";
import { findingsOf } from "./verdict";
import { saysWays } from "./ways";

/** Who can log in is as much of a door as the database's own port. */
export const databaseClientsInIsolatedSubnets: Rule = {
  name: "database-clients-in-isolated-subnets",
  demands:
    "A function that holds a database's credentials runs in subnets whose route tables have no route to an internet gateway or NAT.",
  why: "A function outside of every VPC has the whole internet before it, and one in a VPC what its subnets' route tables lead to (“Giving Lambda functions access to resources in an Amazon VPC”).",
  breaks:
    "A dependency of the function that was tampered with sends the password, or all rows, to anybody: the isolation of the database is then worth nothing.",
  mend: "Put it into isolated subnets, and give the VPC endpoints for the AWS APIs that it calls.",
  meets: ["database-clients-in-isolated-subnets"],
  severity: "high",
  scope: "stack",
  judge: (graph) => {
    const secrets = databaseSecrets(graph);
    return graph.ofType(FUNCTION).flatMap((fn) => judgeFunction(graph, fn, secrets));
  },
};

function judgeFunction(graph: StackGraph, fn: Node, secrets: ReadonlySet<Node>): Finding[] {
  const reasons = credentialsOf(graph, fn, secrets);
  if (reasons.found.length === 0 && reasons.unknown.length === 0) return [];
  const problems = problemsOf(graph, fn);
  if (reasons.found.length === 0 && problems.found.length > 0)
    return [undetermined(fn, reasons.unknown.join("; "))];
  return findingsOf(
    fn,
    problems,
    ([problem]) =>
      `${fn.name} ${problem}, and it holds a database's credentials (${reasons.found.join(", ")}): code in it that was tampered with can send them anywhere. Put it into isolated subnets, with endpoints for the AWS APIs that it calls.`,
  );
}

function problemsOf(graph: StackGraph, fn: Node): Answer<string> {
  const path = "vpcConfig.subnetIds";
  const subnets = fn.get(path);
  if (subnets === undefined || (Array.isArray(subnets) && subnets.length === 0))
    return found("runs outside of every VPC");
  return fn.get("vpcConfig") === UNKNOWN && graph.refs(fn, path).isUnknown
    ? unclear("vpcConfig")
    : saysWays(waysOut(graph, fn, path));
}
