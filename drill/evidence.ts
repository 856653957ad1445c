/** What is read once the load has ended: both lakes and both databases, until they have settled, and what IAM refused. */
import type { Denied } from "./faults";
import type { Journal } from "./journal";
import { holdingsOf, Lakes, type LakesRead, settle } from "./lake";
import type { Target } from "./target";
import type { Timeline } from "./timeline";
import { readWarehouses, type WarehouseRead } from "./warehouse";

export interface EvidenceOptions {
  readonly id: string;
  /** Where each object of the lakes is kept. */
  readonly folder: string;
  readonly target: Target;
  readonly journal: Pick<Journal, "acknowledged">;
  readonly timeline: Timeline;
  readonly speed: number;
  readonly bufferSeconds: number;
  readonly signal: AbortSignal;
}

export interface Evidence extends Pick<Lakes, "objects" | "unreadable"> {
  readonly read: LakesRead;
  /** Absent where nobody outside the network can read the databases. */
  readonly warehouse?: WarehouseRead;
  readonly denied: readonly Denied[];
}

/** Between two sweeps of what is undeliverable. Uncompressed, like the next. */
const SWEEP_SECONDS = 300;
/** How far a replica may trail its object: S3 replicates most of them within seconds. */
const REPLICA_SECONDS = 60;
/** For what is never compressed: calls, functions that start. */
const SLACK_SECONDS = 5;
/** Uncompressed: a message whose run was killed comes back after it, six times a local run's timeout. Nothing waits longer at first. */
const MESSAGE_HIDDEN_SECONDS = 180;

/** @throws the signal's reason when it is aborted; lakes that cannot be read are a value. */
export async function gatherEvidence(options: EvidenceOptions): Promise<Evidence> {
  const lakes = new Lakes(options.target.pair, options.folder);
  const read = await readLakes(lakes, options);
  const { objects, unreadable } = lakes;
  const warehouse = await readDatabases(lakes, options);
  return {
    objects,
    unreadable,
    read,
    ...(warehouse && { warehouse }),
    denied: await deniedBy(options.target),
  };
}

async function readLakes(lakes: Lakes, options: EvidenceOptions): Promise<LakesRead> {
  const { target, timeline, journal, id, speed, bufferSeconds, signal } = options;
  const { pair } = target;
  try {
    const replicating = await Promise.all(pair.regions.map((region) => pair.replicates(region)));
    const replicated = replicating.every(Boolean);
    // What was replayed waits in Firehose once more, and its replica after that.
    const quietSeconds = 2 * bufferSeconds + REPLICA_SECONDS / speed + SLACK_SECONDS;
    const secondsMax = (2 * SWEEP_SECONDS) / speed + 4 * quietSeconds;
    const { acknowledged } = journal;
    const patience = { secondsMin: bufferSeconds + 1, quietSeconds, secondsMax };
    const settled = await settle(pair, lakes, { drillId: id, acknowledged, replicated, ...patience, signal });
    timeline.add(
      "settled",
      `Settled ${settled.seconds.toFixed(1)} s after the load: ${lakes.objects.length} objects of both lakes read`,
    );
    return { settled, replicated };
  } catch (error) {
    signal.throwIfAborted();
    return { unread: (error as Error).message };
  }
}

async function readDatabases(
  { objects }: Lakes,
  { target, timeline, id, speed, signal }: EvidenceOptions,
): Promise<WarehouseRead | undefined> {
  const { pair, databases: places } = target;
  if (places === undefined) return undefined;
  const lakes = holdingsOf(objects, id);
  const quietSeconds = MESSAGE_HIDDEN_SECONDS / speed + SLACK_SECONDS;
  const patience = { quietSeconds, secondsMax: 4 * quietSeconds };
  const read = await readWarehouses(pair, { drillId: id, places, lakes, ...patience, signal });
  if ("loaded" in read) {
    const counts = Object.entries(read.loaded).map(([region, { events }]) => `${region} ${events}`);
    timeline.add(
      "loaded",
      `Loaded ${read.seconds.toFixed(1)} s after that: ${counts.join(", ")} events in Postgres`,
    );
  }
  return read;
}

async function deniedBy({ gates }: Target): Promise<Denied[]> {
  const lists = await Promise.all(Object.values(gates).map((gate) => gate.denied()));
  return lists.flat().toSorted((a, b) => a.at.localeCompare(b.at));
}
