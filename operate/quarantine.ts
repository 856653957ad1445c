/** Batches that replay could not deliver as a whole: listed, looked at, sent back to replay, or dropped for good. */
import {
  drainedPrefix,
  quarantinePrefix,
  sha256Of,
  undeliverablePrefix,
} from "../handlers/delivery/undeliverable-object";
import { inspect } from "../handlers/replay/inspect";
import type { Pair, RegionOutputs } from "./pair";
import { forEachOf, UndeliverableBucket, type Whole } from "./undeliverable-bucket";
import { hashIn } from "./undrained";

export interface Quarantined {
  readonly key: string;
  readonly region: string;
  readonly sha256: string;
  readonly storedAt: Date;
  readonly bytes: number;
  /** Lines, readable or not. */
  readonly events: number;
  /** Lines that this version of replay could deliver. Those that its own version could have been delivered already. */
  readonly deliverable: number;
  /** Why it is here, as replay says: a flaw. */
  readonly reason: string;
  /** The key that it had as an undeliverable batch. */
  readonly source: string | undefined;
}

/** What became of one key: expected refusals are values, so that the others go on. */
export type Outcome =
  | { readonly key: string; readonly done: string }
  | { readonly key: string; readonly refused: string };

const AT_ONCE = 8;
const NDJSON = "application/x-ndjson";

/** Reads each object: a quarantine holds few, and its manifest does not count lines. */
export async function listQuarantine(pair: Pair, at: RegionOutputs): Promise<Quarantined[]> {
  const bucket = new UndeliverableBucket(pair, at);
  const listed = await bucket.list(quarantinePrefix(at.region));
  const found: Quarantined[] = [];
  await forEachOf(listed, AT_ONCE, async ({ key, bytes, storedAt }) => {
    const object = await bucket.get(key);
    if (object === undefined) return; // Gone since it was listed.
    found.push({ region: at.region, bytes, storedAt, ...describe(key, object) });
  });
  return found.sort((one, other) => one.storedAt.getTime() - other.storedAt.getTime());
}

/** One object as it lies there. */
export interface Shown {
  readonly metadata: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  /** Events that were delivered out of it when it was put into quarantine; undefined without a receipt. */
  readonly delivered: number | undefined;
}

export async function showQuarantined(
  pair: Pair,
  at: RegionOutputs,
  { key, sha256 }: Quarantined,
): Promise<Shown | undefined> {
  const bucket = new UndeliverableBucket(pair, at);
  const receiptKey = `${drainedPrefix(at.region)}${sha256}.json`;
  const [object, receipt] = await Promise.all([bucket.get(key), bucket.get(receiptKey)]);
  const delivered = receipt && (JSON.parse(String(receipt.body)) as { events?: number }).events;
  return object && { metadata: object.metadata, lines: linesIn(object.body), delivered };
}

const linesIn = (body: Buffer): string[] => String(body).split("\n").filter(Boolean);

function describe(key: string, object: Whole) {
  const { body, metadata } = object;
  return {
    key,
    sha256: hashIn(key) ?? sha256Of(body),
    events: linesIn(body).length,
    deliverable: inspect(key, object).lines.length,
    reason: metadata.reason ?? "unknown",
    source: metadata.source === undefined ? undefined : decodeURI(metadata.source),
  };
}

/**
 * Back under the undeliverable prefix, then out of quarantine: replay delivers what it can of it by now, and returns the rest. It
 * goes as a new batch, one newline longer: its hash has a receipt already, for the events that were delivered when it was put
 * into quarantine, and replay would take that for all of them.
 */
