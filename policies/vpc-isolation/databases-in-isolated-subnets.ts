import type { Node, StackGraph } from "../graph";
import { type Answer, found, NOTHING, oneOf, together, unclear } from "../graph/answer";
import { waysOut } from "../graph/network";
import type { Rule } from "../rule";
import { type DataStore, dataStoresIn, leaderOf } from "./data-stores";
import { findingsOf } from "./verdict";
import { saysWays } from "./ways";

/** Read from routes, not from names or tags: a subnet that is called private leads where its table says. */
export const databasesInIsolatedSubnets: Rule = {
  name: "databases-in-isolated-subnets",
  demands:
    "Databases and caches are in subnets whose route tables have no route to an internet gateway or NAT, and never in the default VPC.",
  why: "A subnet is isolated only when its table has no route to a gateway; one that nothing is associated with follows the VPC's main table (“Subnet route tables”). What names no subnets goes into the default VPC, all of whose subnets are public (“Default VPCs”).",
  breaks:
    "What breaks into a database, or a careless extension in it, can send the data out; and one opened security group or public address is enough to let the internet in.",
  mend: "Give it a subnet group of subnets that have a route table of their own, without a route to a gateway.",
  meets: ["databases-in-isolated-subnets"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    dataStoresIn(graph).flatMap(({ node, store }) =>
      findingsOf(
        node,
        problemsOf(graph, node, store),
        (problems) =>
          `${node.name} ${problems.join("; ")}: what breaks into it can send its data out. Put it into subnets whose route tables have no route to a gateway.`,
      ),
    ),
};

function problemsOf(graph: StackGraph, node: Node, store: DataStore): Answer<string> {
  const { subnets, follows, isPublicWithout } = store;
  // Outside every VPC it is on the internet, which another rule says.
  if (!subnets || (isPublicWithout !== undefined && !node.isSet(isPublicWithout))) return NOTHING;
  const { path, group } = subnets;
  if (isEmpty(node.get(path))) return problemsWithoutSubnets(graph, node, path, follows);
  if (group === undefined) return saysWays(waysOut(graph, node, path));
  const named = graph.refs(node, path, [group]);
  return together([
    oneOf(
      named.nodes.map((one) => saysWays(waysOut(graph, one, "subnetIds"))),
      `which subnet group ${path} names`,
    ),
    ...named.outside.map((name) =>
      name === "default"
        ? found("is in the default VPC, whose subnets lead to an internet gateway")
        : unclear(`where the subnet group ${name}, which is no resource here, leads`),
    ),
    named.isUnknown ? unclear(path) : NOTHING,
  ]);
}

/** State of AWS says "" for what is not set. */
const isEmpty = (value: unknown) =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

function problemsWithoutSubnets(
  graph: StackGraph,
  node: Node,
  path: string,
  follows: string | undefined,
): Answer<string> {
  const leader = follows === undefined ? undefined : leaderOf(graph, node, follows);
  if (leader?.kind === "here") return NOTHING;
  if (leader?.kind === "unknown") return unclear(`where ${leader.what}, whose subnets it has, is`);
  return found(
    `names no subnets in ${path}, so it is in the default VPC, whose subnets lead to an internet gateway`,
  );
}
