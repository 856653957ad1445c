import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VersionTable } from "./version-table";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-versions-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const open = () => new VersionTable(join(folder, "bucket.ndjson"));

test("knows a settled version, by key and id, also after a restart", () => {
  open().settle("copied", [{ key: "a", versionId: "1" }]);
  for (const table of [open()]) {
    expect(table.isSettled("a", "1", "etag")).toBe(true);
    expect(table.isSettled("a", "2", "etag")).toBe(false);
    expect(table.isSettled("b", "1", "etag")).toBe(false);
    expect(table.count("copied")).toBe(1);
  }
});

test("a replica is settled from before it is written, also when the process is killed in between", () => {
  open().expectReplica("a", "etag");
  const table = open();
  expect(table.isSettled("a", "unknown yet", "etag")).toBe(true);
  table.replicaWritten("a", "etag", "1");
  expect(table.isSettled("a", "1", "etag")).toBe(true);
  expect(table.isSettled("a", "2", "etag")).toBe(false); // The same content, written by someone else.
});

test("a line cut by a kill is left out", () => {
  open().settle("copied", [{ key: "a", versionId: "1" }]);
  appendFileSync(join(folder, "bucket.ndjson"), '["b\\n1","cop');
  const table = open();
  expect(table.isSettled("a", "1", "")).toBe(true);
  expect(table.isSettled("b", "1", "")).toBe(false);
});

test("a forgotten table knows nothing", () => {
  const table = open();
  table.settle("existing", [{ key: "a", versionId: "1" }]);
  table.forget();
  expect(table.isSettled("a", "1", "")).toBe(false);
  expect(open().count("existing")).toBe(0);
});
