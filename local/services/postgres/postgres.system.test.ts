import { execFile, spawn } from "node:child_process";
import { chownSync, cpSync, existsSync, lstatSync, readFileSync, rmSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, type ClientConfig } from "pg";
import { until } from "../test-account";
import { DATABASE_NAME, type Postgres, startPostgres, USER_NAME } from ".";
import { postgresBinaries } from "./binaries";
import { processOf } from "./orphan";
import { SERVER_ENVIRONMENT, serverUser } from "./server-user";
import { copyProject, isNodeReachable, PACKAGE, PLATFORM, startCopy } from "./testing/copied-project";

jest.setTimeout(120_000);

const HOST = "127.0.0.1";
const ORDINARY_UID = 65534;
const isRoot = process.platform === "linux" && process.getuid?.() === 0;
let folder: string;
const running: Postgres[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-postgres-"));
});
afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(name: string, host = HOST): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir: join(folder, name), host });
  running.push(postgres);
  return postgres;
}

type Reached = Pick<Postgres, "host" | "port" | "caFile" | "password">;

async function query(postgres: Reached, sql: string, over: ClientConfig = {}): Promise<unknown[]> {
  const { host, port, password } = postgres;
  const ssl = { ca: readFileSync(postgres.caFile, "utf8") };
  const client = new Client({ host, port, user: USER_NAME, database: DATABASE_NAME, password, ssl, ...over });
  client.on("error", () => undefined); // Servers are ended here.
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const KEEP = "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)";
const isGone = (pid: number) => processOf(pid) === undefined;

describe("who gets in", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres({ dataDir: join(folder, "doors"), host: HOST });
  });
  afterAll(() => postgres.stop());

  test("the owner of the database, over TLS, who is no superuser, as on RDS", async () => {
    const sql = `SELECT u.usesuper, s.ssl, d.datdba = u.usesysid, pg_has_role('rds_superuser', 'MEMBER')
      FROM pg_stat_ssl s, pg_user u, pg_database d
      WHERE s.pid = pg_backend_pid() AND u.usename = current_user AND d.datname = current_database()`;
    expect(await query(postgres, sql)).toEqual([[false, true, true, true]]);
  });

  test.each<{ title: string; over: ClientConfig; problem: RegExp }>([
    { title: "nobody without TLS", over: { ssl: false }, problem: /no pg_hba.conf entry.*no encryption/ },
    {
      title: "nobody with another password",
      over: { password: "guess" },
      problem: /password authentication/,
    },
    { title: "no superuser", over: { user: "postgres" }, problem: /pg_hba.conf rejects connection/ },
  ])("$title", async ({ over, problem }) => {
    await expect(query(postgres, "SELECT 1", over)).rejects.toThrow(problem);
  });

  test("a client that does not trust its authority turns away", async () => {
    await expect(query(postgres, "SELECT 1", { ssl: true })).rejects.toThrow(/self-signed|unable to verify/);
  });

  test("it can grant what RDS grants, and its text is UTF-8", async () => {
    await query(postgres, "CREATE ROLE loader LOGIN; GRANT rds_iam TO loader");
    expect(await query(postgres, "SHOW server_encoding")).toEqual([["UTF8"]]);
  });

  test("password, key and data are their owners' alone, and no log holds the password", async () => {
    const modes = ["password", "data", "data/server.key"].map(
      (name) => statSync(join(folder, "doors", name)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o700, 0o600]);
    expect(await readFile(postgres.passwordFile, "utf8")).toBe(postgres.password);
    expect(await readFile(join(folder, "doors", "postgres.log"), "utf8")).not.toContain(postgres.password);
  });
});

test("data, port and password are kept across a stop and a crash", async () => {
  const first = await start("kept");
  await query(first, KEEP);
  await first.stop();
  expect(isGone(first.pid)).toBe(true);

  const second = await start("kept");
  expect([second.port, second.password]).toEqual([first.port, first.password]);
  await query(second, "INSERT INTO kept VALUES (43)");
  const open = query(second, "SELECT pg_sleep(60)").catch((error: Error) => error.message);
  await until(
    () => query(second, "SELECT 1 FROM pg_stat_activity WHERE query ~ '^SELECT pg_sl'"),
    (rows) => rows.length > 0,
  );
  await second.kill();
  expect(isGone(second.pid)).toBe(true);
  expect(await open).toMatch(/terminated|closed|ECONNRESET/);

  const third = await start("kept");
  expect(await query(third, "SELECT n FROM kept ORDER BY n")).toEqual([[42], [43]]);
  expect(third.port).toBe(first.port);
});

test("a frozen one is stopped, too", async () => {
  const postgres = await start("frozen");
  process.kill(postgres.pid, "SIGSTOP");
  await postgres.stop();
  expect(isGone(postgres.pid)).toBe(true);
});

