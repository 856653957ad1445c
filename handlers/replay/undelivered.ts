/** What waits for replay: how much, and for how long. Objects with a receipt are drained, and only wait to be deleted. */
import { drainedPrefix, undeliverablePrefix } from "../delivery/undeliverable-object";
import { eachOf } from "./each-of";
import type { ListedObject, ObjectStore } from "./object-store";

export interface Undelivered {
  objects: number;
  /** Age of the oldest; 0 when there is none. */
  oldestSeconds: number;
  /** False when the time ended before all was seen: there may be more objects, hardly older ones (keys begin with the hour). */
  complete: boolean;
}

export interface Look {
  store: ObjectStore;
  region: string;
  now(): number;
}

/** Keys of one page ("ListObjectsV2": 1,000 at most). */
const pageKeysMax = 1_000;
/** Receipts looked for, from the oldest object on; the rest counts as undelivered. Only runs that were killed leave drained objects. */
const receiptChecksMax = 1_000;
const checksAtOnce = 8;

/** @param hasTime asked before each call: false ends the look with what is known by then. */
export async function undelivered(look: Look, hasTime: () => boolean): Promise<Undelivered> {
  const { count, oldest, complete } = await listed(look, hasTime);
  const drained = await drainedOf(oldest.slice(0, receiptChecksMax), look, hasTime);
  const left = oldest.find(({ key }) => !drained.has(key));
  const ageMs = left === undefined ? 0 : Math.max(0, look.now() - left.lastModified);
  return { objects: count - drained.size, oldestSeconds: Math.round(ageMs / 1_000), complete };
}

/** Counts all, and keeps no more than are looked at: an hour without Firehose can leave more objects than fit the memory. */
async function listed({ store, region }: Look, hasTime: () => boolean) {
  let count = 0;
  let oldest: ListedObject[] = [];
  let after: string | undefined;
  for (;;) {
    if (!hasTime()) return { count, oldest, complete: false };
    const page = await store.list(undeliverablePrefix(region), pageKeysMax, after);
    count += page.length;
    oldest = [...oldest, ...page]
      .sort((a, b) => a.lastModified - b.lastModified)
      .slice(0, receiptChecksMax + 1); // One more, for its age when all of them turn out to be drained.
    after = page.at(-1)?.key;
    if (page.length < pageKeysMax) return { count, oldest, complete: true };
  }
}

async function drainedOf(objects: readonly ListedObject[], { store, region }: Look, hasTime: () => boolean) {
  const drained = new Set<string>();
  await eachOf(objects, checksAtOnce, async ({ key }) => {
    if (hasTime() && (await store.exists(receiptOf(key, region)))) drained.add(key);
  });
  return drained;
}

/** An object is named by its body's hash, and so is its receipt. */
const receiptOf = (key: string, region: string): string =>
  receiptKey(region, key.slice(key.lastIndexOf("/") + 1).replace(/\.ndjson$/, ""));

export const receiptKey = (region: string, sha256: string): string =>
  `${drainedPrefix(region)}${sha256}.json`;
