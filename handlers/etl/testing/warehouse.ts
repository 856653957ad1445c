/** A Postgres with the warehouse's tables, a lake and a queue: everything that the real handler needs, on this machine. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { DATABASE_NAME, type Postgres, startPostgres, USER_NAME } from "../../../local/services/postgres";
import { bundledMigrate, migrationsFolder } from "../../warehouse/testing/migrated";
import { type Aws, startAws } from "./aws";

export class TestWarehouse {
  private constructor(
    private readonly folder: string,
    private postgres: Postgres,
    readonly aws: Aws,
  ) {}

  static async start(): Promise<TestWarehouse> {
    const folder = await mkdtemp(join(tmpdir(), "holdfast-etl-"));
    const postgres = await startPostgres({ dataDir: join(folder, "postgres"), host: "127.0.0.1" });
    const started = new TestWarehouse(folder, postgres, await startAws(postgres.password));
    await started.connected((client) => bundledMigrate()(client, migrationsFolder));
    return started;
  }

  /** What infra gives the function, and Lambda. */
  get environment(): Record<string, string> {
    const { host, port, caFile } = this.postgres;
    return {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: this.aws.url,
      REGION: "eu-west-1",
      BUILD: "b1",
      ACCOUNT_ID: "000000000000",
      LAKE_BUCKET: this.aws.bucket,
      QUEUE_URL: `${this.aws.url}/queue`,
      RETRY_BASE_SECONDS: "30",
      RETRY_SECONDS_MAX: "900",
      PAST_YEARS_MAX: "20",
      FUTURE_HOURS_MAX: "24",
      PARTITION_DAYS: "30",
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME,
      DATABASE_USER: USER_NAME,
      DATABASE_SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:test",
      DATABASE_AUTHENTICATION: "secret",
      DATABASE_CA_FILE: caFile,
    };
  }

  /** As RDS's own process ends: at once. */
  killPostgres = () => this.postgres.kill();

  /** On the same data and the same port. */
  async startPostgresAgain(): Promise<void> {
    this.postgres = await startPostgres({ dataDir: join(this.folder, "postgres"), host: "127.0.0.1" });
  }

  /** Rows of one query, on a connection of its own: the last one may have died with its server. */
  rows = <Row extends object>(sql: string): Promise<Row[]> =>
    this.connected(async (client) => (await client.query<Row>(sql)).rows);

  emptied = () =>
    this.rows(
      "truncate events, event_ids, visitors, sessions, event_load, rejected_events, forgotten_visitors",
    );

  async stop(): Promise<void> {
    await this.postgres.stop();
    await this.aws.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async connected<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const { host, port, caFile, password } = this.postgres;
    const ssl = { ca: await readFile(caFile, "utf8") };
    const client = new Client({ host, port, user: USER_NAME, database: DATABASE_NAME, password, ssl });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

/** A line of the lake. */
export const lakeLine = (id: string, more: object = {}): string =>
  JSON.stringify({
    event_id: id,
    event_name: "page_view",
    client_time: null,
    received_at: "2026-11-21T12:00:00.000Z",
    tenant: null,
    visitor_id: "v-1",
    protocol: "events",
    region: "eu-west-1",
    build: "b1",
    ip: "203.0.113.0",
    user_agent: null,
    url: "https://example.org/",
    properties: {},
    ...more,
  });
