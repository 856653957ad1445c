/** How patient a delivery is, and the longest that all of its attempts can take together. Pure sums, which settings are checked against. */

/** One call's patience. Both are hard: when they pass, the call has failed. */
export interface CallPatience {
  /** Milliseconds to connect (TCP and TLS). */
  connectMs: number;
  /** Milliseconds from the connection until the whole answer is read. */
  requestMs: number;
}

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
}

/** The longest that one call can take, whatever its other side does. */
export const callMs = ({ connectMs, requestMs }: CallPatience): number => connectMs + requestMs;

/** The longest that Firehose can take with all attempts. Batches of one attempt travel at the same time, so their number does not count. */
export const firehoseBudgetMs = (firehose: FirehosePatience): number =>
  firehose.attempts * callMs(firehose) + (firehose.attempts - 1) * firehose.retryDelayMs;

/** The longest that one delivery can take: Firehose, then S3 here, then S3 in the peer region, all of them hanging. */
export const deliveryBudgetMs = (settings: DeliverySettings): number =>
  firehoseBudgetMs(settings.firehose) + callMs(settings.here) + callMs(settings.peer);

/**
 * What a function needs on top of its delivery: reading and checking the largest body, packing, loading the S3 client when it
 * is first needed, and timers that fire late on a busy processor.
 */
export const collectMarginMs = 2_000;

/** The calls to S3 that draining one object makes: get, look for its receipt, quarantine, write the receipt, delete; one to spare. */
const s3CallsPerDrain = 6;

/** The longest that draining one undeliverable object can take. A replay starts none when less than this is left. */
export const drainBudgetMs = (settings: Pick<DeliverySettings, "firehose" | "here">): number =>
  firehoseBudgetMs(settings.firehose) + s3CallsPerDrain * callMs(settings.here);
