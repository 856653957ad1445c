/** From an answer to findings: one of a resource at most. */
import type { Node } from "../graph";
import type { Answer } from "../graph/answer";
import { type Finding, undetermined, violation } from "../rule";

/** A violation where something was found; else what is unknown and may hide one. */
export function findingsOf<T>(
  node: Node,
  { found, unknown }: Answer<T>,
  wrong: (found: readonly T[]) => string,
): Finding[] {
  if (found.length > 0) return [violation(node, wrong(found))];
  return unknown.length > 0 ? [undetermined(node, unknown.join("; "))] : [];
}
