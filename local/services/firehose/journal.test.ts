import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { BufferJournal } from "./journal";

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-journal-"));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const records = (...texts: string[]) => texts.map((text) => Buffer.from(text));
const name = () => ({ key: "events/one.gz", compress: true });

test("a reopened journal goes on where the last one was left", async () => {
  const folder = newFolder();
  const before = new BufferJournal(folder);
  before.append(records("a", "bc"), 1_000);
  before.close();
  const after = new BufferJournal(folder);
  expect(after.open).toEqual({ records: 2, bytes: 3, oldestAt: 1_000 });
  after.append(records("d"), 2_000);
  after.seal(name);
  expect(after.open.records).toBe(0);
  expect((await after.content(after.sealed[0] as never)).toString()).toBe("abcd");
  after.close();
});

test("a closed buffer keeps its name over a restart, and records after it go elsewhere", async () => {
  const folder = newFolder();
  const before = new BufferJournal(folder);
  before.append(records("a"), 1_000);
  before.seal(name);
  before.append(records("b"), 2_000);
  before.close();
  const after = new BufferJournal(folder);
  expect(after.sealed).toEqual([{ sequence: 0, records: 1, bytes: 1, oldestAt: 1_000, ...name() }]);
  expect(after.open).toEqual({ records: 1, bytes: 1, oldestAt: 2_000 });
  after.remove(after.sealed[0] as never);
  after.close();
  expect(new BufferJournal(folder).sealed).toEqual([]);
});

test("a record half written is cut off, and the next one is whole", async () => {
  const folder = newFolder();
  const before = new BufferJournal(folder);
  before.append(records("whole"), 1_000);
  before.close();
  const [file] = readdirSync(folder);
  appendFileSync(join(folder, file as string), Buffer.from([0, 0, 0, 9, 1, 2]));
  const after = new BufferJournal(folder);
  after.append(records("next"), 2_000);
  after.seal(name);
  expect((await after.content(after.sealed[0] as never)).toString()).toBe("wholenext");
});

test("a name whose records are gone is a delivered buffer", () => {
  const folder = newFolder();
  writeFileSync(join(folder, "000000000.object"), "{}");
  expect(new BufferJournal(folder).sealed).toEqual([]);
  expect(readdirSync(folder)).toEqual(["000000000.records"]);
});

test("takes nothing once it is closed", () => {
  const journal = new BufferJournal(newFolder());
  journal.close();
  expect(() => journal.append(records("a"), 1_000)).toThrow("closed");
});

test("an empty buffer is not closed", () => {
  const journal = new BufferJournal(newFolder());
  journal.seal(name);
  expect(journal.sealed).toEqual([]);
});

test("holds every record once, in order, over any sequence of appends, closings and restarts", async () => {
  const step = fc.oneof(
    fc.array(fc.string(), { maxLength: 4 }).map((texts) => ({ texts })),
    fc.constantFrom("seal" as const, "restart" as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const folder = newFolder();
      let journal = new BufferJournal(folder);
      const appended: string[] = [];
      for (const [index, each] of steps.entries()) {
        if (each === "seal") journal.seal(() => ({ key: String(index), compress: false }));
        else if (each === "restart") {
          journal.close();
          journal = new BufferJournal(folder);
        } else {
          journal.append(records(...each.texts), index);
          appended.push(...each.texts);
        }
      }
      journal.seal(() => ({ key: "last", compress: false }));
      const contents = await Promise.all(journal.sealed.map((sealed) => journal.content(sealed)));
      expect(Buffer.concat(contents).toString()).toBe(appended.join(""));
      journal.close();
    }),
    { numRuns: 50 },
  );
});
