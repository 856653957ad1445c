/** The real handler and a real Postgres, either of them killed at the points where it matters: nothing is lost, nothing is there twice. */
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { QueueAnswer } from "./etl";
import { batchOf } from "./testing/aws";
import { type Loader, points, startLoader } from "./testing/loader";
import { lakeLine, TestWarehouse } from "./testing/warehouse";

jest.setTimeout(120_000);

const key = "events/region=eu-west-1/2026/11/21/12/a.gz";
const ids = Array.from({ length: 50 }, (_, index) => `e${String(index).padStart(2, "0")}`);
const done: QueueAnswer = { batchItemFailures: [] };
const failed: QueueAnswer = { batchItemFailures: [{ itemIdentifier: "m1" }] };

let warehouse: TestWarehouse;
const loaders: Loader[] = [];

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  const lines = [...ids.map((id) => lakeLine(id)), "junk"].join("\n");
  warehouse.aws.objects.set(key, gzipSync(`${lines}\n`));
});
beforeEach(async () => {
  await warehouse.emptied();
  warehouse.aws.putOff.length = 0;
});
afterEach(() => {
  for (const loader of loaders.splice(0)) loader.kill();
});
afterAll(() => warehouse?.stop());

function load(receives = 1, ...stopAt: Parameters<typeof startLoader>[2][]): Loader {
  const loader = startLoader(
    warehouse.environment,
    batchOf(warehouse.aws.bucket, [key], receives),
    stopAt[0],
  );
  loaders.push(loader);
  return loader;
}

/** Comes to its point, or says why not. */
const reached = async (loader: Loader) => {
  const ended = loader.answer.then(() => {
    throw new Error(`It ended before its point: ${loader.log.join("\n")}`);
  });
  await Promise.race([loader.reached, ended]);
};

const expectOnce = async () => {
  const events = await warehouse.rows<{ event_id: string }>("select event_id from events order by event_id");
  expect(events.map(({ event_id }) => event_id)).toEqual(ids);
  expect(await warehouse.rows("select visitor_id, events::int, sessions::int from visitors")).toEqual([
    { visitor_id: "v-1", events: 50, sessions: 1 },
  ]);
  expect(await warehouse.rows("select events::int, page_views::int from sessions")).toEqual([
    { events: 50, page_views: 50 },
  ]);
  expect(await warehouse.rows("select line, reason from rejected_events")).toEqual([
    { line: 51, reason: "not_json" },
  ]);
  expect(await warehouse.rows("select lines::int, events::int, rejected::int from event_load")).toEqual([
    { lines: 51, events: 50, rejected: 1 },
  ]);
};

const isThere = { "before COPY": 0, "after COPY": 0, "before commit": 0, "after commit": 50 };
const count = async () =>
  (await warehouse.rows<{ count: number }>("select count(*)::int from events"))[0]?.count;

test.each(points)("etl killed %s: the message comes again, and the object is loaded once", async (point) => {
  const first = load(1, point);
  await reached(first);
  first.kill();
  expect(await first.answer).toBeUndefined();
  expect(await count()).toBe(isThere[point]);
  expect(await load(2).answer).toEqual(done);
  await expectOnce();
});

test.each(points)(
  "Postgres killed %s: the message is put off, and the object is loaded once",
  async (point) => {
    const first = load(1, point);
    await reached(first);
    await warehouse.killPostgres();
    first.go();
    const isCommitted = point === "after commit";
    expect(await first.answer).toEqual(isCommitted ? done : failed);
    expect(warehouse.aws.putOff).toEqual(isCommitted ? [] : [["r1", 30]]);
    await warehouse.startPostgresAgain();
    expect(await count()).toBe(isThere[point]);
    expect(await load(2).answer).toEqual(done);
    await expectOnce();
  },
);

test("two loaders on one object at once: the second waits for the first, and finds it done", async () => {
  const first = load(1, "before commit");
  await reached(first);
  const second = load(1);
  for (;;) {
    const waiting = await warehouse.rows("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
    if (waiting.length > 0) break;
    await sleep(50);
  }
  first.go();
  expect([await first.answer, await second.answer]).toEqual([done, done]);
  const told = [first, second].map(({ log }) => JSON.parse(log[0] ?? "{}").objects[0].outcome);
  expect(told).toEqual(["loaded", "loaded-before"]);
  await expectOnce();
});

test("of two loaders the first is killed: the second loads", async () => {
  const first = load(1, "before commit");
  await reached(first);
  const second = load(1);
  first.kill();
  expect(await second.answer).toEqual(done);
  await expectOnce();
});

test("an outage that fills the dead-letter queue: each try waits longer, and what is redriven is loaded once", async () => {
  await warehouse.killPostgres();
  for (const receives of [1, 2, 3, 4, 5]) expect(await load(receives).answer).toEqual(failed);
  expect(warehouse.aws.putOff).toEqual([30, 60, 120, 240, 480].map((seconds) => ["r1", seconds]));
  await warehouse.startPostgresAgain();
  expect(await load(1).answer).toEqual(done);
  expect(await load(1).answer).toEqual(done); // Redriven twice, or delivered twice.
  await expectOnce();
});
