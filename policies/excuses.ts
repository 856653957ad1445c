/** Excuses: one resource is let off one rule, for a reason that is written down. */
import type { Node, StackGraph } from "./graph";
import { type Finding, type Rule, violation } from "./rule";

/** A reason shorter than this says nothing. Under 256, because AWS takes no longer tag ("Tag naming limits"). */
export const REASON_LENGTH_MIN = 10;

/** By rule, what a pack's configuration says of it: its parameters, and who is excused. */
export type Config = Readonly<Record<string, RuleConfig>>;

export interface RuleConfig {
  /** Reasons, by URN or by name of a resource. */
  readonly excused?: Readonly<Record<string, string>>;
  readonly [parameter: string]: unknown;
}

export interface Excuses {
  /** By URN. */
  readonly reasons: ReadonlyMap<string, string>;
  /** Excuses without a reason: they excuse nothing. */
  readonly faults: readonly Finding[];
  /** What the configuration excuses though no stack has it. */
  readonly strays: readonly string[];
}

/** The tag that excuses a resource from a rule; its value is the reason. AWS takes letters, digits, spaces and `+-=._:/@` in it. */
export const excuseTag = (rule: string): string => `excuse:${rule}`;

export function excusesFrom(
  { name }: Pick<Rule, "name">,
  graphs: readonly StackGraph[],
  { excused = {} }: RuleConfig = {},
): Excuses {
  const reasons = new Map<string, string>();
  const faults: Finding[] = [];
  const used = new Set<string>();
  for (const node of graphs.flatMap(({ nodes }) => nodes)) {
    const key = [node.urn, node.name].find((one) => Object.hasOwn(excused, one));
    if (key !== undefined) used.add(key);
    const given = node.tags[excuseTag(name)] ?? (key === undefined ? undefined : excused[key]);
    if (given === undefined) continue;
    const reason = String(given).trim();
    if (reason.length >= REASON_LENGTH_MIN) reasons.set(node.urn, reason);
    else faults.push(unreasoned(node, name));
  }
  return { reasons, faults, strays: Object.keys(excused).filter((key) => !used.has(key)) };
}

const unreasoned = (node: Node, rule: string) =>
  violation(
    node,
    `${node.name} is excused from ${rule} without a reason. Say why in ${REASON_LENGTH_MIN} characters or more, or take the excuse away.`,
  );
