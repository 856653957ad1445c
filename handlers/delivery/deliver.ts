/**
 * The acknowledgement contract: an event is acknowledged only after Firehose accepted its record, or S3 in the region stored it,
 * or S3 in the peer region did. Each place is asked in turn, and only for what none before it took.
 */
import type { PackedRecord } from "../event/pack";

/** Where a record can be made durable, in the order in which they are asked. */
export type PlaceName = "firehose" | "here" | "peer";

export interface Place {
  readonly name: PlaceName;
  /**
   * Tries, and says which records it did not take, all of them if in doubt. What it does not return is durable.
   * @param refusedBefore why the place before this one did not take them.
   */
  keep(records: readonly PackedRecord[], refusedBefore: string): Promise<Refused>;
}

/** The records that a place did not take, and why. */
export interface Refused {
  readonly records: readonly PackedRecord[];
  /** A code or an error's name, for the log and for the manifest. Undefined when nothing was refused. */
  readonly reason: string | undefined;
}

export interface Delivery {
  /** Every record is kept somewhere: the one condition for an answer of 2xx. */
  readonly durable: boolean;
  /** Events kept by each place that took some. */
  readonly kept: Readonly<Partial<Record<PlaceName, number>>>;
  /** Events that no place took. */
  readonly undelivered: number;
  /** Why each place that refused some did so. */
  readonly reasons: Readonly<Partial<Record<PlaceName, string>>>;
}

export async function deliver(records: readonly PackedRecord[], places: readonly Place[]): Promise<Delivery> {
  const kept: Partial<Record<PlaceName, number>> = {};
  const reasons: Partial<Record<PlaceName, string>> = {};
  let waiting = records;
  let refusedBefore = "";
  for (const place of places) {
    if (waiting.length === 0) break;
    const refused = await place.keep(waiting, refusedBefore);
    const taken = eventsIn(waiting) - eventsIn(refused.records);
    if (taken > 0) kept[place.name] = taken;
    if (refused.reason !== undefined) reasons[place.name] = refused.reason;
    waiting = refused.records;
    refusedBefore = refused.reason ?? "";
  }
  return { durable: waiting.length === 0, kept, undelivered: eventsIn(waiting), reasons };
}

export const eventsIn = (records: readonly PackedRecord[]): number =>
  records.reduce((events, record) => events + record.events, 0);

export const refusedAll = (records: readonly PackedRecord[], error: unknown): Refused => ({
  records,
  reason: reasonOf(error),
});

/** An error's code or name. Never its message: that may hold what a client sent. */
export function reasonOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "UnknownError";
  const { code, name } = error as { code?: unknown; name?: unknown };
  // Node's own errors (ECONNREFUSED) and ours are told apart by their code, AWS's by their name.
  return typeof code === "string" ? code : typeof name === "string" ? name : "UnknownError";
}
