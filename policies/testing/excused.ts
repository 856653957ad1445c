/** For specs: that a reason in a pack's configuration takes back what a rule finds on these resources, and on no others. */
import { evaluate } from "../evaluate";
import type { StackGraph } from "../graph";
import type { Rule } from "../rule";

/** What comes of all that the rule finds, as `excused lake` or `violation other`. */
export function excusing(
  rule: Rule,
  graphs: StackGraph | readonly StackGraph[],
  ...names: readonly string[]
): string[] {
  const excused = Object.fromEntries(names.map((name) => [name, "agreed upon in the review"]));
  const stacks = "nodes" in graphs ? [graphs] : graphs;
  return evaluate([rule], stacks, { [rule.name]: { excused } }).map(
    ({ kind, node }) => `${kind} ${node?.name}`,
  );
}
