/** Security groups: which rules a group has, inline or as resources of their own, and whom each lets in. */
import { isKnown, type Node, type StackGraph, stringsIn, UNKNOWN, type Unknown } from ".";
import { type Answer, found, NOTHING, together, unclear } from "./answer";
import { DEFAULT_VPC, VPCS } from "./network";
import { isWorld } from "./ranges";

export const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
export const GROUPS = ["aws:ec2/securityGroup:SecurityGroup", DEFAULT_GROUP];
/** Either direction, by its property `type`. */
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const RULES = {
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;
const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";
/** An endpoint of the gateway type has a prefix list: the addresses of its service. */
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

export type Direction = "ingress" | "egress";

export interface GroupRule {
  /** The resource that states it: a rule, or the group that has it inline. */
  readonly node: Node;
  /** What goes before the names of its properties: nothing, or "ingress[0].". */
  readonly at: string;
}

/** Whom a rule speaks of. */
export type Peer =
  | { readonly kind: "range"; readonly range: string | Unknown }
  | { readonly kind: "prefix list"; readonly path: string }
  /** Named by the rule; without a node where it is not of this stack. */
  | { readonly kind: "group"; readonly node?: Node }
  | { readonly kind: "itself" };

/** Rules that this resource states: a group's inline ones, a rule resource's own. */
export function rulesStatedBy(node: Node, direction: Direction): Answer<GroupRule> {
  if (node.type === RULES[direction]) return found({ node, at: "" });
  if (node.type === RULE) {
    const type = node.get("type");
    if (type === UNKNOWN) return unclear(`type of ${node.name}`);
    return type === direction ? found({ node, at: "" }) : NOTHING;
  }
  // A group in AWS's state lists rules that are resources too.
  if (!GROUPS.includes(node.type) || !node.setsProperty(direction)) return NOTHING;
  const rules = node.list(direction);
  if (rules === UNKNOWN) return unclear(`${direction} of ${node.name}`);
  return together(
    rules.map((rule, index) =>
      rule === UNKNOWN
        ? unclear(`${direction} of ${node.name}`)
        : found({ node, at: `${direction}[${index}].` }),
    ),
  );
}

/** All rules of a group. */
export function rulesOf(graph: StackGraph, group: Node, direction: Direction): Answer<GroupRule> {
  return together(
    graph.ofType(...GROUPS, RULE, RULES[direction]).map((node) => {
      if (node === group) return rulesStatedBy(node, direction);
      const { nodes, isUnknown } = groupsNamed(graph, node, "securityGroupId");
      if (!nodes.includes(group) && !isUnknown) return NOTHING;
      const rules = rulesStatedBy(node, direction);
      return nodes.length === 1 || rules.found.length === 0
        ? rules
        : unclear(`securityGroupId of ${node.name}`);
    }),
  );
}

/** Rules that this stack adds to a group of another's. */
export const rulesAddedTo = (graph: StackGraph, groupId: string, direction: Direction): Answer<GroupRule> =>
  together(
    graph
      .ofType(RULE, RULES[direction])
      .filter((node) => groupsNamed(graph, node, "securityGroupId").outside.includes(groupId))
      .map((node) => rulesStatedBy(node, direction)),
  );

interface NamedGroups {
  readonly nodes: readonly Node[];
  /** VPCs whose default group is named and is as AWS makes it. */
  readonly defaultOf: readonly Node[];
  readonly outside: readonly string[];
  readonly isUnknown: boolean;
}

/** Groups that a property names; a VPC's default group by the resource that adopts it, if there is one. */
export function groupsNamed(graph: StackGraph, node: Node, path: string): NamedGroups {
  const { nodes, outside, isUnknown } = graph.refs(node, path, [...GROUPS, ...VPCS]);
  const groups = nodes.filter(({ type }) => GROUPS.includes(type));
  const vpcs = nodes.filter(({ type }) => VPCS.includes(type));
  const adopted = vpcs.map((vpc) => ({ vpc, groups: defaultGroupsOf(graph, vpc) }));
  return {
    nodes: [...new Set([...groups, ...adopted.flatMap((one) => one.groups)])],
    defaultOf: adopted.filter((one) => one.groups.length === 0).map(({ vpc }) => vpc),
    outside,
    isUnknown,
  };
}

/** The resource that adopts a VPC's default group. Without a VPC it adopts the default VPC's. */
export const defaultGroupsOf = (graph: StackGraph, vpc: Node): Node[] =>
  graph
    .ofType(DEFAULT_GROUP)
    .filter((group) =>
      group.isSet("vpcId")
        ? graph.refs(group, "vpcId", VPCS).nodes.includes(vpc)
        : vpc.type === DEFAULT_VPC && group.region === vpc.region,
    );

const RANGES = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"];
const PREFIX_LISTS = ["prefixListId", "prefixListIds"];
const PEER_GROUPS = ["referencedSecurityGroupId", "sourceSecurityGroupId", "securityGroups"];

/** Whom it lets in, or out to. */
export function peersOf(graph: StackGraph, { node, at }: GroupRule): readonly Peer[] {
  // State of AWS says "" for what a rule does not have.
  const values = (property: string) => {
    const list = node.list(at + property);
    return list === UNKNOWN ? [UNKNOWN] : list.filter((value) => value !== "");
  };
  return [
    ...RANGES.flatMap(values).map(
      (range): Peer => ({ kind: "range", range: typeof range === "string" ? range : UNKNOWN }),
    ),
    ...PREFIX_LISTS.filter((property) => values(property).length > 0).map(
      (property): Peer => ({ kind: "prefix list", path: at + property }),
    ),
    ...PEER_GROUPS.flatMap((property) => peerGroups(graph, node, at + property)),
    ...(node.get(`${at}self`) === true ? [{ kind: "itself" } as const] : []),
  ];
}

function peerGroups(graph: StackGraph, node: Node, path: string): readonly Peer[] {
  const { nodes, defaultOf, outside, isUnknown } = groupsNamed(graph, node, path);
  // An inline rule's dependencies are those of all rules of the group, its ranges' VPC among them.
  const vpcs = isKnown(node.get(path)) || nodes.length === 0 ? defaultOf : [];
  return [
    ...[...nodes, ...vpcs].map((group): Peer => ({ kind: "group", node: group })),
    ...outside.map((): Peer => ({ kind: "group" })),
    ...(isUnknown ? [{ kind: "group" } as const] : []),
  ];
}

/** Ranges of a rule that are the world, as they are written. */
export function worldIn(graph: StackGraph, rule: GroupRule): Answer<string> {
  return together(
    peersOf(graph, rule).map((peer) => {
      if (peer.kind === "range") return worldInRange(peer.range, rule.node);
      return peer.kind === "prefix list" ? worldInLists(graph, rule.node, peer.path) : NOTHING;
    }),
  );
}

function worldInRange(range: unknown, node: Node): Answer<string> {
  if (typeof range !== "string") return unclear(`a range of ${node.name}`);
  return isWorld(range) ? found(range) : NOTHING;
}

function worldInLists(graph: StackGraph, node: Node, path: string): Answer<string> {
  const { nodes, outside, isUnknown } = graph.refs(node, path, [PREFIX_LIST, ENDPOINT]);
  return together([
    ...nodes.filter(({ type }) => type === PREFIX_LIST).map((list) => worldInList(graph, list)),
    ...outside.map((id) => unclear(`what the prefix list ${id} holds`)),
    isUnknown ? unclear(`what the prefix list of ${node.name} holds`) : NOTHING,
  ]);
}

function worldInList(graph: StackGraph, list: Node): Answer<string> {
  const own = list.list("entries");
  const entries = graph.referring(list, PREFIX_LIST_ENTRY, "prefixListId");
  return together([
    own === UNKNOWN
      ? unclear(`entries of ${list.name}`)
      : together(own.map((_, index) => worldInRange(list.get(`entries[${index}].cidr`), list))),
    ...entries.map((entry) => worldInRange(entry.get("cidr"), entry)),
  ]);
}

/** Such as "tcp 22", "tcp 8000 to 8080", "every protocol and port". */
export function portsOf({ node, at }: GroupRule): string {
  const protocol = protocolOf({ node, at });
  if (protocol === UNKNOWN) return "ports not known yet";
  if (protocol === "-1" || protocol === "all") return "every protocol and port";
  const [from, to] = boundsOf({ node, at });
  if (from === undefined) return protocol;
  return from === to || to === undefined ? `${protocol} ${from}` : `${protocol} ${from} to ${to}`;
}

const protocolOf = ({ node, at }: GroupRule): string | Unknown => {
  const value = node.get(`${at}ipProtocol`) ?? node.get(`${at}protocol`);
  return value === UNKNOWN ? UNKNOWN : (stringsIn(String(value))[0] ?? "").toLowerCase();
};

const boundsOf = ({ node, at }: GroupRule): readonly [string?, string?] => {
  const bound = (property: string) => {
    const value = node.get(at + property);
    return value === undefined || value === UNKNOWN ? undefined : String(value);
  };
  return [bound("fromPort"), bound("toPort")];
};

/** Only to ports of this list, by TCP or UDP. */
export function isOnlyTo(ports: readonly string[], rule: GroupRule): boolean {
  const protocol = protocolOf(rule);
  const [from = Number.NaN, to = Number.NaN] = boundsOf(rule).map(Number);
  if (protocol === UNKNOWN || !["tcp", "udp", "6", "17"].includes(protocol)) return false;
  if (!(to - from < ports.length)) return false; // A port that is not known is none of them.
  for (let port = from; port <= to; port++) if (!ports.includes(String(port))) return false;
  return true;
}
