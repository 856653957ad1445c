import fc from "fast-check";
import { toFirehose } from "../delivery/to-firehose";
import { undeliverableObject } from "../delivery/undeliverable-object";
import { pack } from "../event/pack";
import { embeddedMetrics } from "../metrics";
import { anyFaults } from "../testing/arbitrary";
import { FakeStore } from "../testing/fake-store";
import { FakeFirehose, type Fault, none } from "../testing/fakes";
import { deliverySettings } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { replay } from "./replay";

const hour = 3_600_000;
const objectAt = (index: number) =>
  undeliverableObject(pack([`{"event_id":"e${index}"}`]), {
    origin: "eu-west-1",
    holder: "eu-west-1",
    build: "b1",
    reason: "Throttled",
    at: index * hour,
  });

function replayWith({
  objects = 0,
  faults = [none],
  sweepObjectsMax = 1_000,
}: {
  objects?: number;
  faults?: Fault[];
  sweepObjectsMax?: number;
}) {
  const clock = new VirtualClock();
  const firehose = new FakeFirehose(clock, faults);
  const store = new FakeStore();
  const keys = Array.from({ length: objects }, (_, index) => {
    const { key, body, manifest } = objectAt(index);
    store.objects.set(key, { body, metadata: { ...manifest } });
    return key;
  });
  const log: Record<string, unknown>[] = [];
  const args = {
    store,
    firehose: toFirehose({ firehose, clock, patience: deliverySettings.firehose, random: () => 1 }),
    own: { bucket: "b", region: "eu-west-1" },
    functionName: "h-replay",
    region: "eu-west-1",
    build: "b2",
    sweepObjectsMax,
    drainBudgetMs: 20_000,
    now: clock.now,
    log: (line: string) => log.push(JSON.parse(line)),
  };
  const startedAt = clock.now();
  return {
    clock,
    firehose,
    store,
    keys,
    log,
    left: () => store.under("undeliverable/").length,
    run: (event: unknown, timeoutMs = 120_000) =>
      clock.run(replay(event, args, () => startedAt + timeoutMs - clock.now())),
  };
}

const sweep = { sweep: true };
const queue = (...messages: (string | string[])[]) => ({
  Records: messages.map((keys, index) => ({
    eventSource: "aws:sqs",
    messageId: `m${index}`,
    body: JSON.stringify({
      Records: [keys].flat().map((key) => ({
        eventName: "ObjectCreated:Put",
        s3: { bucket: { name: "b" }, object: { key: encodeURIComponent(key) } },
      })),
    }),
  })),
});

const leftOf = (OldestUndeliveredSeconds: number, UndeliveredObjects: number, at: number) =>
  embeddedMetrics({ OldestUndeliveredSeconds, UndeliveredObjects }, "h-replay", at);

test("an idle sweep leaves one line, and says that nothing waits", async () => {
  const { run, log, clock } = replayWith({});
  await run(sweep);
  expect(log).toEqual([
    {
      message: "sweep",
      region: "eu-west-1",
      build: "b2",
      ended: "all_seen",
      objects: 0,
      events: 0,
      ...leftOf(0, 0, clock.now()),
    },
  ]);
});

test("a sweep says what it left and how old the oldest is, receipts subtracted", async () => {
  const { run, log, store, keys, clock } = replayWith({ objects: 5, faults: [{ kind: "denied" }] });
  const startedAt = clock.now();
  keys.forEach((key, index) => {
    store.writtenAt.set(key, startedAt - 1_000_000 + index * 100_000);
  });
  // The two oldest were drained by a run that was killed before it deleted them; the first of the rest is refused.
  for (const key of keys.slice(0, 2)) {
    const sha256 = key.slice(-71, -7);
    store.objects.set(`drained/region=eu-west-1/${sha256}.json`, { body: Buffer.from("{}"), metadata: {} });
  }
  store.delete = async () => undefined;
  await run(sweep);
  expect(log.at(-1)).toMatchObject({ ended: "refused", ...leftOf(800, 3, clock.now()) });
});

test("replayed events and quarantined objects are counted where they happen", async () => {
  const { run, log, store } = replayWith({ objects: 2 });
  const flawed = undeliverableObject(pack(["not an event"]), {
    origin: "eu-west-1",
    holder: "eu-west-1",
    build: "b1",
    reason: "Throttled",
    at: 3 * hour,
  });
  store.objects.set(flawed.key, { body: flawed.body, metadata: { ...flawed.manifest } });
  await run(queue(flawed.key));
  await run(sweep);
  const counted = log.map(({ EventsReplayed, ObjectsQuarantined }) => [EventsReplayed, ObjectsQuarantined]);
  expect(counted).toEqual([
    [undefined, 1],
    [1, undefined],
    [1, undefined],
    [undefined, undefined],
  ]);
});

test("what cannot be looked at fails no sweep that has done its work", async () => {
  const { run, log, store, left } = replayWith({ objects: 2 });
  const list = store.list;
  let calls = 0;
  store.list = (...page) =>
    ++calls > 2 ? Promise.reject(Object.assign(new Error(), { name: "SlowDown" })) : list(...page);
  await run(sweep);
  expect(left()).toBe(0);
  expect(log.at(-1)).toMatchObject({ drained: 2, unmeasured: "SlowDown" });
  expect(log.at(-1)).not.toHaveProperty("_aws");
});

