import type { RejectedLine, StagedEvent } from "./lake-object";
import { startDatabase, type TestDatabase, today } from "./testing/database";
import { dayMs, event, linesOf, minuteMs, object } from "./testing/lake";
import { contentOf, recompute } from "./testing/recompute";
import type { Warehouse } from "./warehouse";

let database: TestDatabase;
let warehouse: Warehouse;
beforeAll(async () => {
  database = await startDatabase();
  warehouse = database.warehouse();
}, 60_000);
beforeEach(() => database.clear());
afterAll(() => database?.stop(), 60_000);

const load = (key: string, lines: (StagedEvent | RejectedLine)[]) =>
  warehouse.load(object(key), linesOf(lines), { again: false });
const forget = (visitorId = "ann", forgottenAt = today) => warehouse.forget({ visitorId, forgottenAt });

const old = event("old", { eventTime: today - dayMs, receivedAt: today - 1 });
const exact = event("exact", { eventTime: today - dayMs + 50 * minuteMs, receivedAt: today });
const young = event("young", { eventTime: today - dayMs + 25 * minuteMs, receivedAt: today + 1 });
const others = event("others", { visitorId: "bob" });
const nobodys = event("nobodys", { visitorId: null });
const all = [old, exact, young, others, nobodys];
const rest = recompute(all, [{ visitorId: "ann", forgottenAt: today }]);

test("what was received until then is erased; what came later, and others', is kept", async () => {
  await load("object", all);
  expect(await forget()).toEqual({ events: 2, sessions: 0 });
  expect(await contentOf(database)).toEqual(rest);
  expect(await database.rows("select event_id from events order by event_id")).toEqual(
    ["nobodys", "others", "young"].map((event_id) => ({ event_id })),
  );
});

test("a visitor without anything later is gone from every table but the one that remembers", async () => {
  await load("object", [old, exact]);
  expect(await forget()).toEqual({ events: 2, sessions: 2 });
  const tables = ["events", "visitors", "sessions", "forgotten_visitors"];
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  expect(await database.rows(`select ${counts.join(", ")}`)).toEqual([
    { events: 0, visitors: 0, sessions: 0, forgotten_visitors: 1 },
  ]);
});

test("events that come after the forgetting, received before it, are dropped", async () => {
  expect(await forget()).toEqual({ events: 0, sessions: 0 });
  expect(await load("object", all)).toMatchObject({ lines: 5, events: 3, duplicates: 2 });
  expect(await contentOf(database)).toEqual(rest);
});

test("between two objects: the same", async () => {
  await load("o1", [old, others]);
  await forget();
  await load("o2", [exact, young, nobodys]);
  expect(await contentOf(database)).toEqual(rest);
});

test("a retry of an erased event, received after the forgetting, is not a new event", async () => {
  await load("o1", [old]);
  await forget();
  await load("o2", [{ ...old, receivedAt: today + 99 }]);
  expect(await database.rows("select from events")).toEqual([]);
});

test("twice changes nothing, and the later of two counts", async () => {
  await load("o1", all);
  await forget("ann", today);
  expect(await forget("ann", today - dayMs)).toEqual({ events: 0, sessions: 0 });
  expect(await contentOf(database)).toEqual(rest);
  await forget("ann", today + 1);
  expect(await contentOf(database)).toEqual(recompute(all, [{ visitorId: "ann", forgottenAt: today + 1 }]));
});

test("what rejected lines show of the visitor is erased, and is not shown again", async () => {
  const broken = (excerpt: string): RejectedLine => ({ line: 0, reason: "not_json", excerpt });
  await load("o1", [broken('{"visitor_id":"ann",'), broken('{"visitor_id":"bob",')]);
  await forget();
  await load("o2", [broken('{"visitor_id":"ann"'), broken("{")]);
  expect(await database.rows("select excerpt from rejected_events order by object_key, line")).toEqual(
    ["", '{"visitor_id":"bob",', "", "{"].map((excerpt) => ({ excerpt })),
  );
});

test("at the same time as a load: as if one had been first", async () => {
  const loader = database.warehouse();
  const lines = Array.from({ length: 500 }, (_, index) =>
    event(`id-${index}`, { visitorId: index % 2 ? "ann" : "bob", receivedAt: today + (index % 4) - 2 }),
  );
  await Promise.all([loader.load(object("object"), linesOf(lines), { again: false }), forget()]);
  await loader.close();
  expect(await contentOf(database)).toEqual(recompute(lines, [{ visitorId: "ann", forgottenAt: today }]));
});
