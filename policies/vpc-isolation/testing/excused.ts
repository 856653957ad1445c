/** What is left of a rule's findings when each resource that it speaks of is excused, by its tag and by configuration. */
import type { GraphResource } from "../../../engine/graph";
import { evaluate } from "../../evaluate";
import { excuseTag } from "../../excuses";
import type { StackGraph } from "../../graph";
import type { Rule } from "../../rule";
import { findings, stackOf } from "../../testing/stack";

const REASON = "Moved next quarter, ticket 17.";

export function leftWhenExcused(rule: Rule, ...resources: readonly GraphResource[]): string[] {
  const plain = stackOf(...resources);
  const blamed = [...new Set(findings(rule, plain).map((line) => line.split(/[ :]/)[1] as string))];
  const tagged = resources.map((one) =>
    blamed.includes(one.name)
      ? { ...one, inputs: { ...one.inputs, tags: { [excuseTag(rule.name)]: REASON } } }
      : one,
  );
  const excused = Object.fromEntries(blamed.map((name) => [name, REASON]));
  return [...kindsOf(rule, stackOf(...tagged), {}), ...kindsOf(rule, plain, { [rule.name]: { excused } })];
}

const kindsOf = (rule: Rule, graph: StackGraph, config: Parameters<typeof evaluate>[2]): string[] =>
  evaluate([rule], [graph], config).map(({ kind, node }) => `${kind} ${node?.name}`);
