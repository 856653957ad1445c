/** What a command says, and how it is interrupted. */
import { HoldfastError } from "../errors";

/** One line per step with the time since the start: as readable in a log as on a screen. Goes to stderr. */
export function progress(): (text: string) => void {
  const started = performance.now();
  return (text) => {
    const elapsed = ((performance.now() - started) / 1_000).toFixed(1).padStart(6);
    process.stderr.write(`[${elapsed} s] ${text}\n`);
  };
}

/** Says how far it is at most once in two seconds: what is quicker than that needs no progress. */
export function sometimes(
  say: (text: string) => void,
  text: (count: number) => string,
): (count: number) => void {
  let last = performance.now();
  return (count) => {
    if (performance.now() - last < 2_000) return;
    last = performance.now();
    say(text(count));
  };
}

/** Resolves when all of it left: a pipe takes less at once than a report holds. */
export const write = (text: string): Promise<void> =>
  new Promise((resolve, reject) =>
    process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
  );

/** Thrown by {@link untilInterrupted} after all was cleaned up. */
export class Interrupted extends Error {}

/** Runs until done, or until Ctrl-C or SIGTERM: then `run` is asked to end by its signal, and is waited for. */
export async function untilInterrupted<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const interrupt = () => {
    // Asked twice is no reason to leave processes behind.
    process.stderr.write(
      controller.signal.aborted ? "Still cleaning up …\n" : "\nInterrupted: cleaning up …\n",
    );
    controller.abort(new Interrupted("Interrupted."));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    return await run(controller.signal);
  } catch (error) {
    if (controller.signal.aborted && !outweighs(error))
      throw new Interrupted("Interrupted.", { cause: error });
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** A rollback that failed leaves requests on a bad build: whoever interrupted must be told, and told what to type. */
const outweighs = (error: unknown): boolean =>
  error instanceof HoldfastError && error.code === "HF_DEPLOY_ROLLBACK";

/** A coded error says all in its message; of any other, where it comes from helps. */
export const said = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${said(error.cause)}`;
  return `${error instanceof HoldfastError ? error.message : (error.stack ?? error.message)}${cause}`;
};
