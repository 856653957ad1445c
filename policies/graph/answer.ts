/** An answer of a stack: what it says for certain, and what only a deployment, or another stack, could tell. */
export interface Answer<T> {
  readonly found: readonly T[];
  /** Facts that may hide more of it, as "the routes of subnet-0a1b2c3d, which is not of this stack". */
  readonly unknown: readonly string[];
}

export const NOTHING: Answer<never> = { found: [], unknown: [] };

export const found = <T>(...values: readonly T[]): Answer<T> => ({ found: values, unknown: [] });

export const unclear = (...facts: readonly string[]): Answer<never> => ({ found: [], unknown: facts });

export const together = <T>(answers: readonly Answer<T>[]): Answer<T> => ({
  found: [...new Set(answers.flatMap((answer) => answer.found))],
  unknown: [...new Set(answers.flatMap((answer) => answer.unknown))],
});

/** One of these holds, and nothing tells which: it is certain only where they agree. */
export function oneOf<T>(answers: readonly Answer<T>[], what: string): Answer<T> {
  const all = together(answers);
  const isSure = answers.every((answer) => answer.found.length > 0);
  return isSure || all.found.length === 0 ? all : { found: [], unknown: [what, ...all.unknown] };
}
