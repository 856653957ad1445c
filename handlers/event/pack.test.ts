import fc from "fast-check";
import { limits } from "./limits";
import { fitsRecord, lineBytes, pack } from "./pack";

test("a line is measured in UTF-8, newline included", () => {
  expect(lineBytes("é€😀")).toBe(2 + 3 + 4 + 1);
  expect(fitsRecord("x".repeat(limits.recordBytesMax - 1))).toBe(true);
  expect(fitsRecord("x".repeat(limits.recordBytesMax))).toBe(false);
  expect(fitsRecord("é".repeat(limits.recordBytesMax / 2))).toBe(false);
});

/** Lines of one to four bytes a character, up to what a record holds. */
const anyLine = fc
  .tuple(fc.constantFrom("x", "é", "€", "😀"), fc.integer({ min: 1, max: 250_000 }))
  .map(([character, count]) => character.repeat(count));

test("each line is in one record, in order, and each record is within its limit", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 12 }), (lines) => {
      const records = pack(lines);
      expect(records.map(({ data }) => data.toString()).join("")).toBe(
        lines.map((line) => `${line}\n`).join(""),
      );
      expect(records.reduce((sum, { events }) => sum + events, 0)).toBe(lines.length);
      for (const { data } of records) expect(data.length).toBeLessThanOrEqual(limits.recordBytesMax);
    }),
    { numRuns: 30 },
  );
});

test.each([
  { title: "nothing into nothing", lines: [], records: [] },
  { title: "many into one", lines: ["a", "b", "c"], records: [3] },
  {
    title: "exactly full ones apart",
    lines: ["x", "x"].map((x) => x.repeat(limits.recordBytesMax - 1)),
    records: [1, 1],
  },
  {
    title: "exactly full with two",
    lines: ["x".repeat(limits.recordBytesMax - 3), "y", "z"],
    records: [2, 1],
  },
])("packs $title", ({ lines, records }) => {
  expect(pack(lines).map(({ events }) => events)).toEqual(records);
});
