/** All packs on all stacks, each pair of stacks together. */
import { evaluate, type Outcome } from "./evaluate";
import type { Config } from "./excuses";
import type { StackGraph } from "./graph";
import { fromEngine } from "./graph/from-engine";
import type { Previewed } from "./previews";
import type { Pack, Report, Verdict } from "./report";

export interface Check {
  readonly previewed: readonly Previewed[];
  /** The primary's stack first. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly packs: readonly Pack[];
  readonly config?: Config;
}

/** Pure. A stack that could not be previewed is judged by no rule, and its peer is judged alone. */
export function check({ previewed, pairs, packs, config = {} }: Check): Report {
  const judged = previewed.map(({ stack, graph, problem }) => ({
    stack,
    problem,
    graph: graph && fromEngine(graph),
  }));
  const graphs = new Map(judged.flatMap(({ stack, graph }) => (graph ? [[stack, graph] as const] : [])));
  const whole = pairs.filter((pair) => pair.every((stack) => graphs.has(stack)));
  const paired = new Set(whole.flat());
  const groups = [...whole, ...[...graphs.keys()].filter((stack) => !paired.has(stack)).map((one) => [one])];
  return {
    stacks: judged.map(({ stack: name, graph, problem }) => ({
      name,
      peer: whole.find((pair) => pair.includes(name))?.find((other) => other !== name),
      resources: graph?.nodes.length ?? 0,
      problem: problem ?? (graph ? undefined : "it has no graph"),
    })),
    packs,
    verdicts: packs.flatMap((pack) =>
      groups.flatMap((group) =>
        evaluate(
          pack.rules,
          group.map((stack) => graphs.get(stack) as StackGraph),
          config,
        ).map((outcome) => verdictOf(outcome, pack, group)),
      ),
    ),
  };
}

function verdictOf(
  { rule, kind, stack, node, message, reason }: Outcome,
  pack: Pack,
  group: readonly string[],
) {
  const verdict: Verdict = {
    kind,
    pack: pack.name,
    rule: rule.name,
    // What speaks of no resource speaks of the whole group.
    stack: group[stack ?? 0] as string,
    urn: node?.urn,
    name: node?.name,
    message,
    reason,
  };
  return verdict;
}
