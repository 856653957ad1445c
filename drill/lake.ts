/** Reads every object of both lakes back, and waits until nothing more is to come. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { Pair, RegionOutputs } from "../operate/pair";
import type { LakeObject, LandedLine } from "./ledger";

const EVENTS = "events/";
const POLL_MS = 500;

const landedLine = z.object({
  event_id: z.string(),
  protocol: z.string(),
  region: z.string().optional(),
  build: z.string().optional(),
  properties: z.object({ drill: z.unknown() }).partial().optional(),
});

/** What was read so far. Objects are written once and never changed, so each is read once. */
export class Lakes {
  readonly objects: LakeObject[] = [];
  /** Objects that are no gzipped lines of events: what they held is unknown. */
  readonly unreadable: string[] = [];
  readonly #read = new Set<string>();

  /** @param folder where each object is kept as `lake/<bucket>/<key>`, so that anyone can count again. */
  constructor(
    private readonly pair: Pair,
    private readonly folder: string,
  ) {}

  /** Reads what is new in both lakes. @throws what S3 says when it cannot be listed or read. */
  async refresh(): Promise<void> {
    await Promise.all(this.pair.regions.map((region) => this.#refreshRegion(region)));
  }

  async #refreshRegion(region: RegionOutputs): Promise<void> {
    const bucket = region.lakeBucket;
    for (const { key, storedAt } of await this.pair.list(region, bucket, EVENTS)) {
      const name = `${bucket}/${key}`;
      if (this.#read.has(name)) continue;
      const bytes = await this.pair.read(region, bucket, key);
      await this.#keep(name, bytes);
      this.#read.add(name);
      try {
        const lines = linesOf(bytes);
        this.objects.push({ region: region.region, key, storedAt: storedAt.getTime(), lines });
      } catch (error) {
        this.unreadable.push(`${name} (${(error as Error).message})`);
      }
    }
  }

  async #keep(name: string, bytes: Uint8Array): Promise<void> {
    const root = resolve(this.folder, "lake");
    const file = join(root, name);
    // A key is any text: one with ".." in it must not leave the folder.
    if (!file.startsWith(root + sep)) throw new Error(`The key of ${name} is no path.`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** @throws when the bytes are not lines of events, gzipped or plain. */
export function linesOf(bytes: Uint8Array): LandedLine[] {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(isGzip ? gunzipSync(bytes) : bytes);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => landedLine.parse(JSON.parse(line)) as LandedLine);
}

export interface SettleOptions {
  readonly drillId: string;
  readonly acknowledged: ReadonlySet<string> | ReadonlyMap<string, unknown>;
  /** Whether each lake must come to hold all. */
  readonly replicated: boolean;
  /** Looked at so long at least: what was taken without being acknowledged lands too. */
  readonly secondsMin: number;
  /** Given up when for so long nothing new landed and nothing was left to drain. */
  readonly quietSeconds: number;
  readonly secondsMax: number;
  readonly signal: AbortSignal;
}

/** Why the lakes could not be read, or what was found of them. */
export type LakesRead =
  | { readonly unread: string }
  | { readonly settled: Settled; readonly replicated: boolean };

export interface Settled {
  /** Undeliverable objects still waiting for replay in their own region. */
  readonly undrained: number;
  readonly seconds: number;
}

/**
 * Until nothing is undeliverable and every acknowledged event landed (in each lake, where they replicate), or until it is
 * clear that what is missing will not come. Either way the ledger then says what is there.
 */
export async function settle(pair: Pair, lakes: Lakes, options: SettleOptions): Promise<Settled> {
  const started = performance.now();
  let landedBefore = -1;
  let quietSince = started;
  for (;;) {
    options.signal.throwIfAborted();
    // Looked at before the lakes: what replay accepts in between counts as undrained, never as missing.
    const undrained = await undrainedIn(pair);
    await lakes.refresh();
    const holdings = holdingsOf(lakes.objects, options.drillId);
    const at = performance.now();
    const seconds = (at - started) / 1_000;
    const isWhole = undrained === 0 && holdsAll(pair, holdings, options);
    if (isWhole && seconds >= options.secondsMin) return { undrained, seconds };

    const landed = Object.values(holdings).reduce((sum, ids) => sum + ids.size, 0);
    if (landed !== landedBefore || undrained > 0) quietSince = at;
    landedBefore = landed;
    if (at - quietSince > options.quietSeconds * 1_000 || seconds > options.secondsMax)
      return { undrained, seconds };
    await pause(POLL_MS, undefined, { signal: options.signal });
  }
}

/** A region replays its own prefix alone, so what its bucket holds of its peer's is a replica. */
async function undrainedIn(pair: Pair): Promise<number> {
  const lists = pair.regions.map((region) =>
    pair.list(region, region.undeliverableBucket, `undeliverable/region=${region.region}/`),
  );
  return (await Promise.all(lists)).reduce((sum, objects) => sum + objects.length, 0);
}

type Holdings = Readonly<Record<string, ReadonlySet<string>>>;

/** The drill's ids in each region's lake. */
export function holdingsOf(objects: readonly LakeObject[], drillId: string): Holdings {
  const holdings: Record<string, Set<string>> = {};
  for (const { region, lines } of objects) {
    holdings[region] ??= new Set();
    const ids = holdings[region];
    for (const { event_id, properties } of lines) if (properties?.drill === drillId) ids.add(event_id);
  }
  return holdings;
}

function holdsAll(pair: Pair, holdings: Holdings, { acknowledged, replicated }: SettleOptions): boolean {
  const lakes = pair.regions.map(({ region }) => holdings[region] ?? new Set<string>());
  const union = new Set(lakes.flatMap((ids) => [...ids]));
  const holds = (ids: ReadonlySet<string>) => [...acknowledged.keys()].every((id) => ids.has(id));
  if (!holds(union)) return false;
  return !replicated || lakes.every((ids) => ids.size === union.size);
}
