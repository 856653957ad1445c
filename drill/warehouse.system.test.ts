/** What the drill reads of a real Postgres: how much of it, when it waits, and what it says when it cannot. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { Pair } from "../operate/pair";
import { FakeSqs } from "../operate/testing/fake-sqs";
import { exampleOutputs } from "../operate/testing/outputs";
import type { PostgresPlace } from "./postgres";
import { EU, loaded, US } from "./testing/example";
import { makeTables, startWarehouse, type TestWarehouse } from "./testing/test-warehouse";
import { readWarehouses } from "./warehouse";

const pair = new Pair([exampleOutputs("primary", EU), exampleOutputs("standby", US)], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const DRILL = "d1";

let folder: string;
let warehouse: TestWarehouse;
let client: Client;
let sqs: FakeSqs;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "drill-warehouse-"));
  warehouse = await startWarehouse(folder);
  client = await warehouse.connect("holdfast");
  await makeTables(client);
}, 120_000);
afterAll(async () => {
  await client?.end();
  await warehouse?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);
beforeEach(async () => {
  sqs = new FakeSqs();
  await client.query("truncate events");
});
afterEach(() => sqs.client.restore());

const insert = (id: string, { day = "2015-05-17", drill = DRILL } = {}) =>
  client.query(
    `insert into events (event_day, event_id, event_name, event_time, received_at, protocol, region, build, properties, load_id, line)
     values ($1::date, $2, 'page_view', $1::date::timestamp at time zone 'UTC', now(), 'events', 'eu-west-1', 'b', $3, 1, 1)`,
    [day, id, JSON.stringify({ drill })],
  );
/** Both regions' databases are this one; only the places differ. */
const read = (
  lake: readonly string[],
  over: { places?: Record<string, PostgresPlace>; quietSeconds?: number } = {},
) =>
  readWarehouses(pair, {
    drillId: DRILL,
    places: { [EU]: warehouse.server, [US]: warehouse.server },
    lakes: { [EU]: new Set(lake), [US]: new Set(lake) },
    quietSeconds: 0,
    secondsMax: 20,
    signal: new AbortController().signal,
    ...over,
  });
const both = (one: object) => ({ loaded: { [EU]: one, [US]: one }, seconds: expect.any(Number) });

test("counts this drill's rows, and no others", async () => {
  await insert("a");
  await insert("b", { day: "1970-01-01" });
  await insert("c", { drill: "another" });
  expect(await read(["a", "b"])).toEqual(both(loaded(2)));
});

test("names what is missing, and what nobody asked for", async () => {
  await insert("a");
  await insert("x");
  expect(await read(["a", "b", "c"])).toEqual(
    both({ events: 2, distinctEvents: 2, wanted: 3, missing: ["b", "c"], extra: ["x"] }),
  );
});

test("as many as there should be are not those that there should be", async () => {
  await insert("a");
  await insert("x");
  expect(await read(["a", "b"])).toEqual(
    both({ events: 2, distinctEvents: 2, wanted: 2, missing: ["b"], extra: ["x"] }),
  );
});

test("one id in two rows is told apart from two ids", async () => {
  await insert("a");
  await insert("a", { day: "2015-05-18" });
  expect(await read(["a"])).toEqual(both({ ...loaded(1), events: 2 }));
});

test("waits while the queues hold something, and until the last event has come", async () => {
  await insert("a");
  sqs.put(pair.standby.etlQueueUrl, "an object");
  const reading = read(["a", "b"], { quietSeconds: 20 });
  await insert("b");
  sqs.queues.clear();
  expect(await reading).toEqual(both(loaded(2)));
});

test("what comes no more is not waited for, though messages still wait", async () => {
  await insert("a");
  sqs.put(pair.standby.etlQueueUrl, "an object");
  expect(await read(["a"])).toEqual(both(loaded(1)));
});

test.each([
  { title: "nobody listens", place: { port: 1 }, unread: /ECONNREFUSED/ },
  {
    title: "the password is another",
    place: { passwordFile: __filename },
    unread: /password authentication failed/,
  },
  { title: "the certificate is not known", place: { caFile: __filename }, unread: /certificate/ },
])("a database that cannot be read is unread, never empty: $title", async ({ place, unread }) => {
  const places = { [EU]: warehouse.server, [US]: { ...warehouse.server, ...place } };
  expect(await read([], { places })).toEqual({ unread: expect.stringMatching(unread) });
});

test("aborted, it throws the reason", async () => {
  const controller = new AbortController();
  controller.abort(new Error("Interrupted."));
  const waiting = readWarehouses(pair, {
    ...{ drillId: DRILL, places: {}, lakes: {}, quietSeconds: 0, secondsMax: 1 },
    signal: controller.signal,
  });
  await expect(waiting).rejects.toThrow("Interrupted.");
});
