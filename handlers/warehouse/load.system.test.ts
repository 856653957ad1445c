import type { LakeObject, RejectedLine, StagedEvent } from "./lake-object";
import { startDatabase, type TestDatabase, today } from "./testing/database";
import { dayMs, event, linesOf, minuteMs, object } from "./testing/lake";
import { contentOf, recompute } from "./testing/recompute";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
}, 60_000);
beforeEach(() => database.clear());
afterAll(() => database?.stop(), 60_000);

const load = (
  key: string,
  lines: (StagedEvent | RejectedLine)[],
  { again = false, from = object(key) }: { again?: boolean; from?: LakeObject } = {},
) => database.warehouse().load(from, linesOf(lines), { again });

const broken = (excerpt = "{"): RejectedLine => ({ line: 0, reason: "not_json", excerpt });
const urlOf = (eventId: string) => database.rows("select url from events where event_id = $1", [eventId]);

describe("an object", () => {
  test("is counted, and stands in event_load", async () => {
    await load("before", [event("known")]);
    const copies = [event("one"), event("one"), event("known"), broken(), event("two")];
    const counts = { lines: 5, events: 2, duplicates: 2, replaced: 0, rejected: 1 };
    expect(await load("object", copies)).toEqual({ outcome: "loaded", ...counts });
    expect(
      await database.rows(`select object_key, etag, bytes::int, modified_at, loaded_at, loads, lines::int, events::int,
        duplicates::int, replaced::int, rejected::int from event_load where object_key = 'events/object'`),
    ).toEqual([
      {
        ...{ object_key: "events/object", etag: "e1", bytes: 100, loads: 1, ...counts },
        ...{ modified_at: new Date(today), loaded_at: new Date(today) },
      },
    ]);
  });

  test("full of broken lines has each of them told of, and the first thousand shown", async () => {
    await database.rows("insert into forgotten_visitors values ('ann', now())");
    await load("object", [broken('"ann"'), ...Array.from({ length: 1_001 }, () => broken())]);
    expect(
      await database.rows(
        "select count(*)::int, min(line) as first, max(line) as last from rejected_events group by excerpt order by 1",
      ),
    ).toEqual([
      { count: 3, first: 1, last: 1_002 },
      { count: 999, first: 2, last: 1_000 },
    ]);
  });

  test("without a line is loaded too", async () => {
    expect(await load("empty", [])).toMatchObject({ outcome: "loaded", lines: 0 });
    expect(await load("empty", [])).toEqual({ outcome: "loaded-before" });
  });

  test("is loaded once, its lines unread the second time", async () => {
    await load("object", [event("one")]);
    const lines = linesOf([event("other")]);
    expect(await database.warehouse().load(object("object"), lines, { again: false })).toEqual({
      outcome: "loaded-before",
    });
    expect((await lines.next()).done).toBe(false);
    expect(await urlOf("other")).toEqual([]);
  });

  test("with another etag is another object", async () => {
    await load("object", [event("one")]);
    const from = object("object", "e2");
    expect(await load("object", [event("one"), event("two")], { from })).toMatchObject({ events: 1 });
  });

  test("knows where its events are from", async () => {
    await load("object", [event("first"), event("second")]);
    expect(
      await database.rows(
        "select object_key, line from events join event_load using (load_id) order by line",
      ),
    ).toEqual([
      { object_key: "events/object", line: 1 },
      { object_key: "events/object", line: 2 },
    ]);
  });
});

describe("of two copies of an id", () => {
  const late = event("id", { receivedAt: today + 2, url: "late" });
  const early = event("id", { receivedAt: today + 1, url: "early" });
  const east = event("id", { receivedAt: today + 1, region: "us-west-2", url: "far" });

  test.each([
    { title: "the earlier received stands", copies: [early, late], wins: "early" },
    { title: "the earlier received replaces the later", copies: [late, early], wins: "early" },
    { title: "of one moment, the region that comes first stands", copies: [early, east], wins: "early" },
    { title: "of one moment, the region that comes first replaces", copies: [east, early], wins: "early" },
  ])("$title", async ({ copies, wins }) => {
    for (const [index, copy] of copies.entries()) await load(`o${index}`, [copy]);
    expect(await urlOf("id")).toEqual([{ url: wins }]);
    expect(await contentOf(database)).toEqual(recompute(copies, []));
  });

  test("a replaced one leaves its old day", async () => {
    await load("o1", [event("id", { eventTime: today, receivedAt: today + 9 })]);
    const earlier = event("id", { eventTime: today - dayMs, receivedAt: today + 1 });
    expect(await load("o2", [earlier])).toMatchObject({ events: 0, duplicates: 1, replaced: 1 });
    expect(await database.rows("select event_day::text from events")).toEqual([{ event_day: "2026-11-20" }]);
  });

  test("a replaced one takes its visitor along who has nothing else", async () => {
    await load("o1", [event("id", { visitorId: "ann", receivedAt: today + 9 })]);
    await load("o2", [event("id", { visitorId: "bob", receivedAt: today + 1 })]);
    expect(await database.rows("select visitor_id from visitors")).toEqual([{ visitor_id: "bob" }]);
    expect(await database.rows("select visitor_id from sessions")).toEqual([{ visitor_id: "bob" }]);
  });
});

