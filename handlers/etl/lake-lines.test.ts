import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { limits } from "../event/limits";
import type { RejectedLine, StagedEvent } from "../warehouse/lake-object";
import { lakeLines } from "./lake-lines";

const window = { pastYearsMax: 20, futureHoursMax: 24 };
const event = (id: string, more: object = {}) =>
  JSON.stringify({
    event_id: id,
    event_name: "page_view",
    received_at: "2026-11-21T12:00:00.000Z",
    protocol: "events",
    region: "eu-west-1",
    build: "b1",
    properties: {},
    ...more,
  });
const canary = event("c", { protocol: "canary" });

async function linesOf(object: Buffer, chunkBytes = 1_000) {
  const open = async function* () {
    for (let start = 0; start < object.length; start += chunkBytes)
      yield object.subarray(start, start + chunkBytes);
  };
  const counts = { canaries: 0 };
  const lines: (StagedEvent | RejectedLine)[] = [];
  for await (const line of lakeLines(open, window, counts)) lines.push(line);
  return { ...counts, lines };
}
const shown = (lines: readonly (StagedEvent | RejectedLine)[]) =>
  lines.map((line) => [line.line, "reason" in line ? line.reason : line.eventId]);

test("millions of empty lines, which are next to nothing when compressed, are counted like any others", async () => {
  const object = gzipSync(`${"\n".repeat(2_097_152)}${event("a")}\n`);
  expect(shown((await linesOf(object, object.length)).lines)).toEqual([[2_097_153, "a"]]);
});

test("lines are numbered as a person would count them: empty ones, canaries and broken ones too", async () => {
  const text = [event("a"), "", canary, "junk", `${event("b")}\r`, event("c")].join("\n");
  expect(await linesOf(gzipSync(text))).toMatchObject({ canaries: 1 });
  expect(shown((await linesOf(gzipSync(text))).lines)).toEqual([
    [1, "a"],
    [4, "not_json"],
    [5, "b"],
    [6, "c"],
  ]);
});

test("a line that is no UTF-8 spoils no other", async () => {
  const text = Buffer.concat([
    Buffer.from(`${event("a")}\n`),
    Buffer.from([0x22, 0xff, 0x0a]),
    Buffer.from(event("ü")),
  ]);
  const { lines } = await linesOf(gzipSync(text));
  expect(shown(lines)).toEqual([
    [1, "a"],
    [2, "not_utf8"],
    [3, "ü"],
  ]);
  expect(lines[1]).toMatchObject({ excerpt: '"\ufffd' });
});

test("a line of 20 MB is skipped, the next one is read", async () => {
  const text = `${event("a")}\n${"x".repeat(20e6)}\n${event("b")}\n`;
  const { lines } = await linesOf(gzipSync(text));
  expect(shown(lines)).toEqual([
    [1, "a"],
    [2, "line_too_long"],
    [3, "b"],
  ]);
  expect(lines[1]).toMatchObject({ excerpt: "x".repeat(256) });
});

test("the longest line that can be acknowledged is read", async () => {
  const longest = (bytes: number) =>
    event("a", { properties: { x: "x".repeat(bytes - event("a", { properties: { x: "" } }).length) } });
  expect(shown((await linesOf(gzipSync(longest(limits.recordBytesMax)))).lines)).toEqual([[1, "a"]]);
  expect(shown((await linesOf(gzipSync(longest(limits.recordBytesMax + 1)))).lines)).toEqual([
    [1, "line_too_long"],
  ]);
});

test.each([
  {
    title: "a truncated object",
    change: (gzip: Buffer) => gzip.subarray(0, -4),
    last: [0, "gzip_truncated"],
  },
  {
    title: "a damaged one",
    change: (gzip: Buffer) => Buffer.concat([gzip, Buffer.from("junk")]),
    last: [0, "gzip_damaged"],
  },
])("$title: its readable lines, then the object as a whole", async ({ change, last }) => {
  const { lines } = await linesOf(change(gzipSync(`${event("a")}\n${event("b")}`)));
  expect(shown(lines)).toEqual([[1, "a"], [2, "b"], last]);
});

test("an object that is no gzip is one rejection; an empty one has nothing to tell", async () => {
  expect((await linesOf(Buffer.from([0, 1, 2]))).lines).toEqual([
    { line: 0, reason: "not_gzip", excerpt: "" },
  ]);
  expect((await linesOf(Buffer.alloc(0))).lines).toEqual([]);
});

test("any lines, however cut: each is staged, rejected or a canary, in its order", async () => {
  const line = fc.oneof(
    fc.stringMatching(/^[a-z]{1,5}$/).map((id) => ({ bytes: Buffer.from(event(id)), is: id })),
    fc.constant({ bytes: Buffer.from(canary), is: "canary" }),
    fc.constant({ bytes: Buffer.alloc(0), is: "" }),
    fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((bytes) => bytes.filter((byte) => byte !== 0x0a))
      .filter((bytes) => bytes.length > 0)
      .map((bytes) => ({ bytes: Buffer.from(bytes), is: "rejected" })),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 30 }),
      fc.integer({ min: 1, max: 50 }),
      async (wanted, chunkBytes) => {
        const text = Buffer.concat(wanted.flatMap(({ bytes }) => [bytes, Buffer.from("\n")]));
        const { lines, canaries } = await linesOf(gzipSync(text), chunkBytes);
        const found = lines.map((one) => [one.line, "reason" in one ? "rejected" : one.eventId]);
        const expected = wanted
          .map(({ is }, index) => [index + 1, is])
          .filter(([, is]) => is !== "" && is !== "canary");
        expect(found).toEqual(expected);
        expect(canaries).toBe(wanted.filter(({ is }) => is === "canary").length);
      },
    ),
  );
});

test("it is read no faster than its lines are taken", async () => {
  const text = Array.from({ length: 200_000 }, (_, index) => event(`e${index}`)).join("\n");
  const object = gzipSync(text);
  let given = 0;
  const open = async function* () {
    for (let start = 0; start < object.length; start += 1_000) {
      given += 1_000;
      yield object.subarray(start, start + 1_000);
    }
  };
  const lines = lakeLines(open, window, { canaries: 0 });
  await lines.next();
  expect(given).toBeLessThanOrEqual(4_000);
  await lines.return(undefined);
});
