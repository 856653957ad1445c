/** `holdfast twins`: whether both stacks of a pair are the same but for their regions. */
import type { Command } from "commander";
import { z } from "zod";
import { fromEngine } from "../policies/graph/from-engine";
import { type Previewed, previewStacks } from "../policies/previews";
import { type Comparison, compareTwins, type Twin } from "../policies/twins";
import { twinsAllowed } from "../policies/twins-allowed";
import { twinsText } from "../policies/twins-text";
import { sayingWaits } from "./previewing";
import { type PairOfStacks, pairsAmong, stacksIn } from "./stack-names";
import { PROGRAM_DIR } from "./target";
import { untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_DIFFERENT = 1;
const EXIT_UNJUDGED = 2;

const optionsSchema = z.object({ json: z.boolean().default(false) });

export interface ComparedPair extends PairOfStacks {
  readonly comparison?: Comparison;
  /** Why they could not be compared. */
  readonly problem?: string;
}

export function addTwins(program: Command, exit: (code: number) => void): void {
  program
    .command("twins")
    .summary("compare both regions' stacks")
    .description(
      "Previews both stacks of each pair and compares them: same resources, same inputs, once regions are factored out. What differs on\n" +
        "purpose is listed with its reason in policies/twins-allowed.ts. Needs no credentials and no CLI.\n" +
        "Exit codes: 0 twins, 1 a difference, 2 no pair or a stack that cannot be previewed, 64 usage, 70 crash.",
    )
    .option("--json", "every difference as JSON")
    .action(async (raw: Readonly<Record<string, unknown>>) => {
      const { json } = parseOptions(optionsSchema, raw);
      exit(await untilInterrupted((signal) => compare(PROGRAM_DIR, json, signal)));
    });
}

async function compare(programDir: string, json: boolean, signal: AbortSignal): Promise<number> {
  const pairs = pairsAmong(programDir, stacksIn(programDir));
  const stacks = pairs.flatMap(({ primary, standby }) => [primary, standby]);
  const previewed = await sayingWaits(stacks, signal, (options) =>
    previewStacks(programDir, stacks, options),
  );
  const compared = pairs.map((pair) => comparedPair(pair, previewed));
  await write(json ? `${JSON.stringify(compared)}\n` : `${compared.map(pairText).join("\n\n")}\n`);
  if (pairs.length === 0)
    process.stderr.write(
      "No two stacks are a pair: a primary and a standby that name each other's region. See docs/settings.md.\n",
    );
  return exitCodeOf(compared);
}

export function exitCodeOf(compared: readonly ComparedPair[]): number {
  if (compared.length === 0 || compared.some(({ comparison }) => comparison === undefined))
    return EXIT_UNJUDGED;
  return compared.some(({ comparison }) => comparison && comparison.differences.length > 0)
    ? EXIT_DIFFERENT
    : 0;
}

export function comparedPair(pair: PairOfStacks, previewed: readonly Previewed[]): ComparedPair {
  const twins = [pair.primary, pair.standby].map((name) => {
    const { graph, problem } = previewed.find(({ stack }) => stack === name) ?? {};
    const region = graph && fromEngine(graph).region;
    if (!graph || !region)
      return { problem: `${name} could not be previewed: ${problem ?? "its region is unknown"}` };
    return { twin: { graph, region } };
  });
  const problems = twins.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) return { ...pair, problem: problems.join("\n") };
  const [one, other] = twins.map(({ twin }) => twin as Twin) as [Twin, Twin];
  return { ...pair, comparison: compareTwins(one, other, twinsAllowed) };
}

const pairText = ({ primary, standby, comparison, problem }: ComparedPair): string =>
  comparison ? twinsText(primary, standby, comparison) : (problem ?? "");
