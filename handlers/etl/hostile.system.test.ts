/** What may lie in a lake, through the real handler into a real Postgres: what is broken is reported and set aside, and blocks nothing. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parseClientEvent } from "../event/client-event";
import { envelopeOf, lineOf } from "../event/envelope";
import type { handler as Handler } from "./index";
import type { ReloadAnswer } from "./invocation";
import { batchOf } from "./testing/aws";
import { lakeLine, TestWarehouse } from "./testing/warehouse";
import { tombstoneKey, tombstoneText } from "./tombstone";

jest.setTimeout(60_000);

let warehouse: TestWarehouse;
let handler: typeof Handler;
const context = { getRemainingTimeInMillis: () => 60_000 };
const before = { ...process.env };

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation(() => undefined);
  warehouse = await TestWarehouse.start();
  Object.assign(process.env, warehouse.environment);
  ({ handler } = require("./index") as { handler: typeof Handler }); // It reads its environment when it is loaded.
});
beforeEach(async () => {
  await warehouse.emptied();
  warehouse.aws.objects.clear();
});
afterAll(async () => {
  process.env = before;
  await warehouse?.stop();
});

const load = (...keys: string[]) => handler(batchOf(warehouse.aws.bucket, keys), context);
const reload = (key: string) => handler({ reload: { key } }, context) as Promise<ReloadAnswer>;
const ids = async () =>
  (await warehouse.rows<{ event_id: string }>("select event_id from events order by event_id")).map(
    ({ event_id }) => event_id,
  );
const rejected = () =>
  warehouse.rows<{ object_key: string; line: number; reason: string }>(
    "select object_key, line, reason from rejected_events order by object_key, line",
  );

const [broken, whole] = ["events/broken.gz", "events/whole.gz"];
const good = gzipSync(`${lakeLine("a")}\n${lakeLine("b")}\n`);
const many = gzipSync(
  Array.from({ length: 2_000 }, (_, index) =>
    lakeLine(`m${index}`, { properties: { index: index ** 5 } }),
  ).join("\n"),
);
/** Not compressible, so that its bytes are junk all through. */
const junk = Buffer.concat(
  Array.from({ length: 3_000 }, (_, index) => createHash("sha256").update(String(index)).digest()),
);

test.each<{ title: string; object: Buffer | undefined; found: [number, string][]; events: string[] }>([
  { title: "binary junk", object: junk, found: [[0, "not_gzip"]], events: [] },
  {
    title: "binary junk in a gzip",
    object: gzipSync(Buffer.from([0xff, 0x00, 0x0a, 0xfe])),
    found: [
      [1, "not_utf8"],
      [2, "not_utf8"],
    ],
    events: [],
  },
  {
    title: "a line of 20 MB",
    object: gzipSync(`${lakeLine("m1")}\n${"x".repeat(20e6)}\n${lakeLine("m2")}\n`),
    found: [[2, "line_too_long"]],
    events: ["m1", "m2"],
  },
  {
    title: "invalid UTF-8",
    object: gzipSync(
      Buffer.concat([Buffer.from(lakeLine("m1")), Buffer.from([0x0a, 0x22, 0xc3, 0x28, 0x22])]),
    ),
    found: [[2, "not_utf8"]],
    events: ["m1"],
  },
  {
    title: "no JSON, and JSON that is no event",
    object: gzipSync("hello\n[1]\n{}\n"),
    found: [
      [1, "not_json"],
      [2, "not_an_object"],
      [3, "protocol_invalid"],
    ],
    events: [],
  },
  {
    title: "an object deleted before it is read",
    object: undefined,
    found: [[0, "object_gone"]],
    events: [],
  },
])("$title: reported, set aside, blocking nothing", async ({ object, found, events }) => {
  if (object) warehouse.aws.objects.set(broken, object);
  warehouse.aws.objects.set(whole, good);
  expect(await load(broken, whole)).toEqual({ batchItemFailures: [] });
  expect(await rejected()).toEqual(found.map(([line, reason]) => ({ object_key: broken, line, reason })));
  expect(await ids()).toEqual(["a", "b", ...events]);
});

test("a truncated gzip: what can be read of it is loaded, the rest reported, nothing blocked", async () => {
  warehouse.aws.objects.set(broken, many.subarray(0, many.length / 2));
  warehouse.aws.objects.set(whole, good);
  expect(await load(broken, whole)).toEqual({ batchItemFailures: [] });
  const loaded = await ids();
  expect(loaded.slice(0, 2)).toEqual(["a", "b"]);
  expect(loaded.length).toBeGreaterThan(500);
  // The line that it was cut in, and the object as a whole.
  const reasons = (await rejected()).map(({ line, reason }) => [line, reason]);
  expect(reasons).toEqual([
    [0, "gzip_truncated"],
    [loaded.length - 2 + 1, "not_json"],
  ]);
});

