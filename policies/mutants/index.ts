/** Breaks both stacks of the program in every way that the operators know, and asks the rules each time. */
import { isDeepStrictEqual } from "node:util";
import type { Graph, GraphResource } from "../../engine/graph";
import { isProvided } from "../../engine/graph";
import { evaluate, type Outcome } from "../evaluate";
import type { StackGraph } from "../graph";
import { fromEngine } from "../graph/from-engine";
import type { Rule } from "../rule";
import type { Operator } from "./operator";
import { alarms } from "./operators/alarms";
import { delivery } from "./operators/delivery";
import { endpoints } from "./operators/endpoints";
import { network } from "./operators/network";
import { rights } from "./operators/rights";
import { routing } from "./operators/routing";
import { takeover } from "./operators/takeover";
import { waiting } from "./operators/waiting";
import { broken } from "./surgery";

export const operators: readonly Operator[] = [
  ...network,
  ...endpoints,
  ...delivery,
  ...waiting,
  ...alarms,
  ...routing,
  ...takeover,
  ...rights,
];

/** The previews of both stacks of a pair. */
export interface Pair {
  readonly primary: Graph;
  readonly standby: Graph;
}

export interface Mutant {
  /** Unique: the stack, the resource, and what became of it. */
  readonly name: string;
  readonly of: keyof Pair;
  readonly meant: readonly string[];
  readonly graph: Graph;
}

export interface Judged extends Pick<Mutant, "name" | "meant"> {
  /** Names of the rules that found a violation which the unbroken pair does not have. */
  readonly caughtBy: readonly string[];
  /** Names of the rules that leave something undecided. */
  readonly undecidedBy: readonly string[];
}

export interface MutantsOptions {
  /** The operators; all of them by default. */
  readonly by?: readonly Operator[];
  /** Of plain previews: a document that they do not know cannot be edited, and such a mutant is left out. */
  readonly areUnknownsLeftOut?: boolean;
}

/** @throws when an operator finds nothing to break, or leaves a resource as it was: then it says nothing. */
export function mutantsOf(
  pair: Pair,
  { by = operators, areUnknownsLeftOut = false }: MutantsOptions = {},
): Mutant[] {
  const mutants = by.flatMap((operator) => {
    const { does, meant, types, where = () => true, change, of = "primary" } = operator;
    const graph = pair[of];
    const targets = graph.resources.filter(
      (resource) => isProvided(resource) && types.includes(resource.type) && where(resource),
    );
    if (targets.length === 0) throw new Error(`Nothing in the ${of}'s stack that "${does}" could break.`);
    return targets.flatMap((target): Mutant[] => {
      const name = `${of}: ${shortType(target)} ${target.name} ${does}`;
      const mutated = broken(graph, target, change);
      if (!isDeepStrictEqual(mutated.resources, graph.resources))
        return [{ name, of, meant, graph: mutated }];
      if (areUnknownsLeftOut) return [];
      throw new Error(`${name}: nothing changed.`);
    });
  });
  const repeated = mutants.find(({ name }, index) => mutants.findIndex((one) => one.name === name) < index);
  if (repeated) throw new Error(`Two mutants are called "${repeated.name}".`);
  return mutants;
}

/** @throws when a rule could not run on a mutant. */
export function runMutants(pair: Pair, rules: readonly Rule[], options?: MutantsOptions): Judged[] {
  const whole = { primary: fromEngine(pair.primary), standby: fromEngine(pair.standby) };
  const before = { primary: found(whole, rules, "primary"), standby: found(whole, rules, "standby") };
  return mutantsOf(pair, options).map(({ name, of, meant, graph }) => {
    const after = found({ ...whole, [of]: fromEngine(graph) }, rules, of);
    const named = (kind: Outcome["kind"], isOld = false) => [
      ...new Set(
        [...after]
          .filter(([key, outcome]) => outcome.kind === kind && (isOld || !before[of].has(key)))
          .map(([, outcome]) => outcome.rule.name),
      ),
    ];
    const [failed] = named("failed");
    if (failed !== undefined) throw new Error(`${name}: ${failed} could not run.`);
    return { name, meant, caughtBy: named("violation"), undecidedBy: named("undetermined", true) };
  });
}

export const isCaught = ({ meant, caughtBy }: Judged): boolean =>
  meant.some((rule) => caughtBy.includes(rule));

export const isUndecided = ({ meant, undecidedBy }: Judged): boolean =>
  meant.some((rule) => undecidedBy.includes(rule));

/** What the rules say of one stack, and of the pair. */
function found(
  graphs: Readonly<Record<keyof Pair, StackGraph>>,
  rules: readonly Rule[],
  of: keyof Pair,
): Map<string, Outcome> {
  const ofPairs = rules.filter(({ judgePair }) => judgePair);
  const outcomes = [...evaluate(rules, [graphs[of]]), ...evaluate(ofPairs, [graphs.primary, graphs.standby])];
  return new Map(
    outcomes.map((outcome) => {
      const { rule, kind, node, message } = outcome;
      return [[rule.name, kind, node?.urn, message].join("\n"), outcome];
    }),
  );
}

/** `rds/instance` of `aws:rds/instance:Instance`. */
const shortType = ({ type }: GraphResource) => type.split(":")[1] ?? type;
