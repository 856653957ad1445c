import { isKnown, type Node } from "../graph";
import { failoverRecords } from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { CAPACITIES, type Size } from "./capacities";
import { twinsAmong } from "./twins-among";

/** Where one stack holds both halves of a failover pair, and both regions, it shows this by itself. */
export const standbyCapacityEqual: Rule = {
  name: "standby-capacity-equal",
  demands:
    "What serves in one region has as much capacity in the other: concurrency, memory, throttles, streams, instances.",
  why: 'A failover brings all of the traffic at once, and to scale up then takes the control plane, which may be what failed ("REL11-BP04", "REL13-BP02"). Reserved concurrency and throttles are limits as well.',
  breaks: "The standby takes over and refuses what it has no capacity for.",
  mend: "Give both regions the same, best from one setting.",
  meets: ["standby-capacity-equal"],
  severity: "high",
  scope: "pair",
  judge(graph) {
    const halves = new Set(failoverRecords(graph).map(({ half }) => half));
    const sized = graph.nodes.filter(({ type, region }) => isSized(type) && region !== undefined);
    const regions = new Set(sized.map(({ region }) => region));
    if (!halves.has("PRIMARY") || !halves.has("SECONDARY") || regions.size !== 2) return [];
    const [first] = regions;
    return compare(
      sized.filter(({ region }) => region === first),
      sized.filter(({ region }) => region !== first),
    );
  },
  judgePair: (one, other) => compare(one.nodes, other.nodes),
};

const isSized = (type: string) => CAPACITIES.some(({ types }) => types.includes(type));

const compare = (ones: readonly Node[], others: readonly Node[]): Finding[] =>
  CAPACITIES.flatMap(({ types, sizes }) => {
    const of = (nodes: readonly Node[]) => nodes.filter(({ type }) => types.includes(type));
    const { pairs, alone, unclear } = twinsAmong(of(ones), of(others));
    return [
      ...pairs.flatMap(([one, other]) => sizes.flatMap((size) => difference(size, one, other))),
      ...alone.map((node) =>
        violation(
          node,
          `${node.name} has no counterpart in the other region: after a failover nothing is in its place. Make the same there.`,
        ),
      ),
      ...unclear.map(nameless),
    ];
  });

const nameless = ({ urn, name }: Node): Finding => ({
  kind: "undetermined",
  urn,
  message: `${name}: no name tells which resource of the other region is its counterpart.`,
});

function difference({ name, of }: Size, one: Node, other: Node): Finding[] {
  const [mine, theirs] = [of(one), of(other)];
  if (!isKnown(mine)) return [undetermined(one, name)];
  if (!isKnown(theirs)) return [undetermined(other, name)];
  if (JSON.stringify(mine) === JSON.stringify(theirs)) return [];
  // The one with less fails its clients; where neither is less, the second one, which is the standby.
  const isFirstLess = typeof mine === "number" && typeof theirs === "number" && mine < theirs;
  const [less, more] = isFirstLess ? [one, other] : [other, one];
  return [
    violation(
      less,
      `${less.name} has ${name} ${text(of(less))}, its counterpart ${more.name} in ${more.region ?? "the other region"} ${text(of(more))}: whoever takes over must carry the same. Give both the same.`,
    ),
  ];
}

const text = (value: unknown): string => (value === undefined ? "not set" : JSON.stringify(value));
