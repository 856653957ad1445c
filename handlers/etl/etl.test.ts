import { gzipSync } from "node:zlib";
import type { Clock } from "../delivery/clock";
import { embeddedMetrics } from "../metrics";
import { VirtualClock } from "../testing/virtual-clock";
import type { LakeObject, LoadOutcome, RejectedLine, StagedEvent } from "../warehouse/lake-object";
import { etl } from "./etl";
import { tombstoneKey, tombstoneText } from "./tombstone";

const event = (id: string, protocol = "events") =>
  JSON.stringify({
    event_id: id,
    event_name: "page_view",
    received_at: "2026-11-21T12:00:00.000Z",
    protocol,
    region: "eu-west-1",
    build: "b1",
  });

/** Time that stands still: gunzip works in real time, which a virtual clock would not wait for. */
const still: Clock = { now: () => Date.UTC(2025, 0, 31, 12), sleep: () => new Promise(() => undefined) };

/**
 * The ports in memory. The warehouse takes what it is given, unless `meet` makes a load meet something.
 * @param clock with a virtual one, the warehouse reads no lines.
 */
function etlWith(objects: Readonly<Record<string, Buffer>>, clock: Clock = still) {
  const loads: { key: string; etag: string; again: boolean; lines: (string | number)[] }[] = [];
  const forgotten: unknown[] = [];
  const putOff: [string, number][] = [];
  const log: Record<string, unknown>[] = [];
  let closed = 0;
  let meet: (object: LakeObject) => Promise<void> = async () => undefined;
  const args = {
    lake: {
      find: async (key: string) => {
        const body = objects[key];
        return body && { key, etag: "e1", bytes: body.length, modifiedAt: 0 };
      },
      read: async function* ({ key }: LakeObject) {
        yield objects[key] as Buffer;
      },
    },
    warehouse: {
      async load(
        object: LakeObject,
        lines: AsyncIterable<StagedEvent | RejectedLine>,
        { again }: { again: boolean },
      ): Promise<LoadOutcome> {
        await meet(object);
        const taken: (string | number)[] = [];
        if (clock === still)
          for await (const line of lines) taken.push("reason" in line ? line.reason : line.eventId);
        loads.push({ key: object.key, etag: object.etag, again, lines: taken });
        return {
          outcome: "loaded",
          lines: taken.length,
          events: taken.length,
          duplicates: 0,
          replaced: 0,
          rejected: 1,
        };
      },
      async forget(forgetting: unknown) {
        forgotten.push(forgetting);
        return { events: 3, sessions: 1 };
      },
      async close() {
        closed += 1;
      },
    },
    queue: {
      async putOff(receiptHandle: string, seconds: number) {
        putOff.push([receiptHandle, seconds]);
      },
    },
    retry: { baseSeconds: 30, secondsMax: 900 },
    window: { pastYearsMax: 20, futureHoursMax: 24 },
    bucket: "lake",
    functionName: "h-etl",
    region: "eu-west-1",
    build: "b2",
    clock,
    log: (line: string) => log.push(JSON.parse(line)),
  };
  const startedAt = clock.now();
  return {
    ...{ clock, loads, forgotten, putOff, log, args },
    closed: () => closed,
    meet(next: typeof meet) {
      meet = next;
    },
    run: (invocation: unknown, timeoutMs = 300_000) =>
      etl(invocation, args, () => startedAt + timeoutMs - clock.now()),
  };
}

const queue = (...messages: (string | string[])[]) => ({
  Records: messages.map((keys, index) => ({
    eventSource: "aws:sqs",
    messageId: `m${index}`,
    receiptHandle: `r${index}`,
    attributes: { ApproximateReceiveCount: "2", SentTimestamp: String(Date.UTC(2025, 0, 31, 11, 50)) },
    body: JSON.stringify({
      Records: [keys].flat().map((key) => ({
        eventName: "ObjectCreated:Put",
        s3: { bucket: { name: "lake" }, object: { key: encodeURIComponent(key) } },
      })),
    }),
  })),
});
const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const one = gzipSync(`${event("a")}\n${event("c", "canary")}\njunk\n`);

test("an object is loaded once, its canaries left out, and one line tells of it", async () => {
  const { run, loads, log, clock } = etlWith({ "events/a": one });
  expect(await run(queue("events/a"))).toEqual(failures());
  expect(loads).toEqual([{ key: "events/a", etag: "e1", again: false, lines: ["a", "not_json"] }]);
  expect(log).toEqual([
    {
      message: "load",
      region: "eu-west-1",
      build: "b2",
      objects: [
        {
          key: "events/a",
          outcome: "loaded",
          lines: 2,
          events: 2,
          duplicates: 0,
          replaced: 0,
          rejected: 1,
          canaries: 1,
        },
      ],
      ...embeddedMetrics({ LinesRejected: 1 }, "h-etl", clock.now()),
    },
  ]);
});

test("an object that two messages name is loaded once", async () => {
  const { run, loads } = etlWith({ "events/a": one, "events/b": one });
  expect(await run(queue("events/a", ["events/a", "events/b"]))).toEqual(failures());
  expect(loads.map(({ key }) => key)).toEqual(["events/a", "events/b"]);
});

test("a person's reload loads again what was loaded before, and answers what it did", async () => {
  const { run, loads } = etlWith({ "events/a": one });
  expect(await run({ reload: { key: "events/a" } })).toMatchObject({
    key: "events/a",
    outcome: "loaded",
    canaries: 1,
  });
  expect(loads).toMatchObject([{ again: true }]);
});

