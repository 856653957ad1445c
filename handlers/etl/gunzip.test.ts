import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { BrokenGzip, gunzipped } from "./gunzip";

const text = Array.from({ length: 3_000 }, (_, index) => `{"line":${index},"x":"${index ** 3}"}\n`).join("");
const whole = gzipSync(text);
const changed = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
  return copy;
};

async function read(bytes: Buffer, chunkBytes = 4_096) {
  let opened = 0;
  const open = async function* () {
    opened += 1;
    for (let start = 0; start < bytes.length; start += chunkBytes)
      yield bytes.subarray(start, start + chunkBytes);
  };
  const outputs: Buffer[] = [];
  const flaw = await (async () => {
    for await (const output of gunzipped(open)) outputs.push(Buffer.from(output));
    return undefined;
  })().catch((error: unknown) => {
    if (error instanceof BrokenGzip) return error.flaw;
    throw error;
  });
  return { text: Buffer.concat(outputs).toString(), flaw, opened };
}

test.each([
  { title: "one member", bytes: whole, is: text },
  {
    title: "members one after the other",
    bytes: Buffer.concat([whole, gzipSync("a\n"), whole]),
    is: `${text}a\n${text}`,
  },
  {
    title: "zeros behind it, as tape blocks have",
    bytes: Buffer.concat([whole, Buffer.alloc(50)]),
    is: text,
  },
  { title: "no bytes at all", bytes: Buffer.alloc(0), is: "" },
])("$title", async ({ bytes, is }) => {
  expect(await read(bytes)).toEqual({ text: is, flaw: undefined, opened: 1 });
});

test.each([
  { title: "a member cut in its checksum", bytes: whole.subarray(0, -3), flaw: "gzip_truncated", is: text },
  {
    title: "a second member cut in its header",
    bytes: Buffer.concat([whole, whole.subarray(0, 5)]),
    flaw: "gzip_truncated",
    is: text,
  },
  { title: "a wrong checksum", bytes: changed(whole, whole.length - 6), flaw: "gzip_damaged", is: text },
  {
    title: "junk behind it",
    bytes: Buffer.concat([whole, Buffer.from("junk")]),
    flaw: "gzip_damaged",
    is: text,
  },
  { title: "text", bytes: Buffer.from("hello, world"), flaw: "not_gzip", is: "" },
  { title: "its first byte alone", bytes: whole.subarray(0, 1), flaw: "gzip_truncated", is: "" },
])("$title: all that can be read is read, then the flaw", async ({ bytes, flaw, is }) => {
  for (const chunkBytes of [1_000, 1_000_000])
    expect(await read(bytes, chunkBytes)).toMatchObject({ text: is, flaw });
});

test("a member cut in the middle: what came before is read", async () => {
  const cut = await read(whole.subarray(0, whole.length / 2));
  expect(cut).toMatchObject({ flaw: "gzip_truncated", opened: 1 });
  expect(cut.text.length).toBeGreaterThan(text.length / 3);
  expect(text.startsWith(cut.text)).toBe(true);
});

test("what reading throws is thrown, and is no flaw of the object", async () => {
  const open = async function* () {
    yield whole.subarray(0, 100);
    throw new Error("socket hang up");
  };
  await expect(async () => {
    for await (const _ of gunzipped(open));
  }).rejects.toThrow("socket hang up");
});

test("any bytes end, with a flaw or without", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 64 }),
      async (bytes, isHeaded, chunkBytes) => {
        const all = Buffer.concat([isHeaded ? whole.subarray(0, 10) : Buffer.alloc(0), bytes]);
        expect(["not_gzip", "gzip_truncated", "gzip_damaged", undefined]).toContain(
          (await read(all, chunkBytes)).flaw,
        );
      },
    ),
    { numRuns: 100 },
  );
});
