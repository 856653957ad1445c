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

/** Which of a region's checks turned. Where the record follows the endpoint's check alone, that is both. */
export interface Flip {
  readonly at: number;
  readonly region: string;
  readonly healthy: boolean;
  /** DNS follows it. */
  readonly isRecord: boolean;
  /** It asks the region's own `/health`. */
  readonly isEndpoint: boolean;
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
  /** Since the watch began; the STOP switches' own checks are left out. */
  readonly flips: Flip[] = [];
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
    const checks = fresh.length === 0 ? [] : await this.#checks();
    for (const { at, healthCheckId, healthy } of fresh) {
      const check = checks.find(({ id }) => id === healthCheckId);
      if (!check) continue;
      const { region, isRecord, isEndpoint } = check;
      if (isRecord) this.#healthy.set(region, healthy);
      if (at < this.#since) continue;
      if (isRecord || isEndpoint) this.flips.push({ at, region, healthy, isRecord, isEndpoint });
      const name = isRecord ? "Health" : isEndpoint ? "Endpoint's own" : "STOP switch's";
      const text = `${name} check of ${region}: ${healthy ? "healthy" : "unhealthy"}`;
      this.options.timeline.add(isRecord ? "health" : "check", text, { region, at });
    }
  }

  /** Asked again each time, since a region that is rebuilt has others. */
  async #checks() {
    const { pair } = this.options;
    const found = await Promise.allSettled(pair.regions.map((region) => pair.checks(region)));
    return found.flatMap((one, index) => {
      if (one.status === "rejected") return [];
      const { record, endpoint, stop } = one.value;
      const region = pair.regions[index]?.region ?? "";
      return [...new Set([record, endpoint, stop])].map((id) => ({
        id,
        region,
        isRecord: id === record,
        isEndpoint: id === endpoint,
      }));
    });
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
