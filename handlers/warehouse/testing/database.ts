/** A Postgres of a test's own, with the schema in it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { DATABASE_NAME, startPostgres, USER_NAME } from "../../../local/services/postgres";
import { connect } from "../connect";
import type { DatabaseSettings } from "../environment";
import { Warehouse } from "../warehouse";
import { bundledMigrate, migrationsFolder } from "./migrated";

/** The day of the tests: partitions reach 30 days back from here. */
export const today = Date.UTC(2026, 10, 21, 12);

export interface TestDatabase {
  settings: DatabaseSettings;
  password: string;
  pid: number;
  connect(applicationName?: string): Promise<Client>;
  /** Open until the next `clear`. */
  warehouse(): Warehouse;
  /** Empties every table. */
  clear(): Promise<void>;
  rows(query: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export async function startDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "warehouse-"));
  const postgres = await startPostgres({ dataDir, host: "127.0.0.1" });
  const { password, pid } = postgres;
  const settings: DatabaseSettings = {
    host: postgres.host,
    port: postgres.port,
    name: DATABASE_NAME,
    user: USER_NAME,
    secretArn: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:test",
    authentication: "secret",
    caFile: postgres.caFile,
  };
  const open = (applicationName = "test") =>
    connect(settings, applicationName, { get: async () => password, forget: () => undefined });
  const client = await open();
  if (migrated) await bundledMigrate()(client, migrationsFolder);
  const warehouses: Warehouse[] = [];
  const closeWarehouses = () => Promise.all(warehouses.splice(0).map((warehouse) => warehouse.close()));
  return {
    ...{ settings, password, pid, connect: open },
    warehouse() {
      const warehouse = new Warehouse(() => open("loader"), { partitionDays: 30, now: () => today });
      warehouses.push(warehouse);
      return warehouse;
    },
    async clear() {
      await closeWarehouses();
      await client.query(
        "truncate events, event_ids, visitors, sessions, event_load, rejected_events, forgotten_visitors",
      );
    },
    rows: async (query, values) => (await client.query(query, values)).rows,
    async stop() {
      await closeWarehouses();
      await client.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
