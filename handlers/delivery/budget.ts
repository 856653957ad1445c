/** How patient a delivery is, and the longest that all of its attempts can take together. Pure sums, which settings are checked against. */

import type { BreakerSettings } from "./circuit-breaker";

/** One call's patience. Both are hard: when they pass, the call has failed. */
export interface CallPatience {
  /** Milliseconds to connect (TCP and TLS). */
  connectMs: number;
  /** Milliseconds from the connection until the whole answer is read. */
  requestMs: number;
}

/** For all calls of a delivery together: their number bounds the load on Firehose, not the time. */
export interface FirehosePatience extends CallPatience {
  /** Calls at most; each one resends only what the last one refused. 1 or more. */
  attempts: number;
  /** Milliseconds between two attempts at most (half of it to all of it, by chance). */
  retryDelayMs: number;
}

export interface DeliverySettings {
  firehose: FirehosePatience;
  /** Undeliverable events to the bucket in the region. */
  here: CallPatience;
  /** Undeliverable events to the peer region's bucket: farther away, so let it be more patient. */
  peer: CallPatience;
  /** When Firehose is not asked at all. */
  breaker: BreakerSettings;
}

export type DeliveryPatience = Omit<DeliverySettings, "breaker">;
export type RegionPatience = Pick<DeliverySettings, "firehose" | "here">;

/** The longest that one call can take, whatever its other side does. */
export const callMs = ({ connectMs, requestMs }: CallPatience): number => connectMs + requestMs;

/** The longest that Firehose can take: attempts after the first have what is left of one call's time. Batches of one attempt travel together. */
export const firehoseBudgetMs = (firehose: FirehosePatience): number => callMs(firehose);

/** The longest that one delivery can take: Firehose, then S3 here, then S3 in the peer region, all of them hanging. */
export const deliveryBudgetMs = (settings: DeliveryPatience): number =>
  firehoseBudgetMs(settings.firehose) + callMs(settings.here) + callMs(settings.peer);

/**
 * What a function needs on top of its delivery: reading and checking the largest body, packing, loading the S3 client when it
 * is first needed, and timers that fire late on a busy processor.
 */
export const collectMarginMs = 2_000;

/** The calls to S3 that draining one object makes: get, look for its receipt, quarantine, write the receipt, delete; one to spare. */
const s3CallsPerDrain = 6;

/** The longest that draining one undeliverable object can take. A replay starts none when less than this is left. */
export const drainBudgetMs = (settings: RegionPatience): number =>
  firehoseBudgetMs(settings.firehose) + s3CallsPerDrain * callMs(settings.here);

/**
 * How patient whoever only asks whether Firehose works is: a canary, and a breaker's probe. One call: its answer is the answer.
 */
export const probePatience: FirehosePatience = {
  attempts: 1,
  connectMs: 200,
  requestMs: 400,
  retryDelayMs: 0,
};

/** The longest that a health check's answer takes, whatever hangs: well under the 2 s that Route 53 waits for a status. */
export const signalAnswerMs = 1_300;

/**
 * What a request takes beside Firehose when S3 in the region works: reading, packing, one PutObject of a warm client
 * (*assumed*: 200 ms leaves room for a cold one).
 */
const besideFirehoseMs = 200;

/** The longest that a request with events takes while Firehose hangs and S3 in the region works: what bounds concurrency at peak. */
export const hangingFirehoseMs = (firehose: FirehosePatience): number =>
  firehoseBudgetMs(firehose) + besideFirehoseMs;
