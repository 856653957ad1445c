/**
 * Objects of the lake into Postgres, de-duplicated and with sessions, against the least that anyone must do: `gunzip | COPY` of the same
 * rows, already in the table's form, into the same table with the same indexes and partitions. Both take turns in one run.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { buildSync } from "esbuild";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { HoldfastError } from "../../errors";
import { migrate } from "../../handlers/migrate/migrate";
import { startPostgres } from "../../local/services/postgres";
import { connectTo, emptied } from "./database";
import type { Measured, Task } from "./measured";
import { writeRows } from "./rows";

export interface EtlBenchOptions {
  /** Sizes of the object, in lines. */
  rows: readonly number[];
  /** How often each is measured, both ways in turn. */
  repeats: number;
  onProgress(text: string): void;
  /** Aborted, it removes what it made, and throws the signal's reason. */
  signal: AbortSignal;
}

export interface Side {
  /** Each measurement's, in order. */
  seconds: number[];
  /** Of the median. */
  linesPerSecond: number;
  /** The largest of all measurements. */
  peakMebibytes: number;
}

export interface EtlBench {
  rows: number;
  /** All rows in one object, loaded by one. */
  one: Ours;
  /** The same rows in several objects, loaded by two at once: a queue's messages are, by as many as the settings allow. */
  two: Ours;
  floor: Side;
}

/** `ratio`: to the floor, in lines per second. */
export type Ours = Side & { ratio: number };

/** Objects that the rows are divided into for two loaders. */
const objectsForTwo = 8;

const MIGRATIONS = resolve(__dirname, "../../handlers/migrate/migrations");

export async function benchEtl({ rows, repeats, onProgress, signal }: EtlBenchOptions): Promise<EtlBench[]> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  const postgres = await startPostgres({ dataDir: join(folder, "postgres"), host: "127.0.0.1" });
  const client = await connectTo(postgres);
  const program = bundled(folder);
  try {
    await migrate(client, MIGRATIONS);
    const results: EtlBench[] = [];
    for (const size of rows) results.push(await benchSize(size));
    return results;
  } finally {
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }

  async function benchSize(size: number): Promise<EtlBench> {
    onProgress(`${size} lines: writing them`);
    const whole = [join(folder, `${size}.gz`)];
    const parts = Array.from({ length: objectsForTwo }, (_, index) => join(folder, `${size}-${index}.gz`));
    const table = [join(folder, `${size}.table.gz`)];
    await writeRows(whole, size);
    await writeRows(parts, size);
    const measure = async (kind: Task["kind"], ...shares: (readonly string[])[]): Promise<Measured> => {
      signal.throwIfAborted();
      await emptied(client);
      const { host, port, caFile, password } = postgres;
      const place = { host, port, caFile, password };
      const measured = await Promise.all(
        shares.map((files) => measuredApart(program, { kind, place, files }, signal)),
      );
      await expectRows(client, size);
      const largest = (figure: (one: Measured) => number) => Math.max(...measured.map(figure));
      return { seconds: largest(({ seconds }) => seconds), peakBytes: largest(({ peakBytes }) => peakBytes) };
    };
    // The first load warms the disk and makes the partitions; what it brought is the floor's input.
    await measure("ours", whole);
    const rows = client.query(copyTo("copy (select * from events order by load_id, line) to stdout"));
    await pipeline(rows, createGzip({ level: 1 }), createWriteStream(table[0] ?? ""));

    const [one, two, floor]: [Measured[], Measured[], Measured[]] = [[], [], []];
    const half = objectsForTwo / 2;
    for (let round = 1; round <= repeats; round++) {
      one.push(await measure("ours", whole));
      two.push(await measure("ours", parts.slice(0, half), parts.slice(half)));
      floor.push(await measure("floor", table));
      const last = [one, two, floor].map((side) => `${(side.at(-1)?.seconds ?? 0).toFixed(2)} s`);
      onProgress(
        `${size} lines, round ${round} of ${repeats}: one ${last[0]}, two ${last[1]}, floor ${last[2]}`,
      );
    }
    const least = sideOf(floor, size);
    const against = (side: Side): Ours => ({ ...side, ratio: side.linesPerSecond / least.linesPerSecond });
    return { rows: size, one: against(sideOf(one, size)), two: against(sideOf(two, size)), floor: least };
  }
}

/** One file of JavaScript, as Lambda runs: what turns TypeScript into it on the fly would cost time and memory. */
function bundled(folder: string): string {
  const outfile = join(folder, "measured.js");
  buildSync({
    entryPoints: [join(__dirname, "measured.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    tsconfigRaw: {},
    logLevel: "silent",
  });
  return outfile;
}

async function measuredApart(program: string, task: Task, signal: AbortSignal): Promise<Measured> {
  const child = fork(program, [], { execArgv: [], signal });
  child.send(task);
  const ended = once(child, "exit");
  const [measured] = await Promise.race([once(child, "message"), ended.then(() => [undefined])]);
  await ended;
  if (measured === undefined) throw new HoldfastError("HF_BENCH_FAILED", { what: task.kind });
  return measured as Measured;
}

/** What is fast and loads nothing is no measurement. */
async function expectRows(client: Client, wanted: number): Promise<void> {
  const { rows } = await client.query<{ count: string }>("select count(*) from events");
  const found = Number(rows[0]?.count);
  if (found !== wanted)
    throw new HoldfastError("HF_BENCH_FAILED", { what: `a load of ${wanted} lines that left ${found}` });
}

function sideOf(all: readonly Measured[], rows: number): Side {
  const sorted = all.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return {
    seconds: all.map(({ seconds }) => Number(seconds.toFixed(3))),
    linesPerSecond: Math.round(rows / median),
    peakMebibytes: Math.round(Math.max(...all.map(({ peakBytes }) => peakBytes)) / 1_048_576),
  };
}
