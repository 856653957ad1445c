/** Waits for what must come true by itself. */
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 100;

/** @returns whether it held in time; @throws the signal's reason when it is aborted. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  secondsMax: number,
  signal: AbortSignal,
): Promise<boolean> {
  const end = performance.now() + secondsMax * 1_000;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > end) return false;
    await pause(POLL_MS, undefined, { signal });
  }
}
