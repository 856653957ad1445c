/** A real Postgres with the warehouse's tables, and the path of a lake's objects into it: what `etl` runs, without its queue. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import type { Lake } from "../../handlers/etl/lake";
import { loadKey } from "../../handlers/etl/load-key";
import { Warehouse } from "../../handlers/warehouse/warehouse";
import { type Postgres, startPostgres } from "../../local/services/postgres";

export interface TestWarehouse {
  readonly server: Postgres;
  /** Makes a database of that name with the warehouse's tables in it; the caller ends the connection. */
  database(name: string): Promise<Client>;
  connect(database: string): Promise<Client>;
  stop(): Promise<void>;
}

const MIGRATIONS = join(__dirname, "../../handlers/migrate/migrations");

export async function startWarehouse(dataDir: string): Promise<TestWarehouse> {
  const server = await startPostgres({ dataDir, host: "127.0.0.1" });
  const { host, port, password, caFile } = server;
  const connect = async (database: string) => {
    const ssl = { ca: readFileSync(caFile, "utf8") };
    const client = new Client({ host, port, user: "holdfast", database, password, ssl });
    await client.connect();
    return client;
  };
  return {
    server,
    connect,
    database: async (name) => {
      const maker = await connect("holdfast");
      await maker.query(`create database ${name}`);
      await maker.end();
      const client = await connect(name);
      await makeTables(client);
      return client;
    },
    stop: () => server.stop(),
  };
}

export async function makeTables(client: Client): Promise<void> {
  for (const file of readdirSync(MIGRATIONS).sort())
    await client.query(readFileSync(join(MIGRATIONS, file), "utf8"));
}

const WINDOW = { pastYearsMax: 20, futureHoursMax: 24 };

/** Every object by two loaders at once, each with a connection of its own, and then once more: what was loaded stays loaded. */
export async function loadedInto(
  { connect }: Pick<TestWarehouse, "connect">,
  database: string,
  lake: ReadonlyMap<string, Buffer>,
): Promise<{ lines: number; events: number }> {
  const sums = { lines: 0, events: 0 };
  const loaders = [0, 1].map(
    () => new Warehouse(() => connect(database), { partitionDays: 400, now: Date.now }),
  );
  const waiting = [...lake.keys(), ...lake.keys()].values();
  const work = async (warehouse: Warehouse) => {
    const loading = { lake: memoryLake(lake), warehouse, window: WINDOW, now: Date.now };
    for (const key of waiting) {
      const answer = await loadKey(key, { again: false }, loading);
      if (answer.outcome !== "loaded") continue;
      if (answer.rejected > 0) throw new Error(`${answer.rejected} lines of ${key} were rejected.`);
      sums.lines += answer.lines;
      sums.events += answer.events;
    }
  };
  try {
    await Promise.all(loaders.map(work));
  } finally {
    await Promise.all(loaders.map((warehouse) => warehouse.close()));
  }
  return sums;
}

const memoryLake = (objects: ReadonlyMap<string, Buffer>): Lake => ({
  find: async (key) => {
    const body = objects.get(key);
    return body && { key, etag: "1", bytes: body.length, modifiedAt: Date.now() };
  },
  read: async function* ({ key }) {
    yield objects.get(key) ?? Buffer.alloc(0);
  },
});