test("an orphan is ended before its folder is used; another program under its old process id is not", async () => {
  const first = await start("orphan");
  await query(first, KEEP);
  await first.stop();
  // As one whose guard was killed: nobody stops it any more.
  const data = join(folder, "orphan", "data");
  const { postgres: program } = await postgresBinaries();
  const [command, ...args] = serverUser(data).commandLine(program, ["-D", data, "-c", `port=${first.port}`]);
  const orphan = spawn(command, args, { stdio: "ignore", env: SERVER_ENVIRONMENT });
  const pidFile = join(data, "postmaster.pid");
  const said = async () => (existsSync(pidFile) ? readFileSync(pidFile, "utf8") : "");
  await until(said, (text) => text.includes("ready"));

  const second = await start("orphan");
  expect(orphan.exitCode).toBe(0); // Ended in the clean way.
  expect(await query(second, "SELECT n FROM kept")).toEqual([[42]]);
  await second.stop();

  const bystander = spawn("sleep", ["60"]);
  await writeFile(pidFile, `${bystander.pid}\n${data}\n`);
  if (isRoot) chownSync(pidFile, statSync(data).uid, statSync(data).gid);
  const third = await start("orphan");
  expect(await query(third, "SELECT n FROM kept")).toEqual([[42]]);
  expect(bystander.exitCode).toBeNull();
  bystander.kill();
});

test("a folder belongs to one run at a time", async () => {
  const first = await start("one-at-a-time");
  await expect(start("one-at-a-time")).rejects.toMatchObject({ code: "HF_LOCAL_IN_USE" });
  expect(await query(first, "SELECT 1")).toEqual([[1]]);
});

test("two regions side by side have their own data and certificates", async () => {
  const [a, b] = await Promise.all([start("eu-west-1"), start("us-west-2", "127.0.0.2")]);
  await query(a, KEEP);
  await expect(query(b, "SELECT n FROM kept")).rejects.toThrow(/does not exist/);
  const ssl = { ca: readFileSync(a.caFile, "utf8") };
  await expect(query(b, "SELECT 1", { ssl })).rejects.toThrow(/certificate/);
});

test("a port that somebody else took is said, and what to do about it", async () => {
  const { port, stop } = await start("taken");
  await stop();
  const other: Server = createServer().listen(port, HOST);
  await expect(start("taken")).rejects.toMatchObject({
    code: "HF_LOCAL_ADDRESS",
    values: { port, problem: "EADDRINUSE" },
  });
  await new Promise((closed) => other.close(closed));
});

test("what an interrupted first start left is made anew", async () => {
  await mkdir(join(folder, "interrupted", "data.new", "base"), { recursive: true });
  await writeFile(join(folder, "interrupted", "password"), "of before");
  const postgres = await start("interrupted");
  expect(postgres.password).not.toBe("of before");
  expect(await query(postgres, "SELECT 1")).toEqual([[1]]);
});

test("links that no install script made are made in a copy, once", async () => {
  const bare = join(folder, "bare-package");
  cpSync(PACKAGE, bare, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(bare, "native", "pg-symlinks.json"), "utf8")) as {
    target: string;
  }[];
  for (const { target } of links) rmSync(join(bare, target));
  const copies = join(folder, "copies");
  const [one, other] = await Promise.all([
    postgresBinaries(PLATFORM, bare, copies),
    postgresBinaries(PLATFORM, bare, copies),
  ]);
  expect(other).toEqual(one);
  const { stdout } = await promisify(execFile)(one.postgres, ["--version"]);
  expect(stdout).toMatch(/^postgres \(PostgreSQL\) 18\./);
  expect(await readdir(copies)).toHaveLength(1); // Nothing half-done beside it.
  const targets = links.map(({ target }) => join(one.postgres, "..", "..", "..", target));
  expect(targets.every((target) => lstatSync(target).isSymbolicLink())).toBe(true);
});

describe("from another folder", () => {
  const project = () => copyProject(join(folder, "project"));
  let copy: string;
  beforeAll(async () => {
    await mkdir(join(folder, "project"));
    copy = project();
  });

  test("it ends with whoever started it, also when that one is killed", async () => {
    const { postgres, run } = await startCopy(copy, join(folder, "killed-starter"));
    run.kill("SIGKILL");
    await until(
      async () => processOf(postgres.pid),
      (process) => process === undefined,
    );
    expect(existsSync(join(folder, "killed-starter", "data", "postmaster.pid"))).toBe(false); // The clean way.
  });

  (isRoot ? test : test.skip)("root runs it where only root may look", async () => {
    await chmod(folder, 0o700);
    await chmod(join(copy, "node_modules"), 0o700);
    const { postgres, end } = await startCopy(copy, join(folder, "as-root"));
    expect(await query(postgres, "SELECT 1")).toEqual([[1]]);
    expect(statSync(`/proc/${postgres.pid}`).uid).not.toBe(0);
    await end();
  });

  (isRoot && isNodeReachable(ORDINARY_UID) ? test : test.skip)(
    "an ordinary user runs it as himself",
    async () => {
      await chmod(folder, 0o755);
      await chmod(join(copy, "node_modules"), 0o755);
      const home = join(folder, "ordinary");
      await mkdir(home);
      chownSync(home, ORDINARY_UID, ORDINARY_UID);
      const { postgres, end } = await startCopy(copy, join(home, "data"), ORDINARY_UID);
      expect(await query(postgres, "SELECT 1")).toEqual([[1]]);
      const status = readFileSync(`/proc/${postgres.pid}/status`, "utf8");
      expect(/^CapEff:\s*(\S+)$/m.exec(status)?.[1]).toBe("0000000000000000");
      await end();
      expect(isGone(postgres.pid)).toBe(true);
    },
  );
});
