import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { conclude } from "./conclude";
import { begun, LOAD_AT, ran } from "./testing/example";

const SCRIPT = join(__dirname, "recount.py");
const lines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

let folder: string;
const write = (name: string, content: string | Buffer) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};
/** The folder that a drill leaves. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recount-"));
  const [drill, what] = [begun(), ran()];
  write("report.json", JSON.stringify(conclude(drill, what, new Date(LOAD_AT)).report));
  write("attempted.ndjson", lines([...drill.journal.attempted].map((event_id) => ({ event_id }))));
  write(
    "acknowledged.ndjson",
    lines([...drill.journal.acknowledged.keys()].map((event_id) => ({ event_id }))),
  );
  for (const { region, key, lines: events } of what.objects)
    write(`lake/lake-${region}/${key}`, gzipSync(lines(events)));
});
afterEach(() => rmSync(folder, { recursive: true }));

function recount(): { status: number; output: string } {
  try {
    return { status: 0, output: execFileSync("python3", [SCRIPT, folder], { encoding: "utf8" }) };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { status, output: stdout };
  }
}

test("counts what the drill counted", () => {
  const { status, output } = recount();
  expect(output.split("\n").map((line) => line.split(/\s+/).slice(0, 2))).toEqual([
    ["attempted", "3"],
    ["acknowledged", "2"],
    ["landed", "2"],
    ["lost", "0"],
    ["unexpected", "0"],
    ["duplicates", "0"],
    ["canaries", "1"],
    ["foreign", "1"],
    [""],
  ]);
  expect(status).toBe(0);
});

const event = (event_id: string) =>
  gzipSync(lines([{ event_id, protocol: "events", properties: { drill: "d1" } }]));
test.each([
  {
    title: "an object that is gone",
    change: () => rmSync(join(folder, "lake"), { recursive: true }),
    says: "lost                 2  but report.json says 0",
  },
  {
    title: "an event that nobody sent",
    change: () => write("lake/lake-us-west-2/events/9", event("x")),
    says: "unexpected           1  but report.json says 0",
  },
  {
    title: "an event in another object",
    change: () => write("lake/lake-us-west-2/events/9", event("a")),
    says: "duplicates           1  but report.json says 0",
  },
])("finds $title", ({ change, says }) => {
  change();
  const { status, output } = recount();
  expect(output).toContain(says);
  expect(status).toBe(1);
});

test("is 40 lines at most, and needs nothing but Python", () => {
  const source = readFileSync(SCRIPT, "utf8");
  expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  expect(source.match(/^(?:import|from) .*$/gm)).toEqual(["import collections, gzip, json, pathlib, sys"]);
});

test("says that a folder is none of a drill", () => {
  rmSync(join(folder, "report.json"));
  const { status, stderr } = spawnSync("python3", [SCRIPT, folder], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/holds no report\.json\. Usage: [^\n]*\n$/);
});
