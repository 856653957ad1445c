/** What RDS does to the databases that it holds, done to the region's real Postgres. */
import { readFile } from "node:fs/promises";
import { Client, escapeIdentifier } from "pg";
import { HoldfastError } from "../../errors";
import type { LocalEndpoints, PostgresEndpoint } from "../endpoints";
import { DATABASE_NAME, USER_NAME } from "../services/postgres";

/** The password that RDS would make up for the master user. */
export class ReadMasterPassword {
  readonly input = {};
}

/** Empties the database: what was in it is gone, or kept beside it under the name of a snapshot. */
export class EmptyDatabase {
  constructor(readonly input: { readonly keptAs?: string }) {}
}

/** Milliseconds until a session that is told to end has ended. */
const SESSION_END_MS = 5_000;

export class DatabaseClient {
  constructor(
    private readonly endpoints: LocalEndpoints,
    private readonly region: string,
  ) {}

  async send(command: object): Promise<unknown> {
    const endpoint = this.endpoints.regions[this.region]?.postgres;
    if (endpoint === undefined)
      throw new HoldfastError("HF_LOCAL_REGION", {
        region: this.region,
        regions: Object.keys(this.endpoints.regions).join(", "),
      });
    const password = await readFile(endpoint.passwordFile, "utf8");
    if (command instanceof ReadMasterPassword) return password;
    if (command instanceof EmptyDatabase) return empty(endpoint, password, command.input);
    throw new Error(`Postgres takes no ${command.constructor.name}.`);
  }

  destroy(): void {
    // Each command has a connection of its own.
  }
}

async function empty(
  { host, port, caFile }: PostgresEndpoint,
  password: string,
  { keptAs }: EmptyDatabase["input"],
): Promise<void> {
  const ssl = { ca: await readFile(caFile, "utf8") };
  // Not into the database itself: nobody may be in it.
  const client = new Client({ host, port, user: USER_NAME, database: "postgres", password, ssl });
  await client.connect();
  try {
    if (keptAs === undefined) await client.query(`DROP DATABASE ${DATABASE_NAME} WITH (FORCE)`);
    else {
      await client.query(
        "SELECT pg_terminate_backend(pid, $1) FROM pg_stat_activity WHERE datname = $2 AND pid <> pg_backend_pid()",
        [SESSION_END_MS, DATABASE_NAME],
      );
      await client.query(`ALTER DATABASE ${DATABASE_NAME} RENAME TO ${escapeIdentifier(keptAs)}`);
    }
    await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } finally {
    await client.end();
  }
}
