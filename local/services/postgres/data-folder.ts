/** What a Postgres finds when it starts: its files, its certificate, who may enter, and the user and database of the warehouse. */
import { execFile } from "node:child_process";
import { randomBytes, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { HoldfastError } from "../../../errors";
import type { PostgresBinaries } from "./binaries";
import { serverCertificate } from "./certificate";
import { SERVER_ENVIRONMENT, type ServerUser } from "./server-user";

/** The user and the database that RDS would create. */
export const USER_NAME = "holdfast";
export const DATABASE_NAME = "holdfast";

/** The only way in is TCP with TLS, as where `rds.force_ssl` is 1; and not for the superuser. */
const hba = "hostssl all postgres all reject\nhostssl all all all scram-sha-256\n";

/**
 * As on RDS the user is no superuser, and the roles that RDS gives exist ("Understanding the rds_superuser role"); `rds_iam` lets
 * nobody in here, it can only be granted.
 */
const roles = (password: string): string =>
  [
    "CREATE ROLE rds_superuser NOLOGIN",
    "GRANT pg_monitor, pg_signal_backend, pg_checkpoint, pg_maintain TO rds_superuser",
    "CREATE ROLE rds_iam NOLOGIN",
    `CREATE ROLE ${USER_NAME} LOGIN CREATEDB CREATEROLE PASSWORD '${password}'`,
    `GRANT rds_superuser TO ${USER_NAME}`,
    `GRANT rds_iam TO ${USER_NAME} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    `CREATE DATABASE ${DATABASE_NAME} OWNER ${USER_NAME}`,
    "",
  ].join("\n");

export interface DataFolder {
  /** Postgres's own folder. */
  readonly data: string;
  readonly caFile: string;
  readonly passwordFile: string;
  readonly password: string;
}

/**
 * Makes the folder unless it is there: whole or not at all.
 * @throws HF_LOCAL_SERVICE_START when initdb says no.
 */
export async function prepareDataFolder(options: {
  folder: string;
  host: string;
  user: ServerUser;
  binaries: PostgresBinaries;
  logFile: string;
}): Promise<DataFolder> {
  const { folder, host, user } = options;
  const data = dataOf(folder);
  const caFile = join(folder, "ca.pem");
  const passwordFile = join(folder, "password");
  await mkdir(folder, { recursive: true });
  if (!existsSync(data)) {
    const password = randomBytes(24).toString("base64url");
    await writeFile(passwordFile, password, { mode: 0o600 });
    await initialise(`${data}.new`, password, options);
    await rename(`${data}.new`, data);
  }
  if (!(await isCertified(data, host))) {
    const { ca, certificate, key } = await serverCertificate(host);
    await writeFile(caFile, ca);
    await writeAs(user, join(data, "server.key"), key);
    await writeAs(user, join(data, "server.crt"), certificate);
  }
  await writeAs(user, join(data, "pg_hba.conf"), hba);
  return { data, caFile, passwordFile, password: await readFile(passwordFile, "utf8") };
}

/** Postgres's own folder in ours. */
export const dataOf = (folder: string): string => join(folder, "data");

async function initialise(
  data: string,
  password: string,
  { user, binaries, logFile }: { user: ServerUser; binaries: PostgresBinaries; logFile: string },
): Promise<void> {
  await rm(data, { recursive: true, force: true }); // What an interrupted start left.
  await mkdir(data, { mode: 0o700 });
  if (user.uid !== undefined) await chown(data, user.uid, user.uid);
  const run = async (program: string, args: readonly string[], input: string) => {
    const [command, ...rest] = user.commandLine(program, args);
    const running = promisify(execFile)(command, rest, { env: SERVER_ENVIRONMENT });
    running.child.stdin?.on("error", () => undefined); // It ended early; its exit code says so.
    running.child.stdin?.end(input);
    await running.catch(async ({ stdout, stderr, code, message }) => {
      await appendFile(logFile, `${stdout ?? ""}${stderr ?? ""}`);
      const problem = `${program} ended with ${typeof code === "number" ? `exit code ${code}` : message}.`;
      throw new HoldfastError("HF_LOCAL_SERVICE_START", { name: "Postgres", problem, logFile });
    });
  };
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  await run(
    binaries.initdb,
    ["-D", data, "-U", "postgres", "--auth=reject", "--no-instructions", ...locale],
    "",
  );
  // Without a network; and the log never holds a statement, since one of them holds the password.
  const options = ["-c", "exit_on_error=on", "-c", "log_min_error_statement=panic"];
  await run(binaries.postgres, ["--single", "-D", data, ...options, "postgres"], roles(password));
}

async function isCertified(data: string, host: string): Promise<boolean> {
  try {
    return new X509Certificate(await readFile(join(data, "server.crt"))).checkIP(host) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Readable by the server's user alone, which Postgres insists on for its key. */
async function writeAs({ uid }: ServerUser, path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  if (uid !== undefined) await chown(path, uid, uid);
}
