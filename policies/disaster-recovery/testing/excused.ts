/** For specs: that a reason in the pack's configuration takes a rule's findings on one resource back, and no others. */
import { evaluate } from "../../evaluate";
import type { StackGraph } from "../../graph";
import type { Rule } from "../../rule";

/** What is left when these resources are excused, as `violation name`. */
export function leftWhenExcused(
  rule: Rule,
  graphs: readonly StackGraph[],
  ...names: readonly string[]
): string[] {
  const excused = Object.fromEntries(names.map((name) => [name, "agreed on in a review"]));
  const outcomes = evaluate([rule], graphs, { [rule.name]: { excused } });
  const isExcused = outcomes.some(({ kind }) => kind === "excused");
  expect(isExcused).toBe(true);
  return outcomes.filter(({ kind }) => kind !== "excused").map(({ kind, node }) => `${kind} ${node?.name}`);
}
