/** Any text goes through COPY as it is, but for what Postgres cannot keep. */
import fc from "fast-check";
import { startDatabase, type TestDatabase } from "./testing/database";
import { event, linesOf, object } from "./testing/lake";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
}, 60_000);
afterAll(() => database?.stop(), 60_000);

/** Any UTF-16, lone surrogates and NUL included, and many of the characters that COPY's format gives a meaning. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom("\\", "\n", "\r", "\t", "N", ".", "\0", "\b", "x", "0", ",", '"') }),
);

const kept = (text: string) => Buffer.from(text).toString().replaceAll("\0", "\uFFFD");

test("any text comes back", async () => {
  const warehouse = database.warehouse();
  let number = 0;
  const run = async (texts: string[]) => {
    await database.clear();
    number += 1;
    const lines = texts.map((url, index) =>
      event(`${index}`, { url, properties: JSON.stringify({ url: kept(url) }) }),
    );
    await warehouse.load(
      object(`o${number}`),
      linesOf([...lines, { line: 0, reason: "r", excerpt: texts[0] ?? "" }]),
      { again: false },
    );
    const rows = await database.rows("select url, properties->>'url' as property from events order by line");
    expect(rows).toEqual(texts.map((url) => ({ url: kept(url), property: kept(url) })));
    expect(await database.rows("select excerpt from rejected_events")).toEqual([
      { excerpt: kept(texts[0] ?? "") },
    ]);
  };
  await fc.assert(fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 40 }), run), { numRuns: 60 });
  await warehouse.close();
}, 60_000);
