/** The networks in which something runs, by the subnets that it runs in. */
import { isKnown, type Node, type StackGraph } from "../graph";
import { vpcOf } from "../graph/network";
import { type Runner, runnersOf } from "../graph/runners";
import { type Finding, undetermined } from "../rule";

/** A VPC of this stack, or the id of one that is another stack's. */
export type Network = Node | string;

export interface Use {
  readonly runner: Runner;
  readonly subnet: Node;
  readonly network: Network;
  /** False where it is one of several subnets, and nothing tells which of them it is. */
  readonly isSure: boolean;
}

export interface Uses {
  readonly uses: readonly Use[];
  /** Of what runs in a network that this stack does not show. */
  readonly unclear: readonly Finding[];
}

export function usesOf(graph: StackGraph, runners: readonly Runner[] = runnersOf(graph)): Uses {
  const all = runners.map((runner) => usesBy(graph, runner));
  return { uses: all.flatMap(({ uses }) => uses), unclear: all.flatMap(({ unclear }) => unclear) };
}

function usesBy(graph: StackGraph, runner: Runner): Uses {
  const { node, path, subnets } = runner;
  const value = node.get(path);
  const isSure =
    isKnown(value) ||
    subnets.nodes.length === 1 ||
    (Array.isArray(value) && value.length >= subnets.nodes.length);
  const found = subnets.nodes.map((subnet) => ({ subnet, networks: networksOf(graph, subnet) }));
  const hidden = found.filter(({ networks }) => networks.length === 0);
  const what = [
    ...(subnets.isUnknown ? [path] : []),
    ...subnets.outside.map((id) => `the network of ${id}, which is of no resource here,`),
    ...hidden.map(({ subnet }) => `the network of ${subnet.name}`),
  ];
  return {
    uses: found.flatMap(({ subnet, networks }) =>
      networks.map((network) => ({ runner, subnet, network, isSure })),
    ),
    unclear: what.length === 0 ? [] : [undetermined(node, what.join(" and "))],
  };
}

function networksOf(graph: StackGraph, subnet: Node): Network[] {
  const { nodes, outside } = vpcOf(graph, subnet);
  return [...nodes, ...outside];
}

/** By network, in the order in which they are used first. */
export function byNetwork(uses: readonly Use[]): Map<Network, Use[]> {
  const map = new Map<Network, Use[]>();
  for (const use of uses) map.set(use.network, [...(map.get(use.network) ?? []), use]);
  return map;
}

export const nameOf = (network: Network): string => (typeof network === "string" ? network : network.name);

/** Of whom a finding about the network speaks: the VPC, or who runs in one that is another stack's. */
export const speakerOf = (network: Network, uses: readonly Use[]): Node | undefined =>
  typeof network === "string" ? uses[0]?.runner.node : network;

/** `api`, `api and worker`, `api and 2 others`. */
export function namesOf(uses: readonly Use[]): string {
  const [first = "", ...rest] = [...new Set(uses.map(({ runner }) => runner.node.name))];
  if (rest.length === 0) return first;
  return rest.length === 1 ? `${first} and ${rest[0]}` : `${first} and ${rest.length} others`;
}
