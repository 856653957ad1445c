import { daysWithin } from "./partitions";
import { startDatabase, type TestDatabase, today } from "./testing/database";
import { dayMs, event, linesOf, object } from "./testing/lake";
import { contentOf, recompute } from "./testing/recompute";
import { Warehouse } from "./warehouse";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
}, 60_000);
afterAll(() => database?.stop(), 60_000);

/** Each test begins with no partition but the default one. */
beforeEach(async () => {
  await database.clear();
  for (const name of await partitions())
    if (name !== "events_default") await database.rows(`drop table ${name}`);
});

async function partitions(): Promise<unknown[]> {
  const rows = await database.rows(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by name",
  );
  return rows.map(({ name }) => name);
}

async function load(key: string, times: number[], now = today): Promise<void> {
  const warehouse = new Warehouse(() => database.connect("loader"), { partitionDays: 30, now: () => now });
  const lines = times.map((eventTime) => event(`${key}-${eventTime}`, { eventTime, receivedAt: today }));
  await warehouse.load(object(key), linesOf(lines), { again: false });
  await warehouse.close();
}

const lieIn = () =>
  database.rows(
    "select tableoid::regclass::text as partition, event_day::text as day from events order by event_day",
  );

test("a day that is near has a partition, any other lies in the default one", async () => {
  await load("o", [
    0,
    Date.UTC(2099, 0, 1),
    today,
    today - 30 * dayMs,
    today - 31 * dayMs,
    today + 2 * dayMs,
  ]);
  expect(await lieIn()).toEqual([
    { partition: "events_default", day: "1970-01-01" },
    { partition: "events_default", day: "2026-10-21" },
    { partition: "events_20261022", day: "2026-10-22" },
    { partition: "events_20261121", day: "2026-11-21" },
    { partition: "events_20261123", day: "2026-11-23" },
    { partition: "events_default", day: "2099-01-01" },
  ]);
});

test("a day that has come near gets its partition with the next event, and what lay in the default one", async () => {
  const day = today + 10 * dayMs;
  await load("early", [day]);
  expect(await lieIn()).toEqual([{ partition: "events_default", day: "2026-12-01" }]);
  await load("late", [day + 1], day);
  expect(await lieIn()).toEqual([
    { partition: "events_20261201", day: "2026-12-01" },
    { partition: "events_20261201", day: "2026-12-01" },
  ]);
  const copies = [
    event(`early-${day}`, { eventTime: day, receivedAt: today }),
    event(`late-${day + 1}`, { eventTime: day + 1, receivedAt: today }),
  ];
  expect(await contentOf(database)).toEqual(recompute(copies, []));
});

test("thousands of days make no thousands of partitions", async () => {
  const days = Array.from({ length: 3_000 }, (_, index) => today - (index - 1_000) * dayMs);
  await load("o", days);
  expect((await partitions()).length).toBe(1 + 30 + 1 + 2);
  expect(await database.rows("select count(*)::int from events")).toEqual([{ count: 3_000 }]);
});

test("a reader that holds the default partition is not waited for: the day gets its partition later", async () => {
  const reader = await database.connect("reader");
  await reader.query("begin; select count(*) from events");
  await load("first", [today]);
  expect(await lieIn()).toMatchObject([{ partition: "events_default" }]);
  await reader.query("commit");
  await reader.end();
  await load("second", [today + 1]);
  expect(await lieIn()).toMatchObject([{ partition: "events_20261121" }, { partition: "events_20261121" }]);
}, 20_000);

test("a partition is indexed and commented as the others are", async () => {
  await load("o", [today]);
  const [row] = await database.rows(
    "select count(*)::int as indexes, obj_description('events_20261121'::regclass) as comment from pg_indexes where tablename = 'events_20261121'",
  );
  expect(row).toEqual({
    indexes: 2,
    comment: "The partition of events for 2026-11-21. Read it through events.",
  });
});

test.each([
  { title: "the first day", day: "2026-10-22", is: true },
  { title: "the day before it", day: "2026-10-21", is: false },
  { title: "the last day", day: "2026-11-23", is: true },
  { title: "the day after it", day: "2026-11-24", is: false },
])("$title is within: $is", ({ day, is }) => {
  expect(daysWithin([day], today, 30)).toEqual(is ? [day] : []);
});
