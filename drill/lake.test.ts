import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Pair, RegionOutputs } from "../operate/pair";
import { Lakes, linesOf, type SettleOptions, settle } from "./lake";

const line = (event_id: string) =>
  JSON.stringify({ event_id, protocol: "events", properties: { drill: "d1" } });
const body = (...ids: string[]) => gzipSync(ids.map((id) => `${line(id)}\n`).join(""));

test.each([
  { title: "gzipped lines", bytes: body("a", "b"), ids: ["a", "b"] },
  { title: "plain lines", bytes: Buffer.from(`${line("a")}\n`), ids: ["a"] },
  {
    title: "gzips one after the other, as Firehose concatenates",
    bytes: Buffer.concat([body("a"), body("b")]),
    ids: ["a", "b"],
  },
  { title: "a last line without its end", bytes: Buffer.from(line("a")), ids: ["a"] },
  { title: "nothing", bytes: Buffer.alloc(0), ids: [] },
  {
    title: "a canary without properties",
    bytes: Buffer.from('{"event_id":"c","protocol":"canary"}'),
    ids: ["c"],
  },
])("reads $title", ({ bytes, ids }) => {
  expect(linesOf(bytes).map(({ event_id }) => event_id)).toEqual(ids);
});

test.each([
  { title: "half a gzip", bytes: body("a").subarray(0, 20) },
  { title: "no JSON", bytes: Buffer.from("hello\n") },
  { title: "a line without an id", bytes: Buffer.from('{"protocol":"events"}') },
  { title: "bytes that are no UTF-8", bytes: Buffer.from([0xff, 0xfe]) },
])("throws on $title", ({ bytes }) => {
  expect(() => linesOf(bytes)).toThrow();
});

const region = (name: string) =>
  ({
    region: name,
    lakeBucket: `lake-${name}`,
    undeliverableBucket: `undeliverable-${name}`,
  }) as RegionOutputs;
const EU = region("eu");
const US = region("us");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lake-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A pair whose buckets hold what `buckets` holds at the moment of each look. */
function pairOf(buckets: () => Record<string, Record<string, Buffer>>) {
  const reads: string[] = [];
  const pair = {
    regions: [EU, US],
    list: async (_: RegionOutputs, bucket: string, prefix: string) =>
      Object.keys(buckets()[bucket] ?? {})
        .filter((key) => key.startsWith(prefix))
        .map((key) => ({ key, storedAt: new Date(5) })),
    read: async (_: RegionOutputs, bucket: string, key: string) => {
      reads.push(`${bucket}/${key}`);
      return buckets()[bucket]?.[key] as Buffer;
    },
  };
  return { pair: pair as unknown as Pair, reads };
}
const settling = (over: Partial<SettleOptions> = {}): SettleOptions => ({
  drillId: "d1",
  acknowledged: new Set(["a", "b"]),
  replicated: true,
  secondsMin: 0,
  quietSeconds: 0,
  secondsMax: 60,
  signal: new AbortController().signal,
  ...over,
});
const whole = { "lake-eu": { "events/1": body("a", "b") }, "lake-us": { "events/1": body("a", "b") } };

describe("what was read", () => {
  test("is kept as it was, and each object read once", async () => {
    const { pair, reads } = pairOf(() => whole);
    const lakes = new Lakes(pair, folder);
    await lakes.refresh();
    await lakes.refresh();
    expect(reads.toSorted()).toEqual(["lake-eu/events/1", "lake-us/events/1"]);
    expect(await readFile(join(folder, "lake/lake-us/events/1"))).toEqual(whole["lake-us"]["events/1"]);
    // Both lakes are read at once, so either may come first.
    expect(lakes.objects.toSorted((a, b) => a.region.localeCompare(b.region))).toMatchObject([
      { region: "eu", key: "events/1", storedAt: 5 },
      { region: "us", key: "events/1", storedAt: 5 },
    ]);
  });

  test("is named when it is no events, and kept all the same", async () => {
    const { pair } = pairOf(() => ({ "lake-eu": { "events/x": Buffer.from("hello") } }));
    const lakes = new Lakes(pair, folder);
    await lakes.refresh();
    expect(lakes.unreadable).toEqual([expect.stringMatching(/^lake-eu\/events\/x \(/)]);
    expect(await readFile(join(folder, "lake/lake-eu/events/x"), "utf8")).toBe("hello");
  });

  test("stays inside the folder, whatever the key", async () => {
    const { pair } = pairOf(() => ({ "lake-eu": { "events/../../../../x": body("a") } }));
    await expect(new Lakes(pair, folder).refresh()).rejects.toThrow("is no path");
  });
});

describe("settling", () => {
  const settled = async (
    buckets: () => Record<string, Record<string, Buffer>>,
    over: Partial<SettleOptions> = {},
  ) => {
    const { pair } = pairOf(buckets);
    const lakes = new Lakes(pair, folder);
    const { undrained } = await settle(pair, lakes, settling(over));
    return { undrained, objects: lakes.objects.length };
  };

  test.each<{
    title: string;
    buckets: Record<string, Record<string, Buffer>>;
    over: Partial<SettleOptions>;
    undrained: number;
  }>([
    { title: "ends when both lakes hold all", buckets: whole, over: { quietSeconds: 60 }, undrained: 0 },
    {
      title: "ends when the union holds all, where nothing replicates",
      buckets: { "lake-eu": { "events/1": body("a") }, "lake-us": { "events/2": body("b") } },
      over: { quietSeconds: 60, replicated: false },
      undrained: 0,
    },
    {
      title: "gives up on what is lost",
      buckets: { "lake-eu": { "events/1": body("a") } },
      over: {},
      undrained: 0,
    },
    {
      title: "gives up on what is never drained",
      buckets: { ...whole, "undeliverable-eu": { "undeliverable/region=eu/1": body("a") } },
      over: { secondsMax: 0 },
      undrained: 1,
    },
    {
      title: "leaves a replica of the peer's undeliverable to the peer",
      buckets: { ...whole, "undeliverable-eu": { "undeliverable/region=us/1": body("a") } },
      over: { quietSeconds: 60 },
      undrained: 0,
    },
  ])("$title", async ({ buckets, over, undrained }) => {
    expect((await settled(() => buckets, over)).undrained).toBe(undrained);
  });

  test("waits for what comes late", async () => {
    let looks = 0;
    const later = () => {
      looks += 1;
      return looks < 12 ? { "lake-eu": whole["lake-eu"] } : whole;
    };
    expect((await settled(later, { quietSeconds: 60 })).objects).toBe(2);
  });

  test("ends when it is aborted", async () => {
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(settled(() => ({}), { signal })).rejects.toThrow("stop");
  });
});
