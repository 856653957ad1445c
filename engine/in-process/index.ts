/** Runs stacks without Pulumi's CLI. Each run is a child process, so that two stacks never share the SDK's globals. */
import { join } from "node:path";
import { HoldfastError } from "../../errors";
import type { Graph, Properties } from "../graph";
import { runInChild } from "../run-in-child";
import { type Planned, planOf } from "./plan";
import type { Failure, Job, ProgressEvent, StackResult } from "./protocol";
import { StateFile } from "./state";

export type { Planned } from "./plan";
export type { Changes, Failure, Operation, ProgressEvent, StackResult } from "./protocol";

export interface ProgramRun {
  /** Absolute path of the folder with Pulumi.yaml, Pulumi.<stack>.yaml and the program. */
  readonly programDir: string;
  readonly stack: string;
  /** Merged deeply over the stack's file; keys carry their namespace, such as `holdfast:stream`. */
  readonly config?: Properties;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Ends the run: what is in flight finishes and stands in the state, nothing new begins. */
  readonly signal?: AbortSignal;
}

export interface StackRun extends ProgramRun {
  readonly statePath: string;
  /** Absolute path of a module that exports `createProvider(options)`, and those options as plain data. */
  readonly provider: { readonly module: string; readonly options: unknown };
}

export interface PreviewRun extends ProgramRun {
  /** Asked for functions such as getCallerIdentity; without it they are answered by example. */
  readonly provider?: StackRun["provider"];
  /** Answers of functions by token, before anybody is asked. */
  readonly invokes?: Readonly<Record<string, Properties>>;
  /** Suppose ids, ARNs and whatever else AWS makes up, so that nothing that follows from them is unknown. */
  readonly suppose?: boolean;
}

/** Creates, updates, replaces and deletes until what exists is what the program registers.
 *  @throws HF_ENGINE_FAILED naming each resource and property that failed; {@link failuresOf} has them as values. */
export async function up(run: StackRun): Promise<StackResult> {
  return (await inChild({ ...jobOf(run), command: "up" }, run)).result as StackResult;
}

/** Deletes everything in the state. Protected resources are an error, or stay with all that they need.
 *  @throws HF_ENGINE_FAILED */
export async function destroy(
  run: StackRun,
  options: { readonly excludeProtected?: boolean } = {},
): Promise<StackResult> {
  const job: Job = { ...jobOf(run), command: "destroy", excludeProtected: options.excludeProtected };
  return (await inChild(job, run)).result as StackResult;
}

/** The graph that the program registers; what only a deployment can know is `UNKNOWN`. Needs no credentials.
 *  @throws HF_ENGINE_FAILED */
export async function preview(run: PreviewRun): Promise<Graph> {
  return (
    await inChild({ ...jobOf(run), invokes: run.invokes, suppose: run.suppose, command: "preview" }, run)
  ).graph as Graph;
}

/** What {@link up} would do, by the state alone: nothing is asked of what exists.
 *  @throws HF_ENGINE_FAILED, HF_ENGINE_STATE */
export async function plan(run: StackRun): Promise<Planned[]> {
  return planOf(await preview(run), new StateFile(run.statePath).state.resources);
}

/** What failed, where a run ended in HF_ENGINE_FAILED. */
export const failuresOf = (error: unknown): readonly Failure[] =>
  error instanceof HoldfastError && error.code === "HF_ENGINE_FAILED"
    ? (error.values.list as readonly Failure[])
    : [];

const jobOf = (run: PreviewRun & Partial<StackRun>) => ({
  programDir: run.programDir,
  stack: run.stack,
  config: run.config,
  statePath: run.statePath,
  provider: run.provider,
});

const inChild = (job: Job, { onProgress, signal }: ProgramRun) =>
  runInChild<{ result?: StackResult; graph?: Graph }>(join(__dirname, "child.ts"), job, {
    stack: job.stack,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
