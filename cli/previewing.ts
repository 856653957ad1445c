/** What the commands that preview stacks have in common: which stacks, and what is said while they wait. */
import { HoldfastError } from "../errors";
import type { PreviewOptions } from "../policies/previews";
import { stacksIn } from "./stack-names";
import { progress } from "./terminal";

/** What is quicker needs no progress. */
const QUIET_MS = 2_000;

/** All of this project's stacks, or those that were asked for. @throws HF_USAGE */
export function stacksOrAll(programDir: string, wanted: readonly string[]): string[] {
  const known = stacksIn(programDir);
  const unknown = wanted.filter((stack) => !known.includes(stack));
  if (unknown.length > 0)
    throw new HoldfastError("HF_USAGE", {
      problem: `--stack "${unknown.join(", ")}": the stacks are ${known.join(", ")}.`,
    });
  return wanted.length > 0 ? known.filter((stack) => wanted.includes(stack)) : known;
}

/** Says on stderr what it waits for, from the third second on. */
export async function sayingWaits<Result>(
  stacks: readonly string[],
  signal: AbortSignal,
  run: (options: PreviewOptions) => Promise<Result>,
): Promise<Result> {
  const say = progress();
  const waiting = new Set(stacks);
  const timer = setInterval(() => {
    if (waiting.size > 0) say(`previewing ${[...waiting].join(" and ")}`);
  }, QUIET_MS);
  try {
    return await run({ signal, onDone: ({ stack }) => waiting.delete(stack) });
  } finally {
    clearInterval(timer);
  }
}