describe("loading again", () => {
  const lines = [event("one"), event("two"), broken()];

  test("changes nothing but what is counted", async () => {
    await load("object", lines);
    const before = await contentOf(database);
    const counts = { lines: 3, events: 0, duplicates: 2, replaced: 2, rejected: 1 };
    expect(await load("object", lines, { again: true })).toEqual({ outcome: "loaded", ...counts });
    expect(await contentOf(database)).toEqual(before);
    expect(await database.rows("select loads from event_load")).toEqual([{ loads: 2 }]);
    expect(await database.rows("select line, reason from rejected_events")).toEqual([
      { line: 3, reason: "not_json" },
    ]);
  });

  test.each([
    { title: "what was read wrong", mended: { url: "right" } },
    { title: "a time that is believed now", mended: { url: "right", eventTime: today - 2 * dayMs } },
    { title: "a visitor", mended: { url: "right", visitorId: "bob" } },
  ])("mends $title", async ({ mended }) => {
    await load("object", [event("one", { url: "wrong" })]);
    const right = event("one", { clientTime: null, receivedAt: today + 1_000, ...mended });
    await load("object", [right], { again: true });
    expect(await contentOf(database)).toEqual(recompute([right], []));
  });

  test("does not bring back what another object's copy has won", async () => {
    await load("o1", [event("one", { url: "late", receivedAt: today + 9 })]);
    await load("o2", [event("one", { url: "early", receivedAt: today + 1 })]);
    await load("o1", [event("one", { url: "late", receivedAt: today + 9 })], { again: true });
    expect(await urlOf("one")).toEqual([{ url: "early" }]);
  });

  test("mends a copy that is equal to another object's", async () => {
    const copy = event("one", { clientTime: "2010-01-01T00:00:00Z" });
    await load("o1", [copy]);
    await load("o2", [copy]);
    const believed = { ...copy, eventTime: Date.parse("2010-01-01T00:00:00Z") };
    expect(await load("o2", [believed], { again: true })).toMatchObject({ replaced: 1 });
    expect(await contentOf(database)).toEqual(recompute([believed], []));
  });

  test("takes lines out of rejected_events that are read now", async () => {
    await load("object", [broken(), broken()]);
    await load("object", [event("one"), broken()], { again: true });
    expect(await database.rows("select line from rejected_events")).toEqual([{ line: 2 }]);
  });

  test("brings back what was dropped from events, and counts it once", async () => {
    const all = [event("one"), event("two"), event("three", { visitorId: "bob" })];
    await load("object", all);
    await load("other", [event("four")]);
    const before = await contentOf(database);
    await database.rows("delete from events where event_id <> 'four'");
    await load("object", all, { again: true });
    expect(await contentOf(database)).toEqual(before);
  });

  test("loads what was never loaded", async () => {
    expect(await load("object", lines, { again: true })).toMatchObject({ events: 2, replaced: 0 });
  });
});

describe("sessions", () => {
  const at = (minutes: number, id = `at-${minutes}`) =>
    event(id, { eventTime: today + minutes * minuteMs, receivedAt: today });
  const sessions = () =>
    database.rows(
      "select events::int, extract(epoch from ended_at - started_at)::int / 60 as minutes from sessions order by started_at",
    );

  test.each([
    {
      title: "30 minutes apart are one",
      loads: [[at(0)], [at(30)]],
      expected: [{ events: 2, minutes: 30 }],
    },
    {
      title: "31 minutes apart are two",
      loads: [[at(0)], [at(31)]],
      expected: [
        { events: 1, minutes: 0 },
        { events: 1, minutes: 0 },
      ],
    },
    {
      title: "are joined by what comes late between them",
      loads: [[at(0), at(60)], [at(30)]],
      expected: [{ events: 3, minutes: 60 }],
    },
    {
      title: "are extended to the front",
      loads: [[at(0), at(10)], [at(-20)]],
      expected: [{ events: 3, minutes: 30 }],
    },
    {
      title: "go on inside a long one",
      loads: [[at(0), at(25), at(50)], [at(26)]],
      expected: [{ events: 4, minutes: 50 }],
    },
    {
      title: "go on between two points further apart than the gap",
      loads: [
        [at(0), at(25), at(50)],
        [at(5), at(49)],
      ],
      expected: [{ events: 5, minutes: 50 }],
    },
    {
      title: "are parted when the event between moves away",
      loads: [[at(0), at(30, "mid"), at(60)], [{ ...at(500, "mid"), receivedAt: today - 1 }]],
      expected: [
        { events: 1, minutes: 0 },
        { events: 1, minutes: 0 },
        { events: 1, minutes: 0 },
      ],
    },
  ])("$title", async ({ loads, expected }) => {
    for (const [index, lines] of loads.entries()) await load(`o${index}`, lines);
    expect(await sessions()).toEqual(expected);
    const [visitor] = await database.rows("select sessions::int, is_returning from visitors");
    expect(visitor).toEqual({ sessions: expected.length, is_returning: expected.length > 1 });
  });
});
