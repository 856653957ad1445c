/** One AWS API of a region, called again and again: the only proof that it hangs, or that it does not. */
import { setTimeout as pause } from "node:timers/promises";

export interface ServiceProbeCounts {
  readonly answers: number;
  /** Calls without an answer in time. */
  readonly timeouts: number;
}

export const NOT_PROBED: ServiceProbeCounts = { answers: 0, timeouts: 0 };

const PAUSE_MS = 500;

export class ServiceProbe {
  readonly #counts = { answers: 0, timeouts: 0 };
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  /** @param call rejects when no answer came in time; whatever the service answers is an answer. */
  constructor(private readonly call: () => Promise<unknown>) {
    this.#running = this.#run();
  }

  get counts(): ServiceProbeCounts {
    return { ...this.#counts };
  }

  /** A call that is under way is not counted: one that straddles the end proves nothing. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const met = await this.call().then(
        () => "answers" as const,
        () => "timeouts" as const,
      );
      if (signal.aborted) return;
      this.#counts[met] += 1;
      await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
