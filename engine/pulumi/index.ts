/** Runs stacks by Pulumi's own engine, on this machine: its CLI, with this project's provider and components behind it. */
import { join } from "node:path";
import type { StackRun as OfAnyEngine } from "../in-process";
import type { Planned } from "../in-process/plan";
import { runInChild } from "../run-in-child";
import { needPulumi, type PulumiCli } from "./cli";
import type { Command, Deployment, Job, PulumiResult } from "./protocol";

export { failuresOf } from "../in-process";
export type { Deployment, PolicyFinding, PulumiResult, Step } from "./protocol";

/** `statePath` is a folder here: the stack's backend, and all that the CLI keeps of it. */
export interface StackRun extends OfAnyEngine {
  /** Default: the one that {@link needPulumi} finds. */
  readonly cli?: PulumiCli;
  /** The packages that the provider stands for. Default: aws. Components are always this project's own. */
  readonly packages?: readonly string[];
}

export interface PolicyOptions {
  /** Folders of policy packs. A violation of a mandatory policy is a failure of the run, with the pack's message. */
  readonly policyPacks?: readonly string[];
  /** A file of configuration for each pack, in the same order. */
  readonly policyPackConfigs?: readonly string[];
}

/** Creates, updates, replaces and deletes until what exists is what the program registers.
 *  @throws HF_ENGINE_FAILED, HF_ENGINE_PULUMI */
export async function up(run: StackRun, policies: PolicyOptions = {}): Promise<PulumiResult> {
  // Policies of a whole stack are asked at the end, when all exists already: a preview asks them in time.
  if (policies.policyPacks?.length) await preview(run, policies);
  return resultOf("up", run, policies);
}

/** What {@link up} would do. Nothing is asked of what exists.
 *  @throws HF_ENGINE_FAILED, HF_ENGINE_PULUMI */
export const preview = (run: StackRun, policies: PolicyOptions = {}): Promise<PulumiResult> =>
  resultOf("preview", run, policies);

/** {@link preview}, as the in-process engine says it. */
export async function plan(run: StackRun): Promise<Planned[]> {
  const { steps } = await preview(run);
  return steps.flatMap(({ operation, ...step }) => {
    const kind = planned[operation];
    return kind ? [{ operation: kind, type: step.type, name: step.name, properties: step.properties }] : [];
  });
}

const planned: Readonly<Record<string, Planned["operation"]>> = {
  create: "create",
  update: "change",
  "create-replacement": "change",
  delete: "delete",
};

/** Deletes everything in the state. Protected resources are an error, or stay with all that they need.
 *  @throws HF_ENGINE_FAILED, HF_ENGINE_PULUMI */
export const destroy = (
  run: StackRun,
  { excludeProtected = false }: { readonly excludeProtected?: boolean } = {},
): Promise<PulumiResult> => resultOf("destroy", run, { excludeProtected });

/** Looks at what exists, and takes it into the state unless `previewOnly`. Its steps are what differs from the state.
 *  @throws HF_ENGINE_FAILED, HF_ENGINE_PULUMI */
export const refresh = (
  run: StackRun,
  { previewOnly = false }: { readonly previewOnly?: boolean } = {},
): Promise<PulumiResult> => resultOf("refresh", run, { previewOnly });

/** The state, secrets in plain text: fit for {@link importState} into a backend with another passphrase. */
export const exportState = async (run: StackRun): Promise<Deployment> =>
  (await inChild<{ exported: Deployment }>("export", run, {})).exported;

/** Takes the place of the state that is there. */
export const importState = async (run: StackRun, deployment: Deployment): Promise<void> => {
  await resultOf("import", run, { deployment });
};

const resultOf = async (command: Command, run: StackRun, more: Partial<Job>): Promise<PulumiResult> =>
  (await inChild<{ result: PulumiResult }>(command, run, more)).result;

const PACKAGES = ["aws"];
/** Longer than the in-process engine's: the CLI has its state to write. */
const STOP_MILLISECONDS = 20_000;

async function inChild<Last extends object>(
  command: Command,
  run: StackRun,
  more: Partial<Job>,
): Promise<Last> {
  const { programDir, stack, config, statePath, provider, packages = PACKAGES } = run;
  const cli = run.cli ?? (await needPulumi());
  const job: Job = {
    command,
    cli,
    programDir,
    stack,
    statePath,
    provider,
    packages,
    ...(config && { config }),
    ...more,
  };
  return runInChild<Last>(join(__dirname, "child.ts"), job, {
    stack,
    stopMilliseconds: STOP_MILLISECONDS,
    ...(run.onProgress && { onProgress: run.onProgress }),
    ...(run.signal && { signal: run.signal }),
  });
}
