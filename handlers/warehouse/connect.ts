/** A connection to the warehouse: verified, with timeouts, so that one that is frozen or cut off does not hold others up for long. */
import { readFileSync } from "node:fs";
import { Client, type ClientConfig } from "pg";
import { HoldfastError } from "../../errors";
import type { Credentials } from "../delivery/aws";
import type { DatabaseSettings } from "./environment";
import { masterPassword, type Password, signedPassword } from "./password";

export interface Connecting {
  region: string;
  /** What the database calls the connection, e.g. `etl`. */
  applicationName: string;
  credentials(): Promise<Credentials>;
}

/** Milliseconds. Every one of them ends something that would otherwise wait for ever. */
const patience = {
  /** Until the server took the connection. */
  connect: 10_000,
  /** Of one statement: as long as a function runs at most ("Lambda quotas"). Whoever has less time ends the connection, and with it the statement. */
  statement: 900_000,
  /** For other loads' merges to end. */
  lock: 60_000,
  /** Between two statements of a transaction: a function that is frozen or killed there holds the merge lock no longer. */
  idleInTransaction: 15_000,
  /** On top of a statement's time, for its answer to arrive. */
  answer: 5_000,
} as const;

/**
 * Of the server's side ("Connections and Authentication", "Resource Consumption", "Query Planning"). It notices within 25 s that the
 * other machine is gone, and within 5 s that a client hung up in the middle of a statement. Merges sort an object at a time in memory;
 * compiling their statements takes longer than it saves.
 */
const serverOptions = {
  tcp_keepalives_idle: "10s",
  tcp_keepalives_interval: "5s",
  tcp_keepalives_count: "3",
  client_connection_check_interval: "5s",
  work_mem: "64MB",
  jit: "off",
};

/** Invalid authorization specification, and invalid password ("PostgreSQL Error Codes"). */
const refused = new Set(["28000", "28P01"]);

/** Made once per process, so that the password is fetched once. Each call opens a connection. */
export function connector(database: DatabaseSettings, args: Connecting): () => Promise<Client> {
  const password =
    database.authentication === "iam" ? signedPassword(database, args) : masterPassword(database, args);
  return () => connect(database, args.applicationName, password);
}

/**
 * A password that is refused is fetched anew once: the secret may have been rotated since.
 * @throws HF_DATABASE_CONNECT, HF_DATABASE_SECRET.
 */
export async function connect(
  database: DatabaseSettings,
  applicationName: string,
  password: Password,
): Promise<Client> {
  try {
    return await attempt(database, applicationName, await password.get());
  } catch (error) {
    if (!refused.has(codeOf(error))) throw unreachable(database, error);
  }
  password.forget();
  try {
    return await attempt(database, applicationName, await password.get());
  } catch (error) {
    throw unreachable(database, error);
  }
}

async function attempt(
  database: DatabaseSettings,
  applicationName: string,
  password: string,
): Promise<Client> {
  const client = new Client(clientConfig(database, applicationName, password));
  client.on("error", () => undefined); // It ends unused: whoever uses it next is told by its first query.
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

/** Verified in full: the certificate is one of the file's authorities', and it is for this host. */
const clientConfig = (
  database: DatabaseSettings,
  applicationName: string,
  password: string,
): ClientConfig => ({
  host: database.host,
  port: database.port,
  database: database.name,
  user: database.user,
  password,
  ssl: { ca: readFileSync(database.caFile, "utf8"), rejectUnauthorized: true, minVersion: "TLSv1.2" },
  application_name: applicationName,
  connectionTimeoutMillis: patience.connect,
  statement_timeout: patience.statement,
  lock_timeout: patience.lock,
  idle_in_transaction_session_timeout: patience.idleInTransaction,
  query_timeout: patience.statement + patience.answer,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  options: Object.entries(serverOptions)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" "),
});

const codeOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? "";

/** Postgres' and Node's messages name the user and the address, never the password. */
function unreachable({ host, port, user }: DatabaseSettings, error: unknown): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const problem = [codeOf(error), (error as Error).message].filter(Boolean).join(": ");
  return new HoldfastError("HF_DATABASE_CONNECT", { host, port, user, problem });
}
