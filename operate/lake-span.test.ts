import fc from "fast-check";
import { hourPath } from "../handlers/delivery/undeliverable-object";
import { hourText, listSpan, listTombstones, parseHour, spanOf } from "./lake-span";
import { Pair } from "./pair";
import { FakeS3 } from "./testing/fake-s3";
import { exampleOutputs } from "./testing/outputs";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const LAKE = pair.primary.lakeBucket;
const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 10, 1);

let s3: FakeS3;
beforeEach(() => {
  s3 = new FakeS3();
});
afterEach(() => s3.client.restore());

test.each([
  { title: "an hour", text: "2026-11-01T00", at: FROM },
  { title: "the last hour of a leap day", text: "2028-02-29T23", at: Date.UTC(2028, 1, 29, 23) },
  { title: "no day", text: "2026-02-30T00", at: undefined },
  { title: "no hour", text: "2026-11-01T24", at: undefined },
  { title: "minutes", text: "2026-11-01T00:30", at: undefined },
  { title: "a day alone", text: "2026-11-01", at: undefined },
  { title: "another zone", text: "2026-11-01T00Z", at: undefined },
  { title: "nothing", text: "", at: undefined },
])("$title: $text", ({ text, at }) => {
  expect(parseHour(text)).toBe(at);
});

test("of any objects in any hours, exactly those of the span are found, in both regions' prefixes", async () => {
  const hours = fc.integer({ min: 0, max: 72 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ hour: hours, region: fc.constantFrom("eu-west-1", "us-west-2", "ap-south-1") })),
      hours,
      hours,
      async (objects, first, last) => {
        s3.client.restore();
        s3 = new FakeS3();
        const keys = objects.map(({ hour, region }, index) => {
          const key = `events/region=${region}/${hourPath(FROM + hour * HOUR)}/object-${index}.gz`;
          s3.put(LAKE, key, "x");
          return { key, hour };
        });
        s3.put(LAKE, "errors/region=eu-west-1/x/2026/11/01/00/1", "x");
        s3.put(LAKE, "events/region=eu-west-1/2026/note.txt", "x");
        const found = await listSpan(pair, pair.primary, {
          from: FROM + first * HOUR,
          to: FROM + last * HOUR,
        });
        const wanted = keys.filter(({ hour }) => hour >= first && hour < last);
        expect(found.map(({ key }) => key).sort()).toEqual(wanted.map(({ key }) => key).sort());
      },
    ),
    { numRuns: 50 },
  );
});

test("tells how many it found, and each object's hour", async () => {
  for (const hour of ["00", "01"]) s3.put(LAKE, `events/region=us-west-2/2026/11/01/${hour}/a`, "12");
  const counts: number[] = [];
  const found = await listSpan(pair, pair.primary, { from: FROM, to: FROM + 2 * HOUR }, (count) =>
    counts.push(count),
  );
  expect(counts).toEqual([1, 2]);
  expect(found.map(({ hour = 0, bytes, region }) => [hourText(hour), bytes, region])).toEqual([
    ["2026-11-01T00", 2, "eu-west-1"],
    ["2026-11-01T01", 2, "eu-west-1"],
  ]);
  expect(spanOf(found)).toEqual({ from: FROM, to: FROM + 2 * HOUR });
});

test("tombstones are of no hour", async () => {
  for (const name of ["a", "b", "c", "d"]) s3.put(LAKE, `forgotten/${name}.json`, "{}");
  const found = await listTombstones(pair, pair.primary);
  expect(found.map(({ key }) => key)).toEqual(["a", "b", "c", "d"].map((name) => `forgotten/${name}.json`));
  expect(spanOf(found)).toBeUndefined();
});
