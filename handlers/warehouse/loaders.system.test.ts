/** Loaders that meet, and loaders that do not live to see the commit. */
import { once } from "node:events";
import { inspect } from "node:util";
import type { StagedEvent } from "./lake-object";
import { startDatabase, type TestDatabase, today } from "./testing/database";
import { event, linesOf, minuteMs, object } from "./testing/lake";
import { contentOf, recompute } from "./testing/recompute";
import { Warehouse } from "./warehouse";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
}, 60_000);
beforeEach(() => database.clear());
afterAll(() => database?.stop(), 60_000);

const load = (key: string, lines: StagedEvent[], warehouse = database.warehouse()) =>
  warehouse.load(object(key), linesOf(lines), { again: false });

describe("at once", () => {
  test("two loaders of one object: one loads it, the other hears that it was loaded", async () => {
    const lines = Array.from({ length: 300 }, (_, index) => event(`id-${index}`));
    const outcomes = await Promise.all([load("object", lines), load("object", lines)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["loaded", "loaded-before"]);
    expect(await contentOf(database)).toEqual(recompute(lines, []));
  });

  test("loaders of objects that share ids and visitors", async () => {
    const objects = [0, 1, 2, 3].map((number) =>
      Array.from({ length: 200 }, (_, index) =>
        event(`id-${index % 120}`, {
          visitorId: `v-${(index * 7 + number) % 9}`,
          eventTime: today + ((index * 13) % 200) * minuteMs,
          receivedAt: today + ((index * 31 + number * 17) % 50),
        }),
      ),
    );
    await Promise.all(objects.map((lines, number) => load(`o${number}`, lines)));
    expect(await contentOf(database)).toEqual(recompute(objects.flat(), []));
  });
});

describe("a loader that ends in the middle", () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => event(`id-${index}`));
  const nothing = { events: [], ids: [], visitors: [], sessions: [] };

  test("of its reading leaves nothing, and loads the next object", async () => {
    const warehouse = database.warehouse();
    async function* failing() {
      yield* linesOf(lines);
      throw new Error("The object ended too early.");
    }
    await expect(warehouse.load(object("object"), failing(), { again: false })).rejects.toThrow(
      "ended too early",
    );
    expect(await contentOf(database)).toEqual(nothing);
    expect(await load("object", lines, warehouse)).toMatchObject({ events: 2_000 });
  });

  test("of its COPY leaves nothing, and can be loaded by another", async () => {
    async function* killing() {
      yield* linesOf(lines);
      await terminate();
      yield* linesOf(lines);
    }
    await expect(database.warehouse().load(object("object"), killing(), { again: false })).rejects.toThrow();
    expect(await contentOf(database)).toEqual(nothing);
    expect(await load("object", lines)).toMatchObject({ outcome: "loaded", events: 2_000 });
  });

  test("of its merge, after all but the commit, leaves nothing", async () => {
    const reader = await database.connect("reader");
    await reader.query(
      "begin; lock table event_load in access share mode; lock table visitors in share mode",
    );
    const loading = database.warehouse().load(object("object"), linesOf(lines), { again: false });
    const failed = expect(loading).rejects.toThrow();
    await waitsForLock();
    await terminate();
    await failed;
    await reader.query("commit");
    await reader.end();
    expect(await contentOf(database)).toEqual(nothing);
    expect(await database.rows("select from event_load")).toEqual([]);
  });

  test("is told of by an error without the data", async () => {
    const lines = [event("one", { properties: '{"secret": "swordfish"' })];
    const failing = load("object", lines);
    const error = (await failing.catch((error: unknown) => error)) as Error;
    expect(error).toMatchObject({ code: "HF_WAREHOUSE" });
    expect(inspect(error)).not.toContain("swordfish");
  });

  test("and whose connection broke while it was idle opens another", async () => {
    const warehouse = database.warehouse();
    await load("o1", [event("one")], warehouse);
    await terminate();
    expect(await load("o2", [event("two")], warehouse)).toMatchObject({ events: 1 });
  });

  test("and whose idle connection nobody answers on opens another", async () => {
    const warehouse = database.warehouse();
    await load("o1", [event("one")], warehouse);
    const [loader] = await database.rows(
      "select pid from pg_stat_activity where application_name = 'loader'",
    );
    process.kill(Number(loader?.pid), "SIGSTOP");
    try {
      expect(await load("o2", [event("two")], warehouse)).toMatchObject({ events: 1 });
    } finally {
      process.kill(Number(loader?.pid), "SIGCONT");
    }
  }, 20_000);

  test("because it was given up while it connected leaves nothing, and the next one alone", async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const lateOne = () => answered.then(() => database.connect("loader"));
    const connects = [lateOne, () => database.connect("loader")];
    const warehouse = new Warehouse(() => (connects.shift() as typeof lateOne)(), {
      ...{ partitionDays: 30, now: () => today },
    });
    const givenUp = load("o1", [event("one")], warehouse).then(
      () => "loaded",
      () => "given up",
    );
    await warehouse.close();
    async function* meeting() {
      yield* linesOf([event("two")]);
      answer();
      await givenUp;
    }
    const next = await warehouse.load(object("o2"), meeting(), { again: false });
    expect([await givenUp, next]).toMatchObject(["given up", { outcome: "loaded", events: 1 }]);
    expect(await database.rows("select event_id from events")).toEqual([{ event_id: "two" }]);
    expect(await database.rows("select object_key, lines::int from event_load")).toEqual([
      { object_key: "events/o2", lines: 1 },
    ]);
    await warehouse.close();
  });

  test("does not share its connection with one that begins meanwhile", async () => {
    const warehouse = database.warehouse();
    await load("o1", [event("one")], warehouse);
    async function* meeting() {
      yield* linesOf([event("two")]);
      expect(await load("o1", [event("one")], warehouse)).toEqual({ outcome: "loaded-before" });
      throw new Error("The object ended too early.");
    }
    const failing = warehouse.load(object("o2"), meeting(), { again: false });
    await expect(failing).rejects.toThrow("ended too early");
    expect(await load("o2", [event("two")], warehouse)).toMatchObject({ outcome: "loaded", events: 1 });
  });

  test("because it is closed leaves nothing", async () => {
    const warehouse = database.warehouse();
    async function* closing() {
      yield* linesOf(lines);
      void warehouse.close();
      yield* linesOf(lines);
    }
    await expect(warehouse.load(object("object"), closing(), { again: false })).rejects.toThrow();
    expect(await contentOf(database)).toEqual(nothing);
    expect(await load("object", lines, warehouse)).toMatchObject({ events: 2_000 });
  });
});

/** Ends the loaders' connections from the server's side, and waits until they are gone. */
async function terminate(): Promise<void> {
  await database.rows(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'loader'",
  );
}

/** Until a loader waits for a lock of the tests. */
async function waitsForLock(): Promise<void> {
  const waiting =
    "select from pg_stat_activity where application_name = 'loader' and wait_event_type = 'Lock'";
  while ((await database.rows(waiting)).length === 0) await once(AbortSignal.timeout(20), "abort"); // Asked again; the test's own timeout bounds it.
}
