/** One measurement in a process of its own, so that its memory is its own: ours, or the floor. */
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { loadKey } from "../../handlers/etl/load-key";
import type { LakeObject } from "../../handlers/warehouse/lake-object";
import { Warehouse } from "../../handlers/warehouse/warehouse";
import { connectTo, type Place } from "./database";
import { weekEnd } from "./rows";

export interface Task {
  kind: "ours" | "floor";
  place: Place;
  /** gzip: of events for ours, each an object of the lake; of rows of the table for the floor. */
  files: readonly string[];
}

export interface Measured {
  seconds: number;
  /** The largest that the process was, with Node and all that it had loaded before. */
  peakBytes: number;
}

/** What `etl` does with object after object, but for the way to S3: from the disk to the commit. */
async function ours({ place, files }: Task): Promise<void> {
  const warehouse = new Warehouse(() => connectTo(place), { partitionDays: 30, now: () => weekEnd });
  const lake = {
    find: async (key: string) => ({
      key,
      etag: "e",
      bytes: (await stat(fileOf(key))).size,
      modifiedAt: weekEnd,
    }),
    read: ({ key }: LakeObject) => createReadStream(fileOf(key)),
  };
  const window = { pastYearsMax: 20, futureHoursMax: 24 };
  const loading = { lake, warehouse, window, now: () => weekEnd };
  for (const file of files) await loadKey(`events${file}`, { again: false }, loading);
  await warehouse.close();
}

const fileOf = (key: string): string => key.slice("events".length);

/** `gunzip | COPY`, nothing else. */
async function floor({ place, files }: Task): Promise<void> {
  const client = await connectTo(place);
  const gunzip = spawn("gzip", ["-dc", ...files], { stdio: ["ignore", "pipe", "inherit"] });
  await pipeline(gunzip.stdout, client.query(copyFrom("copy events from stdin")));
  await client.end();
}

process.once("message", async (task: Task) => {
  const started = performance.now();
  await (task.kind === "ours" ? ours(task) : floor(task));
  const seconds = (performance.now() - started) / 1_000;
  const measured: Measured = { seconds, peakBytes: process.resourceUsage().maxRSS * 1_024 };
  process.send?.(measured, () => process.exit(0));
});
