/** The process in which one stack's program runs: takes a job, reports progress, then the result or what failed. */
import { createRequire } from "node:module";
import { HoldfastError } from "../../errors";
import { tellParent } from "../in-child";
import type { Job, Report } from "./protocol";
import { type Run, startRun } from "./run";

// The SDK writes each promise's stack down, for a report of promises that leak which nobody asks for here. Through source maps that is
// a fourth of a run's time (*measured*).
const debuggable = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable");
debuggable.debuggablePromise = <Value>(promise: Promise<Value>) => promise;

let run: Run | undefined;
let stack = "";

// Ctrl-C reaches the whole group. The parent decides, so that what is in flight is finished and stands in the state.
process.on("SIGINT", () => undefined);
const stop = (reason: string) => run?.stop(new HoldfastError("HF_ENGINE_STOPPED", { stack, reason }));
process.on("SIGTERM", () => stop("it was asked to end"));
process.on("disconnect", () => stop("whoever started it is gone"));
process.on("unhandledRejection", (error) => run?.failures.ofProgram(error));
process.on("uncaughtException", (error) => run?.failures.ofProgram(error));

process.once("message", async (job: Job) => {
  stack = job.stack;
  try {
    run = startRun(job, tellParent);
    // From here on only the program's own work keeps this process alive, and its end is seen.
    process.channel?.unref();
  } catch (error) {
    const code = error instanceof HoldfastError ? error.code : undefined;
    const { message, stack: trace } = error instanceof Error ? error : new Error(String(error));
    await tellParent({ failed: [{ code, message, stack: trace }] });
    process.exit(1);
  }
});

process.once("beforeExit", async () => {
  if (!run) return;
  process.channel?.ref();
  const report = await run
    .finish()
    .catch((error: Error): Report => ({ failed: [{ message: error.message }] }));
  await tellParent(report);
  process.exit("failed" in report ? 1 : 0);
});
