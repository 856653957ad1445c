import { isKnown, type Node, type StackGraph } from "../graph";
import { type Answer, found, NOTHING, together, unclear } from "../graph/answer";
import { VPCS } from "../graph/network";
import {
  DEFAULT_GROUP,
  type GroupRule,
  groupsNamed,
  type Peer,
  peersOf,
  portsOf,
  rulesAddedTo,
  rulesOf,
} from "../graph/security-groups";
import { type Finding, type Rule, violation } from "../rule";
import { type DataStore, dataStoresIn, leaderOf } from "./data-stores";
import { findingsOf } from "./verdict";

/** A finding about a rule is on the resource that states it, once for all databases behind it. */
export const databasesReachedFromNamedGroups: Rule = {
  name: "databases-reached-from-named-groups",
  demands:
    "The security groups of databases and caches let in security groups only: no ranges of addresses, no prefix lists, no default group.",
  why: "A rule that names a group lets in what is in that group, wherever it has its addresses; a rule that names a range lets in whatever gets an address there (“Security group rules”). What names no group is in the VPC's default one (“Default security groups for your VPCs”).",
  breaks:
    "Everything that starts in those subnets can talk to the database, though nobody decided that it should.",
  mend: "Give the clients a security group, and name it in referencedSecurityGroupId.",
  meets: ["databases-reached-from-named-groups"],
  severity: "high",
  scope: "stack",
  judge: (graph) => {
    const reached = new Map<Node, Reach[]>();
    const ofStores = dataStoresIn(graph).flatMap(({ node, store }) =>
      findingsOf(node, judgeStore(graph, node, store, reached), (problems) =>
        [...problems, `Name the clients' security groups in a group of its own.`].join(" "),
      ),
    );
    const ofRules = [...reached].map(([holder, reaches]) => judgeHolder(holder, reaches));
    return [...ofStores, ...ofRules];
  },
};

/** A way to a database that is not a named group's. */
interface Reach {
  readonly store: Node;
  readonly from: string;
  readonly ports: string;
}

const unique = (texts: readonly string[]) => [...new Set(texts)].join(", ");

const judgeHolder = (holder: Node, reaches: readonly Reach[]): Finding =>
  violation(
    holder,
    `${holder.name} lets ${unique(reaches.map(({ from }) => from))} reach ${unique(reaches.map(({ store }) => store.name))} (${unique(reaches.map(({ ports }) => ports))}), whoever that is. Name the clients' security group instead.`,
  );

function judgeStore(
  graph: StackGraph,
  store: Node,
  { securityGroups: path, follows, isPublicWithout }: DataStore,
  reached: Map<Node, Reach[]>,
): Answer<string> {
  // Outside every VPC there are no groups, which another rule says.
  if (path === undefined || (isPublicWithout !== undefined && !store.isSet(isPublicWithout))) return NOTHING;
  const value = store.get(path);
  if (value === undefined || (Array.isArray(value) && value.length === 0))
    return withoutGroups(graph, store, path, follows);
  const { nodes, defaultOf, outside, isUnknown } = groupsNamed(graph, store, path);
  const isSure =
    isKnown(value) || nodes.length === 1 || (Array.isArray(value) && value.length >= nodes.length);
  return together([
    ...nodes.map((group) =>
      judgeRules(graph, store, rulesOf(graph, group, "ingress"), group.type, isSure ? reached : undefined),
    ),
    ...defaultOf.map((vpc) =>
      found(`${store.name} is in the default security group of ${vpc.name}, with whatever names no group.`),
    ),
    // Its own rules are another's to know; those that this stack adds to it are not.
    ...outside.flatMap((id) => [
      judgeRules(graph, store, rulesAddedTo(graph, id, "ingress"), "", reached),
      unclear(`whom ${id}, a security group of no resource here, lets in`),
    ]),
    isUnknown ? unclear(path) : NOTHING,
  ]);
}

function withoutGroups(
  graph: StackGraph,
  store: Node,
  path: string,
  follows: string | undefined,
): Answer<string> {
  const leader = follows === undefined ? undefined : leaderOf(graph, store, follows);
  // A replica of RDS has groups of its own, a member of a replication group has its group's.
  if (leader?.kind === "here" && follows === "replicationGroupId") return NOTHING;
  if (leader?.kind === "unknown") return unclear(`in which security groups ${leader.what} is`);
  return found(
    `${store.name} names no security group in ${path}, so it is in the VPC's default one, with whatever else names none.`,
  );
}

function judgeRules(
  graph: StackGraph,
  store: Node,
  rules: Answer<GroupRule>,
  groupType: string,
  reached: Map<Node, Reach[]> | undefined,
): Answer<string> {
  const reaches = rules.found.flatMap((rule) =>
    peersOf(graph, rule)
      .flatMap((peer) => strangerIn(peer, groupType, rule))
      .map((from) => ({ holder: rule.node, reach: { store, from, ports: portsOf(rule) } })),
  );
  if (reached === undefined && reaches.length > 0)
    return unclear(`in which security groups ${store.name} is`);
  for (const { holder, reach } of reaches) reached?.set(holder, [...(reached.get(holder) ?? []), reach]);
  return { found: [], unknown: rules.unknown };
}

/** Nothing for a group that somebody named; else whom it lets in, in words. */
function strangerIn(peer: Peer, groupType: string, { node, at }: GroupRule): string[] {
  switch (peer.kind) {
    case "range":
      return [typeof peer.range === "string" ? peer.range : "a range of addresses"];
    case "prefix list":
      return [`the prefix list of ${at || node.name}`.replace(/\.$/, "")];
    case "itself":
      return groupType === DEFAULT_GROUP ? ["all of the default group"] : [];
    case "group":
      return peer.node && [DEFAULT_GROUP, ...VPCS].includes(peer.node.type) ? ["the default group"] : [];
  }
}