export async function requeue(pair: Pair, at: RegionOutputs, key: string): Promise<Outcome> {
  const bucket = new UndeliverableBucket(pair, at);
  const object = await bucket.get(key);
  if (object === undefined) return { key, refused: "there is no such object" };
  const { sha256: was, events, deliverable, reason, source } = describe(key, object);
  if (sha256Of(object.body) !== was || (object.metadata.sha256 ?? was) !== was)
    return { key, refused: "its bytes are not those that were put into quarantine" };
  const [first] = inspect(key, object).lines;
  if (first === undefined) return { key, refused: "nothing in it can be delivered: show it, then drop it" };

  const body = Buffer.concat([object.body, Buffer.from("\n")]);
  const sha256 = sha256Of(body);
  const manifest = {
    version: "1",
    origin: regionIn(first) ?? at.region,
    holder: at.region,
    events: String(events),
    bytes: String(body.length),
    sha256,
    build: object.metadata.build ?? "",
    reason: `requeued_${reason}`,
  };
  // The hour of its first life, so that a second try after a crash makes the same key.
  const hour = /\/(\d{4}\/\d\d\/\d\d\/\d\d)\//.exec(source ?? "")?.[1] ?? "1970/01/01/00";
  await bucket.put(
    `${undeliverablePrefix(at.region)}${hour}/${sha256}.ndjson`,
    { body, metadata: manifest },
    NDJSON,
  );
  await bucket.delete(key);
  const rest = events - deliverable;
  return {
    key,
    done: `requeued${rest > 0 ? `; ${rest} of its ${events} lines cannot be delivered by this version either and will return` : ""}`,
  };
}

/** The region that took an event from its client. */
const regionIn = (line: string): string | undefined => (JSON.parse(line) as { region?: string }).region;

export interface Drop {
  readonly because: string;
  /** Who drops it, as AWS knows them. */
  readonly by: string;
  readonly at: number;
}

const droppedPrefix = (holder: string): string => `dropped/region=${holder}/`;

/**
 * Deletes it for good, each copy after a tombstone that says what it was and why it is gone: first the replica in the peer, so
 * that a run that dies in between still finds it here. Old versions stay as long as `retention.noncurrentDays` says.
 */
export async function drop(pair: Pair, at: RegionOutputs, key: string, drop: Drop): Promise<Outcome> {
  const peer = pair.peerOf(at);
  try {
    await dropAt(new UndeliverableBucket(pair, peer), at.region, key, drop);
  } catch (error) {
    return { key, refused: `its replica in ${peer.region} cannot be deleted (${(error as Error).message})` };
  }
  const dropped = await dropAt(new UndeliverableBucket(pair, at), at.region, key, drop);
  return dropped ? { key, done: "dropped" } : { key, refused: "there is no such object" };
}

async function dropAt(
  bucket: UndeliverableBucket,
  holder: string,
  key: string,
  drop: Drop,
): Promise<boolean> {
  const object = await bucket.get(key);
  if (object === undefined) return false;
  const described = describe(key, object);
  const body = tombstone(described, object.body.length, drop);
  await bucket.put(
    `${droppedPrefix(holder)}${described.sha256}.json`,
    { body, metadata: {} },
    "application/json",
  );
  await bucket.delete(key);
  return true;
}

function tombstone(
  { key, sha256, events, reason, source }: ReturnType<typeof describe>,
  bytes: number,
  { because, by, at }: Drop,
): Buffer {
  const dropped = { dropped_at: new Date(at).toISOString(), dropped_by: by, because };
  const what = {
    version: "1",
    key,
    sha256,
    events,
    bytes,
    reason,
    source: source ?? null,
  };
  return Buffer.from(`${JSON.stringify({ ...what, ...dropped })}\n`);
}

/**
 * The objects that a person means: by key, or by the beginning of a hash.
 * @returns every problem, when a name fits none or several.
 */
export function chosen(
  all: readonly Quarantined[],
  names: readonly string[],
): { found: Quarantined[]; problems: string[] } {
  const found = new Set<Quarantined>();
  const problems: string[] = [];
  for (const name of names) {
    const fits = all.filter(
      ({ key, sha256 }) => key === name || (HASH.test(name) && sha256.startsWith(name)),
    );
    const [only] = fits;
    if (only && fits.length === 1) found.add(only);
    else
      problems.push(
        fits.length === 0
          ? `${name} is not in quarantine`
          : `${name} fits ${fits.length} objects: ${fits.map(({ key }) => key).join(", ")}`,
      );
  }
  return { found: [...found], problems };
}

const HASH = /^[0-9a-f]{6,64}$/;
