/** Small programs as other people write them, each with all that the packs must find in it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Graph } from "../../engine/graph";
import { preview } from "../../engine/in-process";
import { evaluate, type Outcome } from "../evaluate";
import { fromEngine } from "../graph/from-engine";
import type { Rule } from "../rule";
import type { Expected } from "./expected";

export const strangers: readonly string[] = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

export const expectedOf = (name: string): Expected => require(join(__dirname, name, "expected")).expected;

/** With what AWS would make up supposed, or as any preview knows it. */
export const graphOf = (name: string, suppose: boolean): Promise<Graph> =>
  preview({
    programDir: join(__dirname, name),
    stack: "dev",
    suppose,
    invokes: expectedOf(name).invokes ?? {},
  });

/** Each a line, "rule: resource", sorted; a resource that a rule speaks of twice stands there once. */
export function linesOf(rules: readonly Rule[], graph: Graph, kind: Outcome["kind"]): string[] {
  const outcomes = evaluate(rules, [fromEngine(graph)]).filter((outcome) => outcome.kind === kind);
  return unique(outcomes.map(({ rule, node, message }) => `${rule.name}: ${node?.name ?? message}`));
}

export const linesOfNamed = (named: Expected["violations"] = {}): string[] =>
  unique(Object.entries(named).flatMap(([rule, names]) => names.map((name) => `${rule}: ${name}`)));

const unique = (lines: readonly string[]) => [...new Set(lines)].sort();
