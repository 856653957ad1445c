/** How many calls of each kind are under way, and the most that were at once. */

/** By service, then by operation. */
export type InFlightCounts = Record<string, Record<string, { now: number; peak: number }>>;

export class InFlight {
  readonly #calls = new Map<string, { service: string; operation: string; now: number; peak: number }>();

  /** @returns what to call when the call has ended. */
  enter({ service, operation }: { readonly service: string; readonly operation: string }): () => void {
    const key = `${service} ${operation}`;
    const calls = this.#calls.get(key) ?? { service, operation, now: 0, peak: 0 };
    this.#calls.set(key, calls);
    calls.now += 1;
    calls.peak = Math.max(calls.peak, calls.now);
    return () => {
      calls.now -= 1;
    };
  }

  /** What is under way, and the most since this was asked last, so that whoever asks steadily misses no peak. */
  take(): InFlightCounts {
    const counts: InFlightCounts = Object.create(null); // Callers choose the names.
    for (const calls of this.#calls.values()) {
      const { service, operation, now, peak } = calls;
      counts[service] = Object.assign(counts[service] ?? Object.create(null), { [operation]: { now, peak } });
      calls.peak = now;
    }
    return counts;
  }
}