test("the same broken object again changes nothing", async () => {
  warehouse.aws.objects.set(broken, many.subarray(0, -4));
  await load(broken);
  await load(broken);
  expect(await reload(broken)).toMatchObject({ outcome: "loaded", events: 0, rejected: 1 });
  expect(await ids()).toHaveLength(2_000);
  expect(await rejected()).toEqual([{ object_key: broken, line: 0, reason: "gzip_truncated" }]);
});

test("an object that was gone and comes back is loaded", async () => {
  await load(whole);
  warehouse.aws.objects.set(whole, good);
  await load(whole);
  expect(await ids()).toEqual(["a", "b"]);
});

test("an event from the year 2099 and one from 1970 break nothing: when they came is when they were", async () => {
  const times = [
    "2099-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2015-05-17T10:05:03Z",
  ];
  const lines = times.map((client_time, index) =>
    lakeLine(`t${index}`, { client_time, visitor_id: `v${index}` }),
  );
  // As a collector with a broken clock would write them.
  const received = ["2099-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"];
  lines.push(...received.map((received_at, index) => lakeLine(`r${index}`, { received_at })));
  warehouse.aws.objects.set(whole, gzipSync(lines.join("\n")));
  expect(await load(whole)).toEqual({ batchItemFailures: [] });
  const rows = await warehouse.rows<{ event_id: string; day: string; client_time: string | null }>(
    "select event_id, event_day::text as day, client_time from events order by event_id",
  );
  expect(rows.map(({ event_id, day, client_time }) => [event_id, day, client_time])).toEqual([
    ["r0", "2099-01-01", null],
    ["r1", "1970-01-01", null],
    ["t0", "2026-11-21", times[0]],
    ["t1", "2026-11-21", times[1]],
    ["t2", "2026-11-21", times[2]],
    ["t3", "2015-05-17", times[3]],
  ]);
});

test("whatever the collector acknowledges is loaded, and reads as it was sent", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\0", "\ud800", "\\u0000", "\\N", "\t\n\r", "\\."),
  );
  const properties = fc.dictionary(text, fc.oneof(text, fc.jsonValue({ maxDepth: 8 })), { maxKeys: 5 });
  const clientEvent = fc.record({
    event_name: fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
    client_time: fc.option(
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(Date.UTC(9999, 0)) })
        .map((at) => at.toISOString()),
    ),
    visitor_id: fc.constantFrom("v1", "v2", null),
    url: fc.option(text),
    properties,
  });
  const ip = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant(null), fc.constant("fe80::1%eth0"));
  const samples = fc.sample(fc.tuple(clientEvent, ip, fc.option(text)), 1_000);
  const lines = samples.flatMap(([sent, address, userAgent], index) => {
    const event = parseClientEvent(sent);
    if (typeof event === "string") return [];
    const known = {
      protocol: "events",
      receivedAt: "2026-11-21T12:00:00.000Z",
      region: "eu-west-1",
      build: "b1",
    } as const;
    return [lineOf(envelopeOf({ ...event, event_id: `s${index}` }, { ...known, ip: address, userAgent }))];
  });
  expect(lines.length).toBeGreaterThan(500);
  warehouse.aws.objects.set(whole, gzipSync(lines.join("\n")));
  expect(await reload(whole)).toMatchObject({ outcome: "loaded", events: lines.length, rejected: 0 });

  const rows = await warehouse.rows<{ event_id: string; properties: unknown; url: string | null }>(
    "select event_id, properties, url from events",
  );
  const found = new Map(rows.map((row) => [row.event_id, row]));
  for (const line of lines) {
    const { event_id, properties, url } = JSON.parse(line);
    const plain = /\0|\p{Surrogate}/gu;
    if (JSON.stringify(properties).search(/\\u(0000|d)/) === -1)
      expect(found.get(event_id)?.properties).toEqual(properties);
    expect(found.get(event_id)?.url).toBe(url?.replace(plain, "\ufffd") ?? null);
  }
});

test("a tombstone is honoured, whatever comes before and after it", async () => {
  const key = tombstoneKey("v-1");
  warehouse.aws.objects.set(whole, good);
  warehouse.aws.objects.set("events/late.gz", gzipSync(lakeLine("c")));
  warehouse.aws.objects.set(
    key,
    Buffer.from(
      tombstoneText({ version: "1", visitor_id: "v-1", forgotten_at: "2026-11-21T13:00:00.000Z", by: "me" }),
    ),
  );
  await load(whole);
  expect(await reload(key)).toEqual({ key, outcome: "forgotten", events: 2, sessions: 1 });
  expect(await load("events/late.gz")).toEqual({ batchItemFailures: [] });
  await reload(whole);
  expect(await ids()).toEqual([]);
  expect(await warehouse.rows("select * from visitors")).toEqual([]);
});
