import { evaluate } from "../../evaluate";
import type { StackGraph } from "../../graph";
import type { Rule } from "../../rule";

/** What is found, each as "excused kept", when a resource is excused from the rule by the pack's configuration. */
export const excusing = (rule: Rule, graph: StackGraph, name: string): string[] =>
  evaluate([rule], [graph], { [rule.name]: { excused: { [name]: "agreed with the team, 2026" } } }).map(
    ({ kind, node }) => `${kind} ${node?.name}`,
  );
