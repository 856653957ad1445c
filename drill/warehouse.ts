/** Waits until both regions' etl has loaded what landed, and counts what their databases hold of it. */
import { setTimeout as pause } from "node:timers/promises";
import type { Pair } from "../operate/pair";
import { messagesIn, queueDepth } from "../operate/queues";
import { countEvents, eventIds, type PostgresPlace, type WarehouseCount } from "./postgres";

/** What one region's database holds, and what it should. */
export interface Loaded extends WarehouseCount {
  /** Ids that the region's lake holds. */
  readonly wanted: number;
  /** Ids of the lake that are not in the database. */
  readonly missing: readonly string[];
  /** Ids of this drill in the database that the lake does not hold. */
  readonly extra: readonly string[];
}

/** By region; or why it is not known. */
export type WarehouseRead =
  | { readonly unread: string }
  | { readonly loaded: Readonly<Record<string, Loaded>>; readonly seconds: number };

export interface WarehouseOptions {
  readonly drillId: string;
  readonly places: Readonly<Record<string, PostgresPlace>>;
  /** The drill's ids in each region's lake. */
  readonly lakes: Readonly<Record<string, ReadonlySet<string>>>;
  /** Given up when for so long nothing changed, in the queues and in the databases. */
  readonly quietSeconds: number;
  readonly secondsMax: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 500;

/**
 * Until the queues are empty and the databases hold what the lakes do, or until it is clear that what is missing will not come.
 * @throws the signal's reason when it is aborted; a database that cannot be read is a value.
 */
export async function readWarehouses(pair: Pair, options: WarehouseOptions): Promise<WarehouseRead> {
  try {
    const { counts, seconds } = await settled(pair, options);
    const loaded: Record<string, Loaded> = {};
    for (const [region, count] of Object.entries(counts)) {
      const wanted = options.lakes[region] ?? new Set<string>();
      loaded[region] = {
        ...count,
        wanted: wanted.size,
        ...(await differences(region, wanted, options)),
      };
    }
    return { loaded, seconds };
  } catch (error) {
    options.signal.throwIfAborted();
    return { unread: (error as Error).message };
  }
}

type Counts = Readonly<Record<string, WarehouseCount>>;

async function settled(
  pair: Pair,
  { drillId, places, lakes, quietSeconds, secondsMax, signal }: WarehouseOptions,
): Promise<{ counts: Counts; seconds: number }> {
  const started = performance.now();
  let before = "";
  let quietSince = started;
  for (;;) {
    signal.throwIfAborted();
    // The queues before the databases: what is loaded in between is then in the counts.
    const depths = await Promise.all(
      pair.regions.map(async (at) => messagesIn(await queueDepth(pair, at, at.etlQueueUrl))),
    );
    const counts = Object.fromEntries(
      await Promise.all(
        pair.regions.map(async ({ region }) => {
          const place = places[region];
          if (place === undefined) throw new Error(`${region} has no database here`);
          return [region, await countEvents(place, drillId)] as const;
        }),
      ),
    );
    const at = performance.now();
    const seconds = (at - started) / 1_000;
    const isEmpty = depths.every((depth) => depth === 0);
    const isWhole = Object.entries(counts).every(([region, count]) =>
      isEqual(count, lakes[region]?.size ?? 0),
    );
    if (isEmpty && isWhole) return { counts, seconds };

    const seen = JSON.stringify([depths, counts]);
    if (seen !== before) quietSince = at;
    before = seen;
    if (at - quietSince > quietSeconds * 1_000 || seconds > secondsMax) return { counts, seconds };
    await pause(POLL_MS, undefined, { signal });
  }
}

const isEqual = ({ events, distinctEvents }: WarehouseCount, wanted: number): boolean =>
  events === wanted && distinctEvents === wanted;

/** By id, however equal the counts: one event that is missing and one that nobody sent count as none. */
async function differences(
  region: string,
  wanted: ReadonlySet<string>,
  { places, drillId }: WarehouseOptions,
): Promise<Pick<Loaded, "missing" | "extra">> {
  const held = new Set(await eventIds(places[region] as PostgresPlace, drillId));
  return {
    missing: [...wanted].filter((id) => !held.has(id)),
    extra: [...held].filter((id) => !wanted.has(id)),
  };
}
