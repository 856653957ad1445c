import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "./up";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-up-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  { title: "is a file", below: "file" },
  { title: "lies below a file", below: "file/data" },
])("a data folder that $title is refused before anything starts", async ({ below }) => {
  writeFileSync(join(folder, "file"), "");
  const said: string[] = [];
  const started = startLocal({
    speed: 1,
    bufferSeconds: 1,
    dataDir: join(folder, below),
    onProgress: (text) => said.push(text),
  });
  await expect(started).rejects.toMatchObject({ code: "HF_LOCAL_DATA" });
  expect(said).toEqual([]);
});
