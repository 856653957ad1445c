/**
 * When Firehose is slow or failing, it is not asked for a while: events go to S3 at once, so that a hang does not hold an execution
 * of the function for each request. One breaker an execution environment: a store that they shared would be one more thing to fail.
 */
import type { Clock } from "./clock";
import type { Place } from "./deliver";

export interface BreakerSettings {
  /** Failed deliveries in a row that open it. 1 or more. */
  failures: number;
  /** Milliseconds between two probes of an open breaker, give or take a half. */
  coolDownMs: number;
  /** A delivery to Firehose that takes longer has failed, even when Firehose took it all. Milliseconds. */
  slowMs: number;
}

/** Ask as usual; ask once, with little patience, whether it works again; or do not ask. */
export type Admission = "ask" | "probe" | "skip";

/** What a delivery's end changed. A probe that fails opens the breaker again, so that whoever watches hears of it while it lasts. */
export type Change = "opened" | "closed" | undefined;

/** Pure: time comes in with each call. Milliseconds since 1970 throughout. */
export class CircuitBreaker {
  private failuresInRow = 0;
  /** While open: when the next probe is due. Undefined while it is closed. */
  private probeAt: number | undefined;

  /** @param random from 0 to 1: spreads the probes of many environments, which a hang has opened all at the same moment. */
  constructor(
    private readonly settings: BreakerSettings,
    private readonly random: () => number,
  ) {}

  admit(now: number): Admission {
    if (this.probeAt === undefined) return "ask";
    if (now < this.probeAt) return "skip";
    // The next one is due a cool-down later, whether or not this one ever comes back.
    this.probeAt = now + this.coolDown();
    return "probe";
  }

  /** How an admitted delivery ended. While the breaker is open only its probes count: the others began before it opened. */
  saw(admission: Exclude<Admission, "skip">, hasFailed: boolean, now: number): Change {
    const isOpen = this.probeAt !== undefined;
    if (admission === "probe") return hasFailed ? this.open(now) : this.close();
    if (isOpen) return undefined;
    this.failuresInRow = hasFailed ? this.failuresInRow + 1 : 0;
    return this.failuresInRow >= this.settings.failures ? this.open(now) : undefined;
  }

  private open(now: number): Change {
    this.probeAt = now + this.coolDown();
    return "opened";
  }

  private close(): Change {
    const wasOpen = this.probeAt !== undefined;
    this.probeAt = undefined;
    this.failuresInRow = 0;
    return wasOpen ? "closed" : undefined;
  }

  /** From half of it to one and a half. */
  private coolDown(): number {
    return this.settings.coolDownMs * (0.5 + this.random());
  }
}

export interface BehindBreaker {
  firehose: Place;
  /** Firehose again, with little patience: what a probe costs when Firehose still hangs. */
  probe: Place;
  breaker: CircuitBreaker;
  slowMs: number;
  clock: Clock;
  /** @param reason why the delivery failed that opened it; undefined when it was slow, or when it closed. */
  onChange(change: Exclude<Change, undefined>, reason: string | undefined): void;
}

/** Why a place that was not asked did not take records. */
const breakerOpenReason = "BreakerOpen";

/** Firehose as clients' events meet it. What it is not asked for, it has not taken: the places after it are. */
export function behindBreaker({ firehose, probe, breaker, slowMs, clock, onChange }: BehindBreaker): Place {
  return {
    name: "firehose",
    async keep(records, refusedBefore) {
      const startedAt = clock.now();
      const admission = breaker.admit(startedAt);
      if (admission === "skip") return { records, reason: breakerOpenReason };
      const place = admission === "probe" ? probe : firehose;
      const refused = await place.keep(records, refusedBefore);
      const endedAt = clock.now();
      // Some records refused while others are taken is a stream at its limit: it answers, and asking it is right.
      const tookNothing = refused.records.length === records.length;
      const change = breaker.saw(admission, tookNothing || endedAt - startedAt > slowMs, endedAt);
      if (change !== undefined) onChange(change, change === "opened" ? refused.reason : undefined);
      return refused;
    },
  };
}
