/** `holdfast deploy`: a new build to the standby and then to the primary, by steps that are judged, with a way back. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { bundle } from "../infra/parts/bundle";
import type { RegionOutcome } from "../operate/deploy";
import { deployPair, STEP_SECONDS, STEPS } from "../operate/deploy-region";
import { buildOf, liveVersion } from "../operate/live-version";
import type { Pair, RegionOutputs } from "../operate/pair";
import { confirmed } from "./confirm";
import { type DeployTarget, deployTarget } from "./deploy-stacks";
import { regionIn } from "./region";
import { addTargetOptions, targetOptionsSchema, withPair } from "./target";
import { progress, untilInterrupted, write } from "./terminal";
import { parseOptions, wholeNumber } from "./usage";

const EXIT_ROLLED_BACK = 1;
const EXIT_REFUSED = 2;

const STEPS_MESSAGE = "must be rising percentages that end with 100, e.g. 10,50,100";
const optionsSchema = targetOptionsSchema.extend({
  region: z.string().min(1, "must name a region").optional(),
  programDir: z.string().min(1, "must name a folder").optional(),
  steps: z
    .string()
    .regex(/^\d+(,\d+)*$/, STEPS_MESSAGE)
    .transform((text) => text.split(",").map(Number))
    .refine(
      (steps) => steps.every((step, index) => step > (steps[index - 1] ?? 0)) && steps.at(-1) === 100,
      STEPS_MESSAGE,
    ),
  stepSeconds: wholeNumber(1, 3_600),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
  force: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

export function addDeploy(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("deploy")
    .summary("put a new build into both regions, step by step")
    .description(
      "Says what would change, then brings the standby's stack up and shifts requests to the new version by steps, and then the primary's.\n" +
        "Each step is judged by canaries through the real path, by the new version's share of errors, by the region's health check and\n" +
        "by its delivery alarms. A red step is rolled back at once, and the region after it is not touched.\n" +
        "Exit codes: 0 deployed or nothing new, 1 rolled back, 2 REFUSED, 64 usage, 70 crash, 130 interrupted (and rolled back).",
    )
    .option("--region <region>", "this region alone")
    .option("--program-dir <folder>", "another copy of the program, its stacks' files included")
    .option("--steps <percent>", "how much of the requests the new version gets", STEPS.join(","))
    .option(
      "--step-seconds <seconds>",
      "how long each step is watched, the last one too",
      String(STEP_SECONDS),
    )
    .option("--dry-run", "say what would change, and do nothing")
    .option("--yes", "do not ask")
    .option(
      "--force",
      "even if the peer is not fit to take the region's clients, a deployment was cut off, or the state needs the primary",
    )
    .option("--json", "what became of each region as JSON");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(optionsSchema, raw);
    exit(await withPair(options, (pair) => untilInterrupted((signal) => run(pair, options, signal))));
  });
}

async function run(pair: Pair, options: Options, signal: AbortSignal): Promise<number> {
  const say = progress();
  const { region, steps, stepSeconds, yes, force, json } = options;
  const programDir = options.programDir === undefined ? undefined : resolve(options.programDir);
  const target = deployTarget(options, programDir, (text) => process.stderr.write(text));
  const order = [pair.standby, pair.primary];
  const regions = region === undefined ? order : [regionIn(pair, region)];
  const answer = (text: string, outcomes: readonly RegionOutcome[] = []) =>
    write(json ? `${JSON.stringify(outcomes)}\n` : `${text}\n`);

  const { build } = bundle("collect", target.programDir);
  const plans = [];
  for (const one of regions) plans.push(await planText(pair, one, build, target, signal));
  const shown = `${plans.join("\n")}\nSteps: ${steps.join(", ")} % of the requests, each watched for ${stepSeconds / target.speed} s. A red one is rolled back.`;
  if (options.dryRun) {
    await answer(`${shown}\nThis was a dry run: nothing is changed.`);
    return 0;
  }
  process.stderr.write(`${shown}\n`);
  if (target.stateProblems.length > 0 && !force) {
    await answer(
      `REFUSED: ${target.stateProblems.join(" ")} See docs/state.md; --force deploys all the same. Nothing is changed.`,
    );
    return EXIT_REFUSED;
  }
  const names = regions.map((one) => one.region).join(", then ");
  if (!(await confirmed(`Deploy to ${names}?`, yes))) {
    await answer("REFUSED: not confirmed. Nothing is changed.");
    return EXIT_REFUSED;
  }
  const outcomes = await deployPair(pair, target.stacks, {
    ...{ say, signal, force, steps, stepSeconds },
    speed: target.speed,
    regions: regions.map((one) => one.region),
  });
  await answer(outcomesText(outcomes, regions), outcomes);
  return exitCodeOf(outcomes);
}

async function planText(
  pair: Pair,
  region: RegionOutputs,
  build: string,
  { stacks }: DeployTarget,
  signal: AbortSignal,
): Promise<string> {
  const { live, newest, shifting } = await liveVersion(pair, region);
  const lines = await stacks.plan(region, signal);
  const waits = newest === live ? "" : `, version ${newest} waits`;
  const split = shifting ? `, ${shifting.percent} % on version ${shifting.version}` : "";
  const liveBuild = await buildOf(pair, region, live);
  return [
    `${region.region} (${region.role}): version ${live} is live${split}${waits}; build ${liveBuild}, and ${build} goes out`,
    ...(lines.length > 0 ? lines : ["no resource changes"]).map((line) => `  ${line}`),
  ].join("\n");
}

/** Pure: what became of each region, the ones that were not come to included. */
export function outcomesText(
  outcomes: readonly RegionOutcome[],
  regions: readonly { readonly region: string }[],
): string {
  const lines = outcomes.map(outcomeText);
  const untouched = regions.slice(outcomes.length).map(({ region }) => `NOT TOUCHED ${region}.`);
  return [...lines, ...untouched].join("\n");
}

function outcomeText(one: RegionOutcome): string {
  switch (one.outcome) {
    case "deployed":
      return `DEPLOYED ${one.region}: version ${one.to} is live, ${one.from} before.`;
    case "unchanged":
      return `UNCHANGED ${one.region}: version ${one.live} is live.`;
    case "refused":
      return `REFUSED ${one.region}: ${one.reasons.join(" ")} No request was moved there${one.final ? "" : "; --force deploys all the same"}.`;
    case "rolled-back":
      return `ROLLED BACK ${one.region} at ${one.percent} %: version ${one.from} is live. ${one.reasons.join(" ")}`;
  }
}

/** Pure. */
export function exitCodeOf(outcomes: readonly RegionOutcome[]): number {
  if (outcomes.some(({ outcome }) => outcome === "rolled-back")) return EXIT_ROLLED_BACK;
  return outcomes.some(({ outcome }) => outcome === "refused") ? EXIT_REFUSED : 0;
}
