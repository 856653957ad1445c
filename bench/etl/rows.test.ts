import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { stagedEvent } from "../../handlers/etl/staged-event";
import { writeRows } from "./rows";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-rows-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function rows(names: readonly string[], count: number): Promise<string[][]> {
  const files = names.map((name) => join(folder, name));
  await writeRows(files, count);
  const texts = await Promise.all(files.map(async (file) => gunzipSync(await readFile(file)).toString()));
  return texts.map((text) => text.trimEnd().split("\n"));
}

test("the same rows each time, each an event of its own that can be loaded", async () => {
  const [lines = []] = await rows(["a.gz"], 2_500);
  expect(lines).toHaveLength(2_500);
  const shares = await rows(["b.gz", "c.gz", "d.gz"], 2_500);
  expect(shares.map((share) => share.length)).toEqual([834, 834, 832]);
  expect(shares.flat()).toEqual(lines);
  const window = { pastYearsMax: 20, futureHoursMax: 24 };
  const ids = lines.map((line, index) => {
    const event = stagedEvent(line, index + 1, window);
    return typeof event === "string" ? event : event.eventId;
  });
  expect(new Set(ids).size).toBe(2_500);
  expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id))).toBe(true);
});
