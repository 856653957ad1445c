/**
 * A span of the lake is loaded into Postgres again, object by object: after an ETL that had a mistake, and into a database that was
 * built anew. Tombstones go first, so that nobody who was forgotten comes back even for a moment. Loading is atomic and de-duplicated:
 * run twice it changes nothing, broken off it goes on where it stopped.
 */
import type { ReloadAnswer } from "../handlers/etl/invocation";
import { type LakeKey, listSpan, listTombstones, type Span } from "./lake-span";
import { type LoadAgain, loadAgainIn } from "./load-again";
import type { Pair, RegionOutputs } from "./pair";
import { forEachOf } from "./undeliverable-bucket";

export interface ReloadPlan {
  readonly span: Span;
  readonly tombstones: readonly LakeKey[];
  /** By hour, both regions side by side. */
  readonly objects: readonly LakeKey[];
  /** Regions whose lake or function did not answer. */
  readonly unreachable: readonly { readonly region: string; readonly problem: string }[];
  readonly loaders: ReadonlyMap<string, LoadAgain>;
}

export interface Reloaded {
  /** Objects that were loaded, tombstones left out. */
  readonly loaded: number;
  /** Tombstones that were honoured. */
  readonly forgotten: number;
  /** Lines and events, summed over the objects. */
  readonly lines: number;
  /** Events that the warehouse did not have. */
  readonly events: number;
  readonly duplicates: number;
  readonly replaced: number;
  readonly rejected: number;
  readonly canaries: number;
  readonly failed: readonly (LakeKey & { readonly problem: string })[];
  /** Not tried, or not heard the end of: it was broken off, or a tombstone of the region's failed. */
  readonly left: readonly LakeKey[];
}

/** Merges take turns in the database: the second one reads and copies meanwhile, a third would only wait. */
const AT_ONCE = 2;
/** After so many failures in a row nothing is gained by trying the rest. */
const FAILURES_IN_A_ROW_MAX = 5;

/** A region that does not answer is a value, so that the other one is loaded. @throws the signal's reason when it is aborted. */
export async function planReload(
  pair: Pair,
  regions: readonly RegionOutputs[],
  span: Span,
  { signal, onListed }: { signal?: AbortSignal; onListed?: (count: number) => void } = {},
): Promise<ReloadPlan> {
  const tombstones: LakeKey[] = [];
  const objects: LakeKey[] = [];
  const unreachable: { region: string; problem: string }[] = [];
  const loaders = new Map<string, LoadAgain>();
  for (const at of regions) {
    signal?.throwIfAborted();
    try {
      const loader = await loadAgainIn(pair, at);
      const forgotten = await listTombstones(pair, at);
      const found = await listSpan(pair, at, span, (count) => {
        signal?.throwIfAborted();
        onListed?.(objects.length + count);
      });
      loaders.set(at.region, loader);
      tombstones.push(...forgotten);
      objects.push(...found);
    } catch (error) {
      signal?.throwIfAborted();
      unreachable.push({ region: at.region, problem: (error as Error).message });
    }
  }
  const byHour = (one: LakeKey, other: LakeKey) => (one.hour ?? 0) - (other.hour ?? 0);
  return { span, tombstones, objects: objects.sort(byHour), unreachable, loaders };
}

/** @param onDone how many objects are dealt with so far, failed ones included. Aborted, it answers what it came to. */
export async function reload(
  { tombstones, objects, loaders }: ReloadPlan,
  { signal, onDone = () => undefined }: { signal?: AbortSignal; onDone?: (count: number) => void } = {},
): Promise<Reloaded> {
  const sums = {
    ...{ loaded: 0, forgotten: 0, lines: 0, events: 0 },
    ...{ duplicates: 0, replaced: 0, rejected: 0, canaries: 0 },
  };
  const failed: (LakeKey & { problem: string })[] = [];
  const left: LakeKey[] = [];
  let [done, failuresInARow] = [0, 0];
  const isOver = () => signal?.aborted || failuresInARow >= FAILURES_IN_A_ROW_MAX;
  const one = async (object: LakeKey) => {
    if (isOver()) return void left.push(object);
    try {
      const answer = await (loaders.get(object.region) as LoadAgain)(object.key, signal);
      add(sums, answer);
      failuresInARow = 0;
    } catch (error) {
      // The function goes on without us, and ends by itself: whether it loaded the object is not known here.
      if (signal?.aborted) return void left.push(object);
      failed.push({ ...object, problem: (error as Error).message });
      failuresInARow += 1;
    }
    done += 1;
    onDone(done);
  };
  await forEachOf(tombstones, AT_ONCE, one);
  // Without its tombstones a new database would load whom they name.
  const unready = new Set(failed.map(({ region }) => region));
  await forEachOf(objects, AT_ONCE, async (object) =>
    unready.has(object.region) ? void left.push(object) : one(object),
  );
  return { ...sums, failed, left };
}

type Sums = { -readonly [Name in Exclude<keyof Reloaded, "failed" | "left">]: number };

/** @throws when the object was set aside: a tombstone that cannot be honoured must not pass for done. */
function add(sums: Sums, answer: ReloadAnswer): void {
  switch (answer.outcome) {
    case "loaded":
      sums.loaded += 1;
      for (const name of ["lines", "events", "duplicates", "replaced", "rejected", "canaries"] as const)
        sums[name] += answer[name];
      return;
    case "loaded-before":
      sums.loaded += 1;
      return;
    case "forgotten":
      sums.forgotten += 1;
      return;
    case "set-aside":
      throw new Error(`set aside: ${answer.problem}`);
    default:
      throw new Error(`an answer that is none: ${JSON.stringify(answer)}`);
  }
}
