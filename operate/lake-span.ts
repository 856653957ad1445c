/** The objects of a span of hours in one region's lake: those that Firehose wrote there, and the peer's replicas. */
import { ListObjectsV2Command, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { hourPath } from "../handlers/delivery/undeliverable-object";
import { lakeEventsPrefix } from "../handlers/etl/invocation";
import { tombstonePrefix } from "../handlers/etl/tombstone";
import type { Pair, RegionOutputs } from "./pair";

/** Whole hours, UTC, in milliseconds since 1970; half-open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface LakeKey {
  readonly region: string;
  readonly key: string;
  readonly bytes: number;
  /** The hour in which Firehose took its events, in milliseconds since 1970; undefined for a tombstone. */
  readonly hour: number | undefined;
}

const HOUR_MS = 3_600_000;

/** `2026-11-01T00` → milliseconds since 1970; undefined when it is no hour. */
export function parseHour(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}:00:00Z`);
  // 30 February and hour 24 are other hours than they say.
  return Number.isNaN(at) || hourText(at) !== text ? undefined : at;
}

export const hourText = (at: number): string => new Date(at).toISOString().slice(0, 13);

/** Every tombstone of the region's lake, whatever its age: a visitor stays forgotten. */
export async function listTombstones(pair: Pair, at: RegionOutputs): Promise<LakeKey[]> {
  const found: LakeKey[] = [];
  for await (const { Key = "", Size = 0 } of objectsIn(pair, at, tombstonePrefix))
    found.push({ region: at.region, key: Key, bytes: Size, hour: undefined });
  return found;
}

/**
 * By the hour in the key, which is when Firehose took the events, not when they happened. Whatever region is in a key: a pair may have had another
 * standby once. @param onListed how many objects have been found so far.
 */
export async function listSpan(
  pair: Pair,
  at: RegionOutputs,
  { from, to }: Span,
  onListed: (count: number) => void = () => undefined,
): Promise<LakeKey[]> {
  const found: LakeKey[] = [];
  for (const prefix of await sourcePrefixes(pair, at)) {
    const end = `${prefix}${hourPath(to)}/`;
    // S3 lists keys in order ("ListObjectsV2"), and so hours: one pass from the first to the last.
    for await (const { Key = "", Size = 0 } of objectsIn(pair, at, prefix, `${prefix}${hourPath(from)}/`)) {
      if (Key >= end) break;
      const hour = hourIn(Key.slice(prefix.length));
      if (hour === undefined) continue; // Nothing of Firehose's.
      found.push({ region: at.region, key: Key, bytes: Size, hour });
      onListed(found.length);
    }
  }
  return found;
}

/** `events/region=eu-west-1/` and its like. */
async function sourcePrefixes(pair: Pair, at: RegionOutputs): Promise<string[]> {
  const { CommonPrefixes = [] } = await pair.clients
    .s3(at.region)
    .send(new ListObjectsV2Command({ ...placeOf(at), Prefix: `${lakeEventsPrefix}region=`, Delimiter: "/" }));
  return CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? []);
}

async function* objectsIn(pair: Pair, at: RegionOutputs, Prefix: string, StartAfter?: string) {
  const pages = paginateListObjectsV2(
    { client: pair.clients.s3(at.region) },
    { ...placeOf(at), Prefix, ...(StartAfter !== undefined && { StartAfter }) },
  );
  for await (const { Contents = [] } of pages) yield* Contents;
}

const placeOf = ({ lakeBucket, accountId }: RegionOutputs) => ({
  Bucket: lakeBucket,
  ExpectedBucketOwner: accountId,
});

/** Of `2026/11/01/00/…`. */
function hourIn(path: string): number | undefined {
  const [, day, hour] = /^(\d{4}\/\d\d\/\d\d)\/(\d\d)\//.exec(path) ?? [];
  return day === undefined ? undefined : parseHour(`${day.replaceAll("/", "-")}T${hour}`);
}

/** Hours from the first that holds one of these objects to the end of the last. */
export const spanOf = (keys: readonly LakeKey[]): Span | undefined => {
  const hours = keys.flatMap(({ hour }) => hour ?? []);
  return hours.length === 0 ? undefined : { from: Math.min(...hours), to: Math.max(...hours) + HOUR_MS };
};
