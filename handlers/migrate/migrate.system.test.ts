import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Client } from "pg";
import { bundle } from "../../infra/parts/bundle";
import { startAws } from "../etl/testing/aws";
import { startDatabase, type TestDatabase, today } from "../warehouse/testing/database";
import { dayMs, event, linesOf, object } from "../warehouse/testing/lake";
import { bundledMigrate, migrationsFolder } from "../warehouse/testing/migrated";
import { Warehouse } from "../warehouse/warehouse";

const migrate = bundledMigrate();
const first = "0001_warehouse";
let server: TestDatabase;
const folders: string[] = [];
beforeAll(async () => {
  server = await startDatabase({ migrated: false });
}, 60_000);
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  await server?.stop();
}, 60_000);

/** Each test begins with an empty schema. */
beforeEach(() => server.rows("drop schema public cascade; create schema public"));

async function connected<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await server.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The migrations, and more of them. */
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "migrations-"));
  folders.push(folder);
  cpSync(migrationsFolder, folder, { recursive: true });
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
  return folder;
}

test("applies what is missing, and then nothing", async () => {
  expect(await connected((client) => migrate(client, migrationsFolder))).toEqual([first]);
  expect(await connected((client) => migrate(client, migrationsFolder))).toEqual([]);
});

test("two at once: one applies, the other finds nothing to do", async () => {
  const applied = await Promise.all(
    [0, 1, 2].map(() => connected((client) => migrate(client, migrationsFolder))),
  );
  expect(applied.map(({ length }) => length).sort()).toEqual([0, 0, 1]);
});

test("a later one is applied by itself", async () => {
  await connected((client) => migrate(client, migrationsFolder));
  const folder = folderWith({ "0002_more.sql": "create table more ()" });
  expect(await connected((client) => migrate(client, folder))).toEqual(["0002_more"]);
});

test("one that fails is named, and why, and nothing of the run is kept", async () => {
  const folder = folderWith({
    "0002_good.sql": "create table good ()",
    "0003_bad.sql": "create table bad (a nothing)",
  });
  await expect(connected((client) => migrate(client, folder))).rejects.toThrow(
    /HF_MIGRATION: The migration 0003_bad failed.*type "nothing" does not exist \(42704\)/,
  );
  expect(await server.rows("select to_regclass('events') as events, to_regclass('good') as good")).toEqual([
    { events: null, good: null },
  ]);
});

test("one that comes before what was applied is refused", async () => {
  await connected((client) => migrate(client, migrationsFolder));
  const folder = folderWith({ "0000_early.sql": "create table early ()" });
  await expect(connected((client) => migrate(client, folder))).rejects.toThrow(/HF_MIGRATION.*0000_early/);
});

