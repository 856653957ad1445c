import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJsonIfThere, writeWhole } from "./files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was written whole is read back; what was never written is undefined", () => {
  const path = join(folder, "state.json");
  expect(readJsonIfThere(path)).toBeUndefined();
  writeWhole(path, JSON.stringify({ zones: [] }));
  expect(readJsonIfThere(path)).toEqual({ zones: [] });
});

test.each([
  { title: "half written", text: '{"zones":[' },
  { title: "empty", text: "" },
])("a file that is $title is named, and what to do", ({ text }) => {
  const path = join(folder, "state.json");
  writeFileSync(path, text);
  expect(() => readJsonIfThere(path)).toThrow(`HF_LOCAL_STATE: What an earlier run kept in ${path} cannot`);
});
