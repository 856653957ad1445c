/** Judges stacks by rules, excuses applied. */
import { type Config, excusesFrom } from "./excuses";
import type { Node, StackGraph } from "./graph";
import { parametersOf } from "./parameters";
import type { Finding, Rule } from "./rule";

export interface Outcome {
  readonly rule: Rule;
  /** Excused: a finding that a reason takes back. Stray: the configuration excuses what no stack has. Failed: the rule itself
   *  could not run. */
  readonly kind: Finding["kind"] | "excused" | "stray" | "failed";
  /** Which of the stacks, by its place among those given. */
  readonly stack?: number;
  /** The resource that it speaks of. */
  readonly node?: Node;
  readonly message: string;
  /** Of an excuse. */
  readonly reason?: string;
  /** Why a rule failed. */
  readonly error?: unknown;
}

/** One stack, or both of a pair: then pair rules see both, the first being the primary. In the order of the rules, then of
 *  the stacks, then of URNs. */
export const evaluate = (
  rules: readonly Rule[],
  graphs: readonly StackGraph[],
  config: Config = {},
): Outcome[] => rules.flatMap((rule) => outcomesOf(rule, graphs, config));

function outcomesOf(rule: Rule, graphs: readonly StackGraph[], config: Config): Outcome[] {
  const { reasons, faults, strays } = excusesFrom(rule, graphs, config[rule.name]);
  const outcomes: Outcome[] = strays.map((name) => ({
    rule,
    kind: "stray",
    message: `${name} is excused from ${rule.name}, and no resource has this name or URN. Correct it, or take the excuse away.`,
  }));
  try {
    const findings = [...faults, ...unrepeated(judged(rule, graphs, config))];
    for (const finding of findings) {
      const stack = graphs.findIndex((graph) => graph.find(finding.urn));
      const { kind, message } = finding;
      const outcome = {
        rule,
        stack: stack < 0 ? undefined : stack,
        node: graphs[stack]?.find(finding.urn),
        message,
      };
      const reason = faults.includes(finding) ? undefined : reasons.get(finding.urn);
      outcomes.push(reason === undefined ? { ...outcome, kind } : { ...outcome, kind: "excused", reason });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    outcomes.push({ rule, kind: "failed", message: `${rule.name} could not run: ${message}`, error });
  }
  return outcomes.sort(byPlace);
}

function judged(rule: Rule, graphs: readonly StackGraph[], config: Config): Finding[] {
  const parameters = parametersOf(rule, config[rule.name]);
  const [one, other] = graphs;
  const alone = graphs.flatMap((graph) => rule.judge(graph, parameters));
  const together = one && other ? (rule.judgePair?.(one, other, parameters) ?? []) : [];
  return [...alone, ...together];
}

/** What one stack shows a pair shows as well. */
function unrepeated(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ kind, urn, message }) => {
    const key = [kind, urn, message].join("\n");
    return !seen.has(key) && seen.add(key);
  });
}

const byPlace = (a: Outcome, b: Outcome): number =>
  (a.stack ?? -1) - (b.stack ?? -1) || compare(a.node?.urn ?? "", b.node?.urn ?? "");

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