describe("the schema", () => {
  beforeEach(() => connected((client) => migrate(client, migrationsFolder)));

  test("has a comment on every table, view, column and function", async () => {
    const ours =
      "relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and relname <> 'migrations'";
    expect(
      await server.rows(`select relname::text as missing from pg_class where ${ours} and obj_description(oid) is null
        union all
        select relname || '.' || attname from pg_attribute join pg_class on pg_class.oid = attrelid
        where ${ours} and not relispartition and attnum > 0 and not attisdropped and col_description(attrelid, attnum) is null
        union all
        select proname from pg_proc where pronamespace = 'public'::regnamespace and obj_description(oid, 'pg_proc') is null`),
    ).toEqual([]);
    const [count] = await server.rows(`select count(*)::int from pg_class where ${ours}`);
    expect(count).toEqual({ count: 12 });
  });

  test("lets an analyst read everything and write nothing", async () => {
    const readable = await server.rows(
      `select relname::text as name, has_table_privilege('analyst', oid, 'select') as reads,
         has_table_privilege('analyst', oid, 'insert, update, delete, truncate') as writes
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
         and not relispartition and relname <> 'migrations'`,
    );
    expect(readable.length).toBe(11);
    expect(readable.filter(({ reads, writes }) => !reads || writes)).toEqual([]);
    expect(
      await server.rows(
        "select has_function_privilege('analyst', 'make_events_partition(date)', 'execute') as may",
      ),
    ).toEqual([{ may: false }]);
  });

  test("lets etl load and forget, and change nothing else", async () => {
    await server.rows("grant etl to current_user");
    const asEtl = async () => {
      const client = await server.connect("loader");
      await client.query("set role etl");
      return client;
    };
    const warehouse = new Warehouse(asEtl, { partitionDays: 30, now: () => today });
    const lines = [
      event("one"),
      event("two", { visitorId: "bob" }),
      { line: 0, reason: "not_json", excerpt: "{" },
    ];
    await warehouse.load(object("o"), linesOf(lines), { again: false });
    expect(await warehouse.load(object("o"), linesOf(lines), { again: true })).toMatchObject({ replaced: 2 });
    expect(await warehouse.forget({ visitorId: "bob", forgottenAt: today + dayMs })).toEqual({
      events: 1,
      sessions: 1,
    });
    await warehouse.close();
    const client = await asEtl();
    for (const refused of [
      "drop table events",
      "truncate events",
      "create table other ()",
      "delete from event_load",
    ])
      await expect(client.query(refused)).rejects.toMatchObject({ code: "42501" });
    await client.end();
  });

  test("has views that count what the tables hold", async () => {
    const warehouse = server.warehouse();
    const lines = [
      event("one", { url: "/a?x=1" }),
      event("two", { url: "/a#top", visitorId: "bob" }),
      event("three", { url: "/b", visitorId: null }),
      event("four", { url: "/a", eventTime: today - dayMs }),
      event("five", { eventName: "click", url: "/c" }),
    ];
    await warehouse.load(object("o"), linesOf(lines), { again: false });
    await warehouse.close();
    expect(
      await server.rows(
        "select day::text, page, page_views::int, visitors::int from top_pages order by 1, 2",
      ),
    ).toEqual([
      { day: "2026-11-20", page: "/a", page_views: 1, visitors: 1 },
      { day: "2026-11-21", page: "/a", page_views: 2, visitors: 2 },
      { day: "2026-11-21", page: "/b", page_views: 1, visitors: 0 },
    ]);
    expect(
      await server.rows(`select day::text, visitors::int, new_visitors::int as new, returning_visitors::int as back
        from visitors_per_day order by 1`),
    ).toEqual([
      { day: "2026-11-20", visitors: 1, new: 1, back: 0 },
      { day: "2026-11-21", visitors: 2, new: 1, back: 1 },
    ]);
    expect(
      await server.rows(`select day::text, sessions::int, visitors::int, events::int, page_views::int as views
        from sessions_per_day order by 1`),
    ).toEqual([
      { day: "2026-11-20", sessions: 1, visitors: 1, events: 1, views: 1 },
      { day: "2026-11-21", sessions: 2, visitors: 2, events: 3, views: 2 },
    ]);
  });
});

test("the function, as it is deployed, applies them with the secret's password", async () => {
  const aws = await startAws(server.password);
  const folder = mkdtempSync(join(tmpdir(), "function-"));
  folders.push(folder);
  const { files, build } = bundle("migrate");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { settings } = server;
  const environment = {
    ...{
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    ...{
      REGION: "eu-west-1",
      BUILD: build,
      DATABASE_HOST: settings.host,
      DATABASE_PORT: String(settings.port),
    },
    ...{
      DATABASE_NAME: settings.name,
      DATABASE_USER: settings.user,
      DATABASE_SECRET_ARN: settings.secretArn,
    },
    // What etl logs in by is not what migrate does.
    ...{ DATABASE_AUTHENTICATION: "iam", DATABASE_CA_FILE: settings.caFile },
  };
  const script = `require("./index.js").handler().then((answer) => console.log(JSON.stringify(answer)))`;
  const run = () => promisify(execFile)(process.execPath, ["-e", script], { cwd: folder, env: environment });
  const answers = [await run(), await run()].map(({ stdout }) =>
    JSON.parse(stdout.trim().split("\n").at(-1) ?? ""),
  );
  await aws.close();
  expect(answers).toEqual([
    { build, applied: [first] },
    { build, applied: [] },
  ]);
});
