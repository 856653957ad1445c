/** What a real Postgres holds of a log, however its events arrive, is what awk counts in the log by itself. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Client } from "pg";
import { lateLake } from "./testing/late-lake";
import { loadedInto, startWarehouse, type TestWarehouse } from "./testing/test-warehouse";

/** 17 May 2015, 10:00:00 UTC, and so many seconds. */
const at = (seconds: number): string => {
  const time = new Date(Date.UTC(2015, 4, 17, 10) + seconds * 1_000).toISOString();
  return `${time.slice(8, 10)}/May/2015:${time.slice(11, 19)} +0000`;
};
const line = (address: string, seconds: number, request: string, agent = "Mozilla/5.0") =>
  `${address} - - [${at(seconds)}] "${request} HTTP/1.1" 200 12 "-" "${agent}"`;
const view = (address: string, seconds: number, path = "/") => line(address, seconds, `GET ${path}`);
const repeated = (times: number, text: string): string[] => Array.from({ length: times }, () => text);

const HOUR = 3_600;
/** Whatever real logs hold, and the edges of what is counted. */
const FEW = [
  ...repeated(3, view("10.0.0.1", 0, "/a")), // A repeated line is an event of its own each time.
  view("10.0.0.1", 1_800, "/a?q=1"), // 30 minutes after: the same session, and the same page.
  view("10.0.0.1", 3_601, "/a#part"), // One second more: the next one.
  line("10.0.0.2", 0, "HEAD /a"),
  line("10.0.0.2", 60, "POST /a"),
  line("10.0.0.2", 120, "OPTIONS *"),
  view("10.0.0.2", 180, "/b?x=1#y"),
  line("10.0.0.2", 200, "GET /b", "curl/8"), // The same address with another agent is another visitor.
  line("10.0.0.3", 0, "GET http://other.example/c?d"),
  line("10.0.0.3", 10, "GET /c", "-"),
  line("10.0.0.3", 20, "GET /c", ""),
  line("10.0.0.4", 5, "GET /c", String.raw`a \"quoted\" agent \\`),
  line("10.0.0.4", 10, "GET /c", String.raw`a \"quoted\" agent \\`),
  // Over midnight, and late in the log what happened first.
  view("10.0.0.5", 14 * HOUR + 600, "/night"),
  view("10.0.0.5", 14 * HOUR - 600, "/night"),
  view("10.0.0.5", 14 * HOUR + 600 + 1_801, "/night"),
  `10.0.0.6 - - [17/May/2015:23:30:00 -0130] "GET /zone" 200 - "-" "a"`, // HTTP/0.9, and another day in UTC.
  `10.0.0.6 - - [18/May/2015:01:10:00 +0000] "GET /zone HTTP/1.0" 200 - "-" "a" 0.003`,
  "",
  view("10.0.0.7", 0, "/cut").slice(0, -1),
  `10.0.0.7 - - [17/Mai/2015:10:00:00 +0000] "GET /time HTTP/1.1" 200 1 "-" "a"`,
  `10.0.0.7 - - [${at(0)}] "\\x16\\x03\\x01" 400 0 "-" "-"`,
  "nothing of a log",
];
const MANY = Array.from({ length: 400 }, (_, index) =>
  view(`10.1.0.${index % 17}`, (index * 7_919) % 90_000, `/page/${index % 13}`),
);
const LOG = [...FEW, ...MANY].join("\n");

let folder: string;
let warehouse: TestWarehouse;
let client: Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "warehouse-of-a-log-"));
  writeFileSync(join(folder, "few"), FEW.join("\n"));
  writeFileSync(join(folder, "plain"), LOG);
  writeFileSync(join(folder, "gzipped"), gzipSync(LOG));
  warehouse = await startWarehouse(join(folder, "postgres"));
}, 120_000);
afterEach(async () => client?.end());
afterAll(async () => {
  await warehouse?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const expected = (file: string) =>
  execFileSync("sh", [join(__dirname, "expected.sh"), join(folder, file)], { encoding: "utf8" });
async function found(): Promise<string> {
  const { rows } = await client.query<{ line: string }>(readFileSync(join(__dirname, "found.sql"), "utf8"));
  return rows.map((row) => `${row.line}\n`).join("");
}

test("awk counts by the rules", () => {
  expect(expected("few").trimEnd().split("\n")).toEqual([
    "events 20",
    "page_views 17",
    "visitors 8",
    "sessions 10",
    "page 5 https://www.example.com/a",
    "page 4 https://www.example.com/c",
    "page 3 https://www.example.com/night",
    "page 2 https://www.example.com/b",
    "page 2 https://www.example.com/zone",
    "page 1 http://other.example/c",
  ]);
});

test("a gzipped log counts as the plain one", () => {
  expect(expected("gzipped")).toBe(expected("plain"));
});

test.each([1, 2, 3])(
  "shuffled, three times each, a third two days late (seed %i): as awk counts",
  async (seed) => {
    client = await warehouse.database(`seed_${seed}`);
    const lake = await lateLake(join(folder, "gzipped"), seed, Date.UTC(2026, 10, 19));
    const { lines, events } = await loadedInto(warehouse, `seed_${seed}`, lake);
    expect({ lines, events }).toEqual({ lines: 3 * 420, events: 420 });
    expect(await found()).toBe(expected("plain"));
  },
  60_000,
);
