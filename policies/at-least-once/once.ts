import type { StackGraph } from "../graph";

/** Several rules ask the same of a stack, which does not change while it is judged. */
export function once<T>(ask: (graph: StackGraph) => T): (graph: StackGraph) => T {
  const answers = new WeakMap<StackGraph, { readonly answer: T }>();
  return (graph) => {
    const known = answers.get(graph) ?? { answer: ask(graph) };
    answers.set(graph, known);
    return known.answer;
  };
}
