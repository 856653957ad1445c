import fc from "fast-check";
import { LineSplitter, type Piece } from "./lines";

const limits = { lineBytesMax: 12, startBytesMax: 5 };

/** Every line that the splitter hands out; of one that is too long, its start and a mark. */
function split(chunks: readonly Buffer[]): string[] {
  const splitter = new LineSplitter(limits);
  const pieces = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  return pieces.flatMap(shown);
}
const shown = (piece: Piece): string[] =>
  "tooLong" in piece ? [`${piece.tooLong.toString("latin1")}…`] : piece.lines.toString("latin1").split("\n");

/** The same, the plain way. */
const plain = (text: string): string[] =>
  text.split("\n").map((line) => (line.length > limits.lineBytesMax ? `${line.slice(0, 5)}…` : line));

const cut = (text: string, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  let start = 0;
  for (const size of sizes) {
    chunks.push(Buffer.from(text.slice(start, start + size), "latin1"));
    start += size;
  }
  return [...chunks, Buffer.from(text.slice(start), "latin1")];
};

test.each([
  { title: "nothing", chunks: [], lines: [""] },
  { title: "a line without its newline", chunks: ["abc"], lines: ["abc"] },
  { title: "a line cut in three", chunks: ["a", "b", "c\n"], lines: ["abc", ""] },
  { title: "several at once", chunks: ["a\nb\n\nc"], lines: ["a", "b", "", "c"] },
  { title: "a newline at the start of a chunk", chunks: ["abc", "\nd\n"], lines: ["abc", "d", ""] },
  { title: "a line of exactly the limit", chunks: ["123456", "789012\n"], lines: ["123456789012", ""] },
  { title: "a line over the limit", chunks: ["123456", "7890123\nb"], lines: ["12345…", "b"] },
  {
    title: "a long line within one chunk",
    chunks: ["a\n1234567890123\nb\n"],
    lines: ["a", "12345…", "b", ""],
  },
  { title: "a long line without an end", chunks: ["1234567890123", "45"], lines: ["12345…"] },
])("$title", ({ chunks, lines }) => {
  expect(split(chunks.map((chunk) => Buffer.from(chunk)))).toEqual(lines);
});

test("however the bytes are cut, the lines are those of a plain split", () => {
  const text = fc
    .array(fc.oneof(fc.string({ maxLength: 40, unit: "binary-ascii" }), fc.constant("\n")), { maxLength: 30 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.array(fc.nat(20), { maxLength: 60 }), (text, sizes) => {
      expect(split(cut(text, sizes))).toEqual(plain(text));
    }),
    { numRuns: 500 },
  );
});

test("of a line that never ends, no more than a line is kept", () => {
  const splitter = new LineSplitter({ lineBytesMax: 1_000, startBytesMax: 5 });
  const chunk = Buffer.alloc(100, "x");
  for (let count = 0; count < 10_000; count++) splitter.push(chunk);
  const kept = (splitter as unknown as { begun: Buffer[] }).begun;
  expect(kept.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)).toBeLessThan(10_000);
  expect(splitter.end()).toEqual([{ tooLong: Buffer.from("xxxxx") }]);
});

test("a chunk may hold more lines than a call takes arguments", () => {
  expect(split([Buffer.alloc(300_000, "\n")])).toHaveLength(300_001);
});