test("an object that is gone is set aside, so that its return is a new object", async () => {
  const { run, loads, log } = etlWith({});
  expect(await run(queue("events/gone"))).toEqual(failures());
  expect(loads).toEqual([{ key: "events/gone", etag: "gone", again: true, lines: ["object_gone"] }]);
  expect(log[0]).toMatchObject({
    objects: [{ outcome: "set-aside", problem: "object_gone" }],
    LinesRejected: 1,
  });
});

describe("tombstones", () => {
  const key = tombstoneKey("v-1");
  const text = tombstoneText({
    version: "1",
    visitor_id: "v-1",
    forgotten_at: "2026-11-21T12:00:00Z",
    by: "me",
  });

  test("are honoured", async () => {
    const { run, forgotten, log } = etlWith({ [key]: Buffer.from(text) });
    expect(await run(queue(key))).toEqual(failures());
    expect(forgotten).toEqual([{ visitorId: "v-1", forgottenAt: Date.UTC(2026, 10, 21, 12) }]);
    expect(log[0]).toMatchObject({ objects: [{ outcome: "forgotten", events: 3, sessions: 1 }] });
  });

  test.each([
    { title: "no JSON", body: Buffer.from("{"), problem: "not_json" },
    { title: "endless", body: Buffer.alloc(20_000, " "), problem: "too_long" },
    { title: "gone", body: undefined, problem: "object_gone" },
  ])("that are $title are set aside, and forget nobody", async ({ body, problem }) => {
    const { run, forgotten, loads } = etlWith(body ? { [key]: body } : {});
    expect(await run({ reload: { key } })).toEqual({ key, outcome: "set-aside", problem });
    expect(forgotten).toEqual([]);
    expect(loads).toMatchObject([{ lines: [problem] }]);
  });
});

test("a message that cannot be understood comes again at once, until it lies where a person finds it", async () => {
  const { run, putOff, log } = etlWith({ "events/a": one });
  expect(await run(queue("events/a", "stop/x"))).toEqual(failures("m1"));
  expect(putOff).toEqual([["r1", 0]]);
  expect(log[0]).toMatchObject({ putOff: [{ id: "m1", receives: 2, seconds: 0, why: "another_prefix" }] });
});

const refused = Object.assign(new Error("connect ECONNREFUSED, password secret"), { code: "ECONNREFUSED" });

test("while the database fails, messages are put off for longer each time; the others go on", async () => {
  const { run, meet, putOff, log, loads } = etlWith({ "events/a": one, "events/b": one });
  meet(async ({ key }) => {
    if (key === "events/a") throw refused;
  });
  expect(await run(queue("events/a", ["events/b", "events/a"], "events/b"))).toEqual(failures("m0", "m1"));
  expect(putOff).toEqual([
    ["r0", 60],
    ["r1", 60],
  ]);
  expect(loads.map(({ key }) => key)).toEqual(["events/b"]);
  expect(log[0]).toMatchObject({
    objects: [{ key: "events/a", outcome: "failed", reason: "ECONNREFUSED" }, {}],
    PutOffSeconds: 600,
  });
  expect(JSON.stringify(log)).not.toContain("secret"); // An error's text may hold anything.
});

test("a mistake of the program is a failure like any other, never a silent success", async () => {
  const { run, meet } = etlWith({ "events/a": one });
  meet(async () => (undefined as unknown as { x: { y: never } }).x.y);
  expect(await run(queue("events/a"))).toEqual(failures("m0"));
});

test("a reload that fails throws, so that whoever waits for it knows", async () => {
  const { run, meet, log } = etlWith({ "events/a": one });
  meet(() => Promise.reject(refused));
  await expect(run({ reload: { key: "events/a" } })).rejects.toBe(refused);
  expect(log).toHaveLength(1);
});

test("a message that cannot be put off is a failure all the same", async () => {
  const { run, meet, args, log } = etlWith({ "events/a": one });
  meet(() => Promise.reject(refused));
  args.queue.putOff = () => Promise.reject(Object.assign(new Error(), { name: "AccessDenied" }));
  expect(await run(queue("events/a"))).toEqual(failures("m0"));
  expect(log[0]).toEqual({ message: "not_put_off", id: "m0", reason: "AccessDenied" });
});

test("a load that hangs is broken off before the function ends, and its connection closed", async () => {
  const clock = new VirtualClock();
  const { run, meet, closed, putOff } = etlWith({ "events/a": one }, clock);
  const startedAt = clock.now();
  meet(() => new Promise(() => undefined));
  expect(await clock.run(run(queue("events/a"), 60_000))).toEqual(failures("m0"));
  expect(clock.now() - startedAt).toBe(55_000);
  expect(closed()).toBe(1);
  expect(putOff).toEqual([["r0", 60]]);
});

test("no further object is started once half of the time is gone", async () => {
  const clock = new VirtualClock();
  const { run, meet, loads, putOff } = etlWith({ "events/a": one, "events/b": one, "events/c": one }, clock);
  meet(() => clock.sleep(20_000));
  expect(await clock.run(run(queue("events/a", "events/b", "events/c"), 60_000))).toEqual(failures("m2"));
  expect(loads).toHaveLength(2);
  expect(putOff).toEqual([["r2", 0]]);
});
