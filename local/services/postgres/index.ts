/** A real Postgres on this machine: TLS only, its data kept in a folder, nothing of it outliving whoever started it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { Client } from "pg";
import { HoldfastError } from "../../../errors";
import { listen } from "../address";
import { readJsonIfThere, writeWhole } from "../files";
import { freePort } from "../ports";
import { postgresBinaries } from "./binaries";
import { DATABASE_NAME, type DataFolder, dataOf, prepareDataFolder, USER_NAME } from "./data-folder";
import { endOrphan, signalIfThere } from "./orphan";
import { SERVER_ENVIRONMENT, serverUser } from "./server-user";

export { DATABASE_NAME, USER_NAME } from "./data-folder";

export interface PostgresOptions {
  /** Holds everything: tables, certificate, password. The same folder again continues where it stopped. */
  readonly dataDir: string;
  /** The loopback address on which it listens, and for which its certificate is. */
  readonly host: string;
  /** Default: the port of the folder's last run, at first a free one. */
  readonly port?: number;
  /** Default: `postgres.log` in the folder. */
  readonly logFile?: string;
}

export interface Postgres {
  readonly host: string;
  readonly port: number;
  /** The certificate of the authority that clients must trust. */
  readonly caFile: string;
  /** Holds the password of the user `holdfast`, readable by whoever started this. */
  readonly passwordFile: string;
  readonly password: string;
  /** The server's own process: to be ended or frozen by a fault. */
  readonly pid: number;
  /** Ends it as a shutdown of RDS does: connections are dropped, what was committed is kept. */
  stop(): Promise<void>;
  /** Ends it as a crash does (SIGKILL); a later start on the folder recovers. */
  kill(): Promise<void>;
}

/** Recovery from a crash reads the log since the last checkpoint; a start after a clean stop takes some 0.1 s (*measured*). */
const START_SECONDS_MAX = 60;
/** The SQLSTATE of a server that starts or recovers. */
const CANNOT_CONNECT_NOW = "57P03";
/** How long the processes of a crashed server may hold its shared memory: each ends once it looks up from its statement. */
const LEFTOVERS_SECONDS_MAX = 10;

/**
 * Starts it, in a new folder or on what an earlier run left there, also one that was killed.
 * @throws HF_LOCAL_POSTGRES, HF_LOCAL_ROOT when this machine cannot; HF_LOCAL_IN_USE when another run has the folder;
 *  HF_LOCAL_ADDRESS when the address or the kept port is not to be had; HF_LOCAL_SERVICE_START for whatever else.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { host } = options;
  const folder = resolve(options.dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const logFile = options.logFile ?? join(folder, "postgres.log");
  const binaries = await postgresBinaries();
  const user = serverUser(dataOf(folder));
  const crashed = await endOrphan(dataOf(folder));
  const prepared = await prepareDataFolder({ folder, host, user, binaries, logFile });
  const port = await portOf(folder, options);

  const command = user.commandLine(binaries.postgres, [
    ...["-D", prepared.data, "-c", `listen_addresses=${host}`, "-c", `port=${port}`],
    ...["-c", "unix_socket_directories=", "-c", "ssl=on", "-c", "timezone=UTC", "-c", "log_timezone=UTC"],
  ]);
  const deadline = performance.now() + (crashed ? LEFTOVERS_SECONDS_MAX * 1000 : 0);
  for (;;)
    try {
      return await launch(command, { ...prepared, host, port, logFile });
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await new Promise((tick) => setTimeout(tick, 200));
    }
}

/** Kept with the data: functions that were created carry it. */
async function portOf(folder: string, { host, port }: PostgresOptions): Promise<number> {
  const file = join(folder, "port.json");
  const wanted = port ?? readJsonIfThere<{ port: number }>(file)?.port ?? (await freePort(host));
  const probe = createServer();
  await listen(probe, host, wanted, "another --data-dir");
  await new Promise((closed) => probe.close(closed));
  writeWhole(file, JSON.stringify({ port: wanted }));
  return wanted;
}

async function launch(
  command: readonly string[],
  server: DataFolder & { readonly host: string; readonly port: number; readonly logFile: string },
): Promise<Postgres> {
  const log = openSync(server.logFile, "a");
  const guard = spawn("/bin/sh", [join(__dirname, "guard.sh"), ...command], {
    // A session of its own: Ctrl-C reaches only the starter, who decides when it ends.
    detached: true,
    stdio: ["pipe", "pipe", log],
    cwd: "/", // No folder is held.
    env: SERVER_ENVIRONMENT,
  });
  closeSync(log);
  const { stdin, stdout } = guard as ChildProcess & { stdin: Writable; stdout: Readable };
  stdin.on("error", () => undefined); // It is only ever closed.
  guard.once("exit", () => stdin.destroy()); // What still reads it ends, too.
  const fail = (problem: string) =>
    new HoldfastError("HF_LOCAL_SERVICE_START", { name: "Postgres", problem, logFile: server.logFile });
  const ended = new Promise<never>((_, reject) => {
    guard.once("error", (error) => reject(fail(error.message)));
    guard.once("exit", (code, signal) => reject(fail(`It ended with ${signal ?? `exit code ${code}`}.`)));
  });
  ended.catch(() => undefined); // Later ends are no failure of the start.
  const stop = () => exitOf(guard, () => stdin.end());
  try {
    const [line] = await Promise.race([once(createInterface({ input: stdout }), "line"), ended]);
    const pid = Number(line);
    await Promise.race([answering(server, fail), ended]);
    const { host, port, caFile, passwordFile, password } = server;
    const kill = () => exitOf(guard, () => signalIfThere(pid, "SIGKILL"));
    return { host, port, caFile, passwordFile, password, pid, stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A login with every check that a function's has: certificate, password, database. */
async function answering(
  { host, port, caFile, password }: DataFolder & { readonly host: string; readonly port: number },
  fail: (problem: string) => Error,
): Promise<void> {
  const ca = await readFile(caFile, "utf8");
  const deadline = performance.now() + START_SECONDS_MAX * 1000;
  for (;;) {
    const client = new Client({
      ...{ host, port, user: USER_NAME, database: DATABASE_NAME, password, ssl: { ca } },
      connectionTimeoutMillis: Math.max(1, deadline - performance.now()),
    });
    client.on("error", () => undefined); // The server ended meanwhile; its guard says so.
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const isEarly = code === "ECONNREFUSED" || code === CANNOT_CONNECT_NOW;
      if (!isEarly || performance.now() >= deadline) throw fail(`It lets nobody in: ${message}`);
      await new Promise((tick) => setTimeout(tick, 20));
    }
  }
}

async function exitOf(guard: ChildProcess, end: () => void): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return;
  const exit = once(guard, "exit");
  end();
  await exit;
}
