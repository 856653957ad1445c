/** Watches from outside what the failover name answers, and what Route 53 says of its checks. */
import { setTimeout as pause } from "node:timers/promises";
import type { Pair } from "../operate/pair";
import { now } from "./journal";
import type { Resolver } from "./resolver";
import type { Timeline } from "./timeline";

/** A turn of a health check as Route 53 itself noted it. AWS keeps no such list, so there it is polled. */
export interface HealthFlip {
  readonly at: number;
  readonly healthCheckId: string;
  readonly healthy: boolean;
}

export interface WatchOptions {
  readonly pair: Pair;
  readonly resolver: Resolver;
  readonly regionOf: (address: string) => string | undefined;
  readonly timeline: Timeline;
  /** Absent: GetHealthCheckStatus is asked instead, and what it says first counts. */
  readonly healthFlips?: (() => Promise<HealthFlip[]>) | undefined;
}

const PAUSE_MS = 250;

export class Watch {
  /** The largest TTL that the failover name was answered with. */
  ttlSeconds = 0;
  /** The region that the name answers now. */
  region: string | undefined;
  readonly #since = now();
  readonly #stop = new AbortController();
  readonly #polled = new Map<string, boolean>();
  /** By region, as Route 53 last said; a new check starts healthy. */
  readonly #healthy = new Map<string, boolean>();
  readonly #running: Promise<unknown>;
  #flipsSeen = 0;

  constructor(private readonly options: WatchOptions) {
    this.#running = Promise.all([
      this.#repeat(() => this.#lookAtDns()),
      this.#repeat(() => this.#lookAtHealth()),
    ]);
  }

  /** Why a fault now would prove nothing, in words; undefined when the pair is whole and its primary answered. */
  get problem(): string | undefined {
    const { primary, regions } = this.options.pair;
    const ill = regions.find(({ region }) => this.#healthy.get(region) === false);
    if (ill) return `Under load the health check of ${ill.region} was unhealthy before any fault.`;
    if (this.region !== primary.region)
      return `Under load DNS answered ${this.region ?? "nobody"} before any fault, not ${primary.region}.`;
    return undefined;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #repeat(look: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // One look that fails is made up for by the next; what was never seen is missing from the timeline.
      await look().catch(() => undefined);
      await pause(PAUSE_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #lookAtDns(): Promise<void> {
    const { pair, resolver, regionOf, timeline } = this.options;
    const { addresses, ttlSeconds } = await resolver.resolve(pair.primary.failoverName);
    this.ttlSeconds = Math.max(this.ttlSeconds, ttlSeconds);
    const region = regionOf(addresses[0] ?? "");
    if (region === undefined || region === this.region) return;
    if (this.region !== undefined)
      timeline.add("dns", `DNS answers ${region} (TTL ${ttlSeconds} s)`, { region });
    this.region = region;
  }

  async #lookAtHealth(): Promise<void> {
    const flips = await (this.options.healthFlips ?? (() => this.#polledFlips()))();
    const fresh = flips.slice(this.options.healthFlips ? this.#flipsSeen : 0);
    this.#flipsSeen = flips.length;
    for (const { at, healthCheckId, healthy } of fresh) {
      const region = (await this.#checks()).get(healthCheckId);
      if (region === undefined) continue;
      this.#healthy.set(region, healthy);
      if (at < this.#since) continue;
      const text = `Health check of ${region}: ${healthy ? "healthy" : "unhealthy"}`;
      this.options.timeline.add("health", text, { region, at });
    }
  }

  /** The region by the check that its failover record follows; asked again, since a region that is rebuilt has another. */
  async #checks(): Promise<Map<string, string>> {
    const { pair } = this.options;
    const found = await Promise.allSettled(pair.regions.map((region) => pair.checks(region)));
    return new Map(
      found.flatMap((one, index) =>
        one.status === "fulfilled" ? [[one.value.record, pair.regions[index]?.region ?? ""]] : [],
      ),
    );
  }

  async #polledFlips(): Promise<HealthFlip[]> {
    const flips: HealthFlip[] = [];
    for (const region of this.options.pair.regions) {
      const { record } = await this.options.pair.checks(region);
      const { healthy } = await this.options.pair.healthStatus(region);
      const before = this.#polled.get(record);
      this.#polled.set(record, healthy);
      if (before !== undefined && before !== healthy)
        flips.push({ at: now(), healthCheckId: record, healthy });
    }
    return flips;
  }
}
