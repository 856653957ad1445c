/** Runs stacks without Pulumi's CLI. Each run is a child process, so that two stacks never share the SDK's globals. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HoldfastError } from "../../errors";
import type { Graph, Properties } from "../graph";
import { type Planned, planOf } from "./plan";
import type { Failure, Job, ProgressEvent, Report, StackResult } from "./protocol";
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
  return (await inChild({ ...jobOf(run), invokes: run.invokes, command: "preview" }, run)).graph as Graph;
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

/** How long what is in flight may take to finish after an abort. */
const STOP_MILLISECONDS = 10_000;

async function inChild(
  job: Job,
  { onProgress, signal }: ProgramRun,
): Promise<{ result?: StackResult; graph?: Graph }> {
  const { stack } = job;
  const stopped = (reason: string) => new HoldfastError("HF_ENGINE_STOPPED", { stack, reason });
  if (signal?.aborted) throw stopped("it was aborted before it began");
  const child = fork(join(__dirname, "child.ts"), [], {
    execArgv: ["--require", require.resolve("tsx/cjs")],
    // What a program prints must not mix with what a command answers on its standard output.
    stdio: ["ignore", 2, "pipe", "ipc"],
    // The SDK takes most of a second to compile (*measured*); Node keeps the result.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"), ...process.env },
  });
  let complaints = "";
  child.stderr?.on("data", (chunk) => {
    complaints = (complaints + chunk).slice(-4_000);
  });
  let last: Report | undefined;
  child.on("message", (report: Report) => {
    if ("progress" in report) onProgress?.(report.progress);
    else last = report;
  });
  let killer: NodeJS.Timeout | undefined;
  const abort = () => {
    child.kill("SIGTERM");
    killer = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
  };
  signal?.addEventListener("abort", abort, { once: true });
  try {
    child.send(job);
    const [code, killedBy] = await once(child, "close");
    if (signal?.aborted) throw stopped("it was aborted");
    if (last && "failed" in last) throw failed(stack, last.failed);
    if (!last) throw stopped(`its process ended with ${killedBy ?? `exit code ${code}`}. ${complaints}`);
    return last as { result?: StackResult; graph?: Graph };
  } finally {
    clearTimeout(killer);
    signal?.removeEventListener("abort", abort);
  }
}

function failed(stack: string, list: readonly Failure[]): HoldfastError {
  const lines = list.map(({ urn, operation, message }) =>
    urn ? `- ${operation} of ${urn}: ${message}` : `- the program: ${message}`,
  );
  const count = `${list.length} ${list.length === 1 ? "part" : "parts"}`;
  // A coded error says all in its message; of any other, where it comes from helps.
  const uncoded = list.find(({ code }) => code === undefined);
  const cause = uncoded && Object.assign(new Error(uncoded.message), { stack: uncoded.stack });
  return new HoldfastError("HF_ENGINE_FAILED", { stack, count, failures: lines.join("\n"), list }, { cause });
}
