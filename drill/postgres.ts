/** What one region's Postgres holds of the drill, read by the drill itself: with no code of those who wrote it. */
import { readFile } from "node:fs/promises";
import { Client } from "pg";

export interface PostgresPlace {
  readonly host: string;
  readonly port: number;
  /** The certificate authority that the server is checked against, in PEM. */
  readonly caFile: string;
  readonly passwordFile: string;
}

export interface WarehouseCount {
  /** Rows. */
  readonly events: number;
  readonly distinctEvents: number;
}

/** The one database, and the user that is made with it. */
const DATABASE = "holdfast";
const USER = "holdfast";
/** Longer than counting a million rows takes. Uncompressed, like all patience with a call. */
const CONNECT_MS = 5_000;
const QUERY_MS = 30_000;

/** @throws what Postgres says when it cannot be reached, or has no such table. */
export const countEvents = (place: PostgresPlace, drillId: string): Promise<WarehouseCount> =>
  withClient(place, async (client) => {
    const { rows } = await client.query<WarehouseCount>(
      `select count(*)::int as events, count(distinct event_id)::int as "distinctEvents"
         from events where properties->>'drill' = $1`,
      [drillId],
    );
    return rows[0] as WarehouseCount;
  });

export const eventIds = (place: PostgresPlace, drillId: string): Promise<string[]> =>
  withClient(place, async (client) => {
    const { rows } = await client.query<{ event_id: string }>(
      "select event_id from events where properties->>'drill' = $1",
      [drillId],
    );
    return rows.map(({ event_id }) => event_id);
  });

/** A connection each: a server that was restarted meanwhile is then met anew. */
async function withClient<Result>(
  place: PostgresPlace,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const [ca, password] = await Promise.all([
    readFile(place.caFile, "utf8"),
    readFile(place.passwordFile, "utf8"),
  ]);
  const client = new Client({
    host: place.host,
    port: place.port,
    user: USER,
    database: DATABASE,
    password: password.trim(),
    ssl: { ca },
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    application_name: "holdfast-drill",
  });
  // A connection that breaks fails the query; without a listener it would end the process as well.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
