/** A run of an engine in a process of its own, so that two stacks never share the SDK's globals. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HoldfastError } from "../errors";
import type { Failure, ProgressEvent } from "./in-process/protocol";

/** What every child says before its last word, and what its last word is when something failed. */
export type ChildReport = { readonly progress: ProgressEvent } | { readonly failed: readonly Failure[] };

export interface ChildOptions {
  readonly stack: string;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Asks the child to end (SIGTERM): what is in flight finishes and stands in the state, nothing new begins. */
  readonly signal?: AbortSignal;
  /** How long what is in flight may take to finish after an abort. Default: ten seconds. */
  readonly stopMilliseconds?: number;
}

/**
 * Starts `main` (a TypeScript file), hands it the job, and resolves to its last report.
 * @throws HF_ENGINE_FAILED naming each resource and property that failed, HF_ENGINE_STOPPED.
 */
export async function runInChild<Last extends object>(
  main: string,
  job: object,
  { stack, onProgress, signal, stopMilliseconds = 10_000 }: ChildOptions,
): Promise<Last> {
  const stopped = (reason: string) => new HoldfastError("HF_ENGINE_STOPPED", { stack, reason });
  if (signal?.aborted) throw stopped("it was aborted before it began");
  const child = fork(main, [], {
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
  let last: ChildReport | Last | undefined;
  child.on("message", (report: ChildReport | Last) => {
    if ("progress" in report) onProgress?.(report.progress);
    else last = report;
  });
  let killer: NodeJS.Timeout | undefined;
  const abort = () => {
    child.kill("SIGTERM");
    killer = setTimeout(() => child.kill("SIGKILL"), stopMilliseconds);
  };
  signal?.addEventListener("abort", abort, { once: true });
  try {
    child.send(job);
    const [code, killedBy] = await once(child, "close");
    if (signal?.aborted) throw stopped("it was aborted");
    if (last && "failed" in last) throw failed(stack, last.failed);
    if (!last) throw stopped(`its process ended with ${killedBy ?? `exit code ${code}`}. ${complaints}`);
    return last as Last;
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