test("a sweep drains page after page, oldest first", async () => {
  const { run, log, left, firehose } = replayWith({ objects: 450 });
  await run(sweep);
  expect(left()).toBe(0);
  expect(log.at(-1)).toMatchObject({ ended: "all_seen", objects: 450, drained: 450, events: 450 });
  expect(firehose.accepted[0]).toBe('{"event_id":"e0"}\n');
});

test("a sweep stops at its number of objects", async () => {
  const { run, log, left } = replayWith({ objects: 30, sweepObjectsMax: 20 });
  await run(sweep);
  expect(left()).toBe(10);
  expect(log.at(-1)).toMatchObject({ ended: "objects_max", drained: 20 });
});

test("a sweep starts nothing that might not fit its time", async () => {
  const { run, log, left } = replayWith({ objects: 10 });
  await run(sweep, 19_999);
  expect(left()).toBe(10);
  expect(log.at(-1)).toMatchObject({ ended: "out_of_time", out_of_time: 10 });
});

test("a sweep without time to look at what it left says nothing of it, rather than that nothing waits", async () => {
  const { run, log } = replayWith({ objects: 10 });
  await run(sweep, 5_000);
  expect(log.at(-1)).toMatchObject({ ended: "out_of_time", unmeasured: "out_of_time" });
  expect(log.at(-1)).not.toHaveProperty("_aws");
});

test("a sweep that sees a part of what it left says so", async () => {
  const { run, log, store, clock } = replayWith({ objects: 2_500 });
  const list = store.list;
  store.list = async (...page) => {
    await clock.sleep(6_000);
    return list(...page);
  };
  await run(sweep, 19_999);
  expect(log.at(-1)).toMatchObject({ counted: "partly", UndeliveredObjects: 2_000 });
});

test("a sweep ends when Firehose refuses, as a value: the next one tries again", async () => {
  const { run, log, left, firehose } = replayWith({ objects: 300, faults: [{ kind: "denied" }] });
  await run(sweep);
  expect(left()).toBe(300);
  expect(firehose.calls.length).toBeLessThan(10);
  expect(log.at(-1)).toMatchObject({ ended: "refused", refused: 200 });
});

test("an object that cannot be read keeps no other from being drained, and is reported", async () => {
  const { run, log, store, keys } = replayWith({ objects: 20 });
  const unreadable = keys[3] ?? "";
  const get = store.get;
  store.get = (key) =>
    key === unreadable ? Promise.reject(Object.assign(new Error(), { name: "AccessDenied" })) : get(key);
  await expect(run(sweep)).rejects.toThrow(
    "HF_REPLAY_SWEEP: The sweep could not drain 1 of 20 objects: AccessDenied",
  );
  expect(store.under("undeliverable/")).toEqual([unreadable]);
  expect(log.at(-1)).toMatchObject({ drained: 19, failed: 1 });
});

test("the queue's messages: only what was not done comes again", async () => {
  const { run, keys, left, log } = replayWith({ objects: 4 });
  const [a = "", b = "", c = "", d = ""] = keys;
  const event = queue(
    a,
    [b, c],
    "undeliverable/region=us-west-2/x",
    "undeliverable/region=eu-west-1/gone",
    d,
    d,
  );
  expect(await run(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "m2" }] });
  expect(left()).toBe(0);
  expect(log).toContainEqual({ message: "queue_message", id: "m2", problem: "another_prefix" });
  expect(log.filter(({ message }) => message === "undeliverable")).toHaveLength(5);
});

test("while Firehose refuses, every message comes again and every object stays", async () => {
  const { run, keys, left } = replayWith({ objects: 3, faults: [{ kind: "hang" }] });
  expect(await run(queue(...keys))).toEqual({
    batchItemFailures: [{ itemIdentifier: "m0" }, { itemIdentifier: "m1" }, { itemIdentifier: "m2" }],
  });
  expect(left()).toBe(3);
});

test("runs killed again and again, Firehose as it pleases: in the end everything has landed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }),
      anyFaults,
      async (objects, killedAt, faults) => {
        const { run, left, store, firehose } = replayWith({ objects, faults: [...faults, none] });
        const safe = () =>
          Array.from({ length: objects }, (_, index) => objectAt(index)).filter(
            ({ key, body }) => store.objects.has(key) || firehose.accepted.join("").includes(body.toString()),
          ).length;
        for (const last of killedAt) {
          let step = 0;
          store.step = () => {
            if (step++ >= last) throw new Error("killed");
          };
          await run(sweep, 1e9).catch(() => undefined);
          expect(safe()).toBe(objects);
        }
        store.step = () => undefined;
        // Each sweep meets at least one of the faults, and after the last of them there are none.
        for (let again = 0; again <= faults.length && left() > 0; again++) await run(sweep, 1e9);
        expect(left()).toBe(0);
        expect(safe()).toBe(objects);
        expect(store.under("drained/")).toHaveLength(objects);
      },
    ),
    { numRuns: 200 },
  );
});
