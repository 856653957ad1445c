/** Samples how many requests each region's functions have under way. */
import { setTimeout as pause } from "node:timers/promises";
import type { GateFaults } from "./faults";
import { now } from "./journal";
import type { InFlightSample } from "./measures";

const PAUSE_MS = 250;

export class InFlightSampler {
  readonly samples: InFlightSample[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;

  constructor(gates: Readonly<Record<string, Pick<GateFaults, "takeInvokes">>>) {
    this.#running = Promise.all(Object.entries(gates).map(([region, gate]) => this.#sample(region, gate)));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #sample(region: string, gate: Pick<GateFaults, "takeInvokes">): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // A look that fails is made up for by the next: the gate keeps the peak until then.
      const invokes = await gate.takeInvokes().catch(() => undefined);
      if (invokes) this.samples.push({ at: now(), region, ...invokes });
      await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
