/** One key of the lake → the warehouse: an object of events is loaded, a tombstone is honoured, what is broken is set aside. */
import type { LakeObject, RejectedLine } from "../warehouse/lake-object";
import type { Warehouse } from "../warehouse/warehouse";
import type { ReloadAnswer } from "./invocation";
import type { Lake } from "./lake";
import { type LakeCounts, lakeLines } from "./lake-lines";
import type { EventWindow } from "./staged-event";
import { parseTombstone, tombstonePrefix } from "./tombstone";

export interface Loading {
  lake: Lake;
  warehouse: Pick<Warehouse, "load" | "forget">;
  window: EventWindow;
  now(): number;
}

/** A tombstone holds one id and two short texts. */
const tombstoneBytesMax = 16_384;

/**
 * @param again as if nobody had loaded it: a person's wish.
 * @throws whatever the lake or the warehouse throws; then nothing of the object is in the warehouse.
 */
export async function loadKey(
  key: string,
  { again }: { again: boolean },
  args: Loading,
): Promise<ReloadAnswer> {
  const isTombstone = key.startsWith(tombstonePrefix);
  const object = await args.lake.find(key);
  if (object === undefined) return setAside(goneObject(key, args.now()), "object_gone", args);
  return isTombstone ? honour(object, args) : loadEvents(object, again, args);
}

async function loadEvents(object: LakeObject, again: boolean, { lake, warehouse, window }: Loading) {
  const counts: LakeCounts = { canaries: 0 };
  const lines = lakeLines(() => lake.read(object), window, counts);
  return { key: object.key, ...(await warehouse.load(object, lines, { again })), ...counts };
}

async function honour(object: LakeObject, args: Loading): Promise<ReloadAnswer> {
  const { key } = object;
  if (object.bytes > tombstoneBytesMax) return setAside(object, "too_long", args);
  const chunks: Uint8Array[] = [];
  for await (const chunk of args.lake.read(object)) chunks.push(chunk);
  const tombstone = parseTombstone(key, Buffer.concat(chunks).toString());
  if ("problem" in tombstone) return setAside(object, tombstone.problem, args);
  const forgetting = { visitorId: tombstone.visitor_id, forgottenAt: Date.parse(tombstone.forgotten_at) };
  return { key, outcome: "forgotten", ...(await args.warehouse.forget(forgetting)) };
}

/** Retrying would find the same: a row in `rejected_events` tells of it, and the message is done. */
async function setAside(object: LakeObject, reason: string, { warehouse }: Loading): Promise<ReloadAnswer> {
  await warehouse.load(object, only({ line: 0, reason, excerpt: "" }), { again: true });
  return { key: object.key, outcome: "set-aside", problem: reason };
}

/** An etag that no object has: if it comes back, it is loaded. */
const goneObject = (key: string, now: number): LakeObject => ({
  key,
  etag: "gone",
  bytes: 0,
  modifiedAt: now,
});

async function* only(line: RejectedLine): AsyncGenerator<RejectedLine> {
  yield line;
}
