/** `holdfast drift`: whether another hand changed what the stacks made. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { type Drift, driftOf, driftOfDeployed } from "../engine/pulumi/drift";
import { HoldfastError } from "../errors";
import { readRunFile } from "../local/run-file";
import { PRIMARY, STANDBY, type StackName, stackRunOf } from "../local/stacks";
import { addTargetOptions, PROGRAM_DIR, targetOptionsSchema } from "./target";
import { progress, untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_DRIFTED = 1;

const optionsSchema = targetOptionsSchema.extend({
  stack: z.string().min(1, "must name a stack").optional(),
  json: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

export function addDrift(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("drift")
    .summary("say what another hand changed of what the stacks made")
    .description(
      "Refreshes both stacks by Pulumi's own engine, shows what is not as its state says, and writes nothing anywhere.\n" +
        "On this machine the run must be one of that engine's: npm run local -- --engine pulumi.\n" +
        "Exit codes: 0 all is as it was left, 1 something is not, 64 usage, 70 crash, 130 interrupted.",
    )
    .option("--stack <name>", "this stack alone")
    .option("--json", "every difference as JSON");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(optionsSchema, raw);
    const drifts = await untilInterrupted((signal) => look(options, signal));
    await write(options.json ? `${JSON.stringify(drifts)}\n` : `${drifts.map(driftText).join("\n")}\n`);
    exit(exitCodeOf(drifts));
  });
}

/** @throws HF_LOCAL_NOT_UP, HF_DRIFT_ENGINE; what an engine says that cannot look. */
async function look(options: Options, signal: AbortSignal): Promise<Drift[]> {
  const say = progress();
  const driftIn = options.target === "local" ? localDrift(options.dataDir, signal) : deployedDrift(signal);
  const all: readonly string[] = options.target === "local" ? [PRIMARY, STANDBY] : options.stacks;
  if (options.stack !== undefined && options.target === "local" && !all.includes(options.stack))
    throw new HoldfastError("HF_USAGE", { problem: `--stack must be ${all.join(" or ")} on this machine.` });
  const drifts: Drift[] = [];
  for (const stack of options.stack === undefined ? all : [options.stack]) {
    say(`${stack}: looking at what exists`);
    drifts.push(await driftIn(stack));
  }
  return drifts;
}

function localDrift(dataDir: string, signal: AbortSignal): (stack: string) => Promise<Drift> {
  const pair = readRunFile(resolve(dataDir));
  const { engine = "in-process" } = pair;
  if (engine !== "pulumi") throw new HoldfastError("HF_DRIFT_ENGINE", { dataDir, engine });
  return (stack) => driftOf(stackRunOf(pair, stack as StackName, { signal }));
}

const deployedDrift = (signal: AbortSignal) => (stack: string) =>
  driftOfDeployed({ programDir: PROGRAM_DIR, stack, signal });

/** Pure: one stack, a line for each value that differs. */
export function driftText({ stack, steps, unseen }: Drift): string {
  const blind = unseen === 0 ? "" : ` ${unseen} resources of types that nobody looks at here are left out.`;
  if (steps.length === 0) return `${stack}: all is as it was left.${blind}`;
  const count = `${steps.length} ${steps.length === 1 ? "resource is" : "resources are"}`;
  return [`${stack}: ${count} not as left.${blind}`, ...steps.flatMap(stepLines)].join("\n");
}

function stepLines({ operation, type, name, differences = [] }: Drift["steps"][number]): string[] {
  const what = operation === "delete" ? "is gone" : "was changed";
  const values = differences.map(({ path, before, now }) => `    ${path}: ${shown(before)} → ${shown(now)}`);
  return [`  ${type} ${name} ${what}`, ...values];
}

/** Long values, such as policies, are cut: the JSON output has all of them. */
function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** Pure. */
export const exitCodeOf = (drifts: readonly Drift[]): number =>
  drifts.some(({ steps }) => steps.length > 0) ? EXIT_DRIFTED : 0;
