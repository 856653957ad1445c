/** Which undeliverable batches still wait for replay: those without a receipt. */
import { drainedPrefix, undeliverablePrefix } from "../handlers/delivery/undeliverable-object";
import type { Listed, UndeliverableBucket } from "./undeliverable-bucket";

export interface Undrained {
  /** All batches under the holder's prefix, drained or not: a replica stays when its source is drained and deleted. */
  readonly found: number;
  /** Without a receipt for the hash in their key, oldest key first. */
  readonly waiting: readonly Listed[];
  /** The hashes that receipts name. */
  readonly receipts: ReadonlySet<string>;
  /** The receipts themselves. */
  readonly drained: readonly Listed[];
}

/**
 * The batches that `holder` replays, as they lie in this bucket: its own, or its replicas in the peer's.
 * @param onListed how many objects have been listed so far.
 */
export async function undrainedIn(
  bucket: UndeliverableBucket,
  holder: string,
  onListed: (count: number) => void = () => undefined,
): Promise<Undrained> {
  // The batches first: one that is drained in between is then among the receipts.
  const batches = await bucket.list(undeliverablePrefix(holder), onListed);
  const drained = await bucket.list(drainedPrefix(holder), (count) => onListed(batches.length + count));
  const receipts = new Set(drained.flatMap(({ key }) => hashIn(key) ?? []));
  const waiting = batches.filter(({ key }) => !receipts.has(hashIn(key) ?? key));
  return { found: batches.length, waiting, receipts, drained };
}

/** The hash that a batch's, a receipt's or a quarantined object's key ends with. */
export const hashIn = (key: string): string | undefined => /\/([0-9a-f]{64})\.(nd)?json$/.exec(key)?.[1];
