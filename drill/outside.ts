/** Each region's own name, asked from outside: the only proof that a fault happened, and that a region serves. */
import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";
import { now } from "./journal";
import type { Resolver } from "./resolver";

export interface Probe {
  readonly region: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** An answer of any status; no answer in time; a connection refused or reset; a name without an address. */
  readonly outcome: "answered" | "timed-out" | "refused" | "unresolved";
  readonly status?: number;
}

/** What requests to one region's own name met since the fault began. */
export interface Outside {
  /** Answers of any status. */
  readonly answers: number;
  /** Answers that say the region serves. */
  readonly served: number;
  readonly timeouts: number;
  readonly refusals: number;
}

/** Twice what the collector's own health answer may take, so that a busy machine is not mistaken for a fault. */
const TIMEOUT_MS = 3_000;
const PAUSE_MS = 500;

export class OutsideProbes {
  readonly probes: Probe[] = [];
  readonly #stop = new AbortController();
  readonly #agent = new Agent({ connections: 1, pipelining: 0 });
  readonly #running: Promise<unknown>;

  constructor(
    private readonly resolver: Resolver,
    private readonly port: number,
    regions: readonly { readonly region: string; readonly regionalName: string }[],
  ) {
    this.#running = Promise.all(regions.map(({ region, regionalName }) => this.#watch(region, regionalName)));
  }

  /** One request, as everybody could make it. */
  async probe(region: string, name: string): Promise<Probe> {
    const startedAt = now();
    const seen = (outcome: Probe["outcome"]) => ({ region, startedAt, endedAt: now(), outcome });
    const address = await this.resolver.resolve(name).then(
      ({ addresses }) => addresses[0],
      () => undefined,
    );
    if (address === undefined) return seen("unresolved");
    try {
      const response = await request(`http://${address}:${this.port}/health`, {
        headers: { host: name },
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body.dump();
      return { ...seen("answered"), status: response.statusCode };
    } catch (error) {
      return seen((error as Error).name === "TimeoutError" ? "timed-out" : "refused");
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#agent.destroy();
    await this.#running;
  }

  async #watch(region: string, name: string): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const probe = await this.probe(region, name);
      if (this.#stop.signal.aborted) return;
      this.probes.push(probe);
      await pause(PAUSE_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
}

/** What was met by the probes of one region that began and ended in between: one that straddles an end proves nothing. */
export function outsideOf(
  probes: readonly Probe[],
  region: string,
  from: number,
  to = Number.POSITIVE_INFINITY,
): Outside {
  const met = probes.filter(
    (probe) => probe.region === region && probe.startedAt >= from && probe.endedAt <= to,
  );
  const count = (...of: Probe["outcome"][]) => met.filter(({ outcome }) => of.includes(outcome)).length;
  return {
    answers: count("answered"),
    served: met.filter(({ status = 0 }) => status >= 200 && status < 300).length,
    timeouts: count("timed-out"),
    refusals: count("refused", "unresolved"),
  };
}
