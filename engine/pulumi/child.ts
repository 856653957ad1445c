/** The process in which Pulumi's CLI is told what to do: it holds the program and the provider that the CLI calls. */
import { HoldfastError } from "../../errors";
import { tellParent } from "../in-child";
import type { Job, Report } from "./protocol";
import { runJob } from "./run";

const abort = new AbortController();
let stack = "";
const stop = (reason: string) => abort.abort(new HoldfastError("HF_ENGINE_STOPPED", { stack, reason }));

// Ctrl-C reaches the whole group, and so the CLI, which cancels by itself. This side must stay to answer it.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => stop("it was asked to end"));
process.on("disconnect", () => stop("whoever started it is gone"));

process.once("message", async (job: Job) => {
  stack = job.stack;
  const last = await runJob(job, tellParent, abort.signal).catch(
    (error: Error): Report => ({ failed: [{ message: error.message, stack: error.stack }] }),
  );
  await tellParent(last);
  process.exit("failed" in last ? 1 : 0);
});
