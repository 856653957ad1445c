import { toFirehose } from "../delivery/to-firehose";
import { undeliverableObject } from "../delivery/undeliverable-object";
import { pack } from "../event/pack";
import { FakeStore } from "../testing/fake-store";
import { FakeFirehose, type Fault, none } from "../testing/fakes";
import { deliverySettings } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { drain } from "./drain";

const from = { origin: "us-west-2", holder: "eu-west-1", build: "b1", reason: "Throttled", at: 0 };
const whole = undeliverableObject(pack(['{"event_id":"e1"}', '{"event_id":"e2"}']), from);
const flawed = undeliverableObject(pack(['{"event_id":"e1"}', "not an event"]), from);

function drainWith(object: typeof whole, faults: Fault[] = [none]) {
  const clock = new VirtualClock();
  const firehose = new FakeFirehose(clock, faults);
  const store = new FakeStore();
  store.objects.set(object.key, { body: object.body, metadata: { ...object.manifest } });
  const args = {
    store,
    firehose: toFirehose({ firehose, clock, patience: deliverySettings.firehose, random: () => 1 }),
    region: "eu-west-1",
    build: "b2",
    now: clock.now,
  };
  return { store, firehose, run: () => clock.run(drain(object.key, args)) };
}

test("a whole object: delivered, receipted, deleted", async () => {
  const { store, firehose, run } = drainWith(whole);
  expect(await run()).toEqual({ outcome: "drained", events: 2, quarantined: undefined });
  expect(firehose.accepted.join("")).toBe(whole.body.toString());
  const receiptKey = `drained/region=eu-west-1/${whole.manifest.sha256}.json`;
  expect([...store.objects.keys()]).toEqual([receiptKey]);
  expect(JSON.parse(String(store.objects.get(receiptKey)?.body))).toEqual({
    version: "1",
    key: whole.key,
    sha256: whole.manifest.sha256,
    events: 2,
    quarantined: null,
    holder: "eu-west-1",
    drained_at: expect.stringMatching(/^2025-01-31T12:00:0/),
    build: "b2",
  });
});

test("a flawed object: its good events delivered, all of it kept in quarantine with the reason", async () => {
  const { store, firehose, run } = drainWith(flawed);
  expect(await run()).toEqual({ outcome: "drained", events: 1, quarantined: "event_unreadable" });
  expect(firehose.accepted).toEqual(['{"event_id":"e1"}\n']);
  const kept = store.objects.get(`quarantine/region=eu-west-1/${flawed.manifest.sha256}.ndjson`);
  expect(kept?.body).toEqual(flawed.body);
  expect(kept?.metadata).toMatchObject({ reason: "event_unreadable", source: flawed.key });
  expect(store.under("undeliverable/")).toEqual([]);
});

test("an object without one good event goes to quarantine without a call to Firehose", async () => {
  const { store, firehose, run } = drainWith(undeliverableObject(pack(["garbage"]), from));
  expect(await run()).toMatchObject({ outcome: "drained", events: 0 });
  expect(firehose.calls).toEqual([]);
  expect(store.under("quarantine/")).toHaveLength(1);
});

test("what is not accepted whole stays as it is", async () => {
  const { store, firehose, run } = drainWith(whole, [{ kind: "throttled" }]);
  expect(await run()).toEqual({ outcome: "refused", reason: "ServiceUnavailableException" });
  expect(firehose.calls).toHaveLength(deliverySettings.firehose.attempts);
  expect([...store.objects.keys()]).toEqual([whole.key]);
});

test("a second run finds the receipt, or nothing, and delivers nothing", async () => {
  const { store, firehose, run } = drainWith(whole);
  await run();
  expect(await run()).toEqual({ outcome: "gone" });
  store.objects.set(whole.key, { body: whole.body, metadata: { ...whole.manifest } });
  expect(await run()).toEqual({ outcome: "already_drained" });
  expect(firehose.calls).toHaveLength(1);
  expect(store.under("undeliverable/")).toEqual([]);
});

/** Every moment at which a run touches the world, from a run that nothing disturbs. */
async function stepsOf(object: typeof whole): Promise<string[]> {
  const { store, run } = drainWith(object);
  const steps: string[] = [];
  store.step = (name) => steps.push(name);
  await run();
  return steps;
}

test("the order that keeps events safe", async () => {
  const effects = (await stepsOf(flawed)).filter((step) => step.startsWith("after"));
  expect(effects).toEqual(["after get", "after put quarantine", "after put drained", "after delete"]);
});

describe.each([
  { title: "a whole object", object: whole, ids: ["e1", "e2"] },
  { title: "a flawed object", object: flawed, ids: ["e1"] },
])("killed at any step, $title loses nothing", ({ object, ids }) => {
  test("and the next run ends it", async () => {
    const steps = await stepsOf(object);
    for (const [killedAt, name] of steps.entries()) {
      const { store, firehose, run } = drainWith(object);
      let step = 0;
      store.step = () => {
        if (step++ === killedAt) throw new Error("killed");
      };
      await expect(run()).rejects.toThrow("killed");
      const isSafe =
        store.objects.has(object.key) || ids.every((id) => firehose.accepted.join("").includes(id));
      expect([name, isSafe]).toEqual([name, true]);

      store.step = () => undefined;
      await run();
      const landed = firehose.accepted
        .join("")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).event_id);
      expect([name, [...new Set(landed)].sort()]).toEqual([name, ids]);
      expect([name, store.under("undeliverable/")]).toEqual([name, []]);
      expect([name, store.under("drained/").length]).toEqual([name, 1]);
      expect([name, store.under("quarantine/").length]).toEqual([name, object === flawed ? 1 : 0]);
    }
    expect(steps.length).toBeGreaterThanOrEqual(8);
  });
});
