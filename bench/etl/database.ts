/** The warehouse's tables in a Postgres on this machine. */
import type { Client } from "pg";
import { connect } from "../../handlers/warehouse/connect";
import { DATABASE_NAME, type Postgres, USER_NAME } from "../../local/services/postgres";

/** What a process of its own needs to connect. */
export type Place = Pick<Postgres, "host" | "port" | "caFile" | "password">;

/** As the functions do, with everything that they set. */
export const connectTo = ({ host, port, caFile, password }: Place): Promise<Client> =>
  connect(
    { host, port, caFile, name: DATABASE_NAME, user: USER_NAME, secretArn: "", authentication: "secret" },
    "bench",
    { get: async () => password, forget: () => undefined },
  );

/** Empties every table, partitions kept, and leaves no work of what came before to be done meanwhile. */
export async function emptied(client: Client): Promise<void> {
  await client.query(
    "truncate events, event_ids, visitors, sessions, event_load, rejected_events restart identity",
  );
  await client.query("checkpoint");
}
