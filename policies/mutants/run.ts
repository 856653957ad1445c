/** The check by mutants, for whoever wires it to a command: previews both stacks, prints the table, and says whether it holds. */
import { packs } from "../packs";
import { previewStacks } from "../previews";
import { type Judged, runMutants } from ".";
import { mutantsText, shareCaught } from "./table";

/** So much must be caught by the rule meant for it. */
export const SHARE_MIN = 0.95;

export interface MutantsRun {
  readonly judged: readonly Judged[];
  readonly text: string;
  /** 0 when enough were caught, else 1. */
  readonly exitCode: 0 | 1;
}

/** @param stacks the primary's first. @throws when a stack cannot be previewed, or a rule could not run. */
export async function mutantsRun(
  programDir: string,
  stacks: readonly [string, string] = ["prod-eu", "prod-us"],
): Promise<MutantsRun> {
  const [primary, standby] = (await previewStacks(programDir, stacks)).map(({ stack, graph, problem }) => {
    if (!graph) throw new Error(`${stack} has no graph: ${problem}`);
    return graph;
  });
  if (!primary || !standby) throw new Error("A pair has two stacks.");
  const rules = packs.flatMap((pack) => pack.rules);
  const judged = runMutants({ primary, standby }, rules);
  const exitCode = shareCaught(judged) >= SHARE_MIN ? 0 : 1;
  return { judged, text: mutantsText(judged), exitCode };
}
