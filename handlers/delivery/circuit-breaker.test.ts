import fc from "fast-check";
import { pack } from "../event/pack";
import { anyFault } from "../testing/arbitrary";
import { FakeBucket, FakeFirehose, type Fault, none } from "../testing/fakes";
import { deliverySettings, target } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { guardedPlacesOf } from ".";
import { callMs, hangingFirehoseMs, probePatience } from "./budget";
import { CircuitBreaker } from "./circuit-breaker";
import { deliver } from "./deliver";

const { breaker } = deliverySettings;

/** A breaker whose cool-down is exactly what is set. */
const exact = () => new CircuitBreaker(breaker, () => 0.5);

describe("the state machine", () => {
  const opened = () => {
    const circuit = exact();
    for (let failure = 0; failure < breaker.failures; failure++) circuit.saw("ask", true, 0);
    return circuit;
  };

  test("opens at the second failure in a row, and says so once", () => {
    const circuit = exact();
    expect([circuit.saw("ask", true, 0), circuit.admit(0), circuit.saw("ask", true, 0)]).toEqual([
      undefined,
      "ask",
      "opened",
    ]);
    expect(circuit.admit(0)).toBe("skip");
  });

  test("a success in between starts the count anew", () => {
    const circuit = exact();
    for (const failed of [true, false, true]) expect(circuit.saw("ask", failed, 0)).toBeUndefined();
    expect(circuit.admit(0)).toBe("ask");
  });

  test("while open it skips until the cool-down is over, and lets one delivery probe", () => {
    const circuit = opened();
    expect([circuit.admit(9_999), circuit.admit(10_000), circuit.admit(10_000)]).toEqual([
      "skip",
      "probe",
      "skip",
    ]);
  });

  test("closes when a probe succeeds", () => {
    const circuit = opened();
    circuit.admit(10_000);
    expect(circuit.saw("probe", false, 10_100)).toBe("closed");
    expect(circuit.admit(10_100)).toBe("ask");
    expect(circuit.saw("ask", true, 10_200)).toBeUndefined();
  });

  test("opens again when a probe fails, for a cool-down from its end", () => {
    const circuit = opened();
    circuit.admit(10_000);
    expect(circuit.saw("probe", true, 10_600)).toBe("opened");
    expect([circuit.admit(20_599), circuit.admit(20_600)]).toEqual(["skip", "probe"]);
  });

  test("a probe that never ends blocks no other: the next one is due a cool-down later", () => {
    const circuit = opened();
    circuit.admit(10_000);
    expect([circuit.admit(19_999), circuit.admit(20_000)]).toEqual(["skip", "probe"]);
  });

  test("deliveries that began before it opened change nothing", () => {
    const circuit = opened();
    const late = [false, true, true, true].map((failed) => circuit.saw("ask", failed, 500));
    expect(late).toEqual([undefined, undefined, undefined, undefined]);
    expect([circuit.admit(9_999), circuit.admit(10_000)]).toEqual(["skip", "probe"]);
  });

  test.each([
    { title: "half of it", random: 0, probeAt: 5_000 },
    { title: "one and a half", random: 1, probeAt: 15_000 },
  ])("cools down for $title, by chance", ({ random, probeAt }) => {
    const circuit = new CircuitBreaker(breaker, () => random);
    for (let failure = 0; failure < breaker.failures; failure++) circuit.saw("ask", true, 0);
    expect([circuit.admit(probeAt - 1), circuit.admit(probeAt)]).toEqual(["skip", "probe"]);
  });
});

/** One execution environment, whose faults can be changed as time goes by. */
function environmentWith(faults: Fault[], hereFaults: Fault[] = [none]) {
  const clock = new VirtualClock();
  const firehose = new FakeFirehose(clock, faults);
  const here = new FakeBucket(clock, hereFaults);
  const peer = new FakeBucket(clock);
  const changes: [string, string | undefined][] = [];
  const ports = { firehose, here, peer, clock, random: () => 0.5 };
  const places = guardedPlacesOf(ports, deliverySettings, target, (...change) => changes.push(change));
  let sent = 0;
  /** Four records of an event each. */
  const batch = () => {
    sent++;
    return ["a", "b", "c", "d"].flatMap((letter) => pack([`{"event_id":"${letter}${sent}."}`]));
  };
  return {
    ...{ clock, firehose, here, peer, changes, batch },
    async send(records = batch()) {
      const startedAt = clock.now();
      const delivery = await clock.run(deliver(records, [places.firehose, places.here, places.peer]));
      return { ...delivery, elapsedMs: clock.now() - startedAt };
    },
    sendAtOnce: (count: number) =>
      clock.run(
        Promise.all(
          Array.from({ length: count }, () =>
            deliver(batch(), [places.firehose, places.here, places.peer]).then(({ kept }) => kept),
          ),
        ),
      ),
  };
}

const hang: Fault = { kind: "hang" };

test("a Firehose that hangs costs its patience twice, then nothing", async () => {
  const { send, firehose, changes } = environmentWith([hang]);
  const took = [];
  for (let request = 0; request < 5; request++) took.push((await send()).elapsedMs);
  expect(took).toEqual([2_000, 2_000, 0, 0, 0]);
  expect(firehose.calls).toHaveLength(2);
  expect(changes).toEqual([["opened", "HF_DELIVERY_TIMEOUT"]]);
});

test("what it keeps from Firehose lies in S3 here, with the reason", async () => {
  const { send, here } = environmentWith([hang]);
  for (let request = 0; request < 3; request++)
    expect(await send()).toMatchObject({ durable: true, kept: { here: 4 }, undelivered: 0 });
  expect([...here.objects.values()].map(({ manifest }) => manifest.reason)).toEqual([
    "HF_DELIVERY_TIMEOUT",
    "HF_DELIVERY_TIMEOUT",
    "BreakerOpen",
  ]);
});

test("S3 here failing while it is open: the peer takes it, as without a breaker", async () => {
  const { send } = environmentWith([hang], [none, none, { kind: "broken" }]);
  await send();
  await send();
  expect(await send()).toMatchObject({
    durable: true,
    kept: { peer: 4 },
    reasons: { firehose: "BreakerOpen", here: "ECONNREFUSED" },
  });
});

test.each<{ title: string; faults: Fault[] }>([
  { title: "records refused while others are taken", faults: [{ kind: "partial", mask: 0b0101 }] },
  { title: "one throttle, and all taken at the next attempt", faults: [{ kind: "throttled" }, none] },
  { title: "one timeout among successes", faults: [none, hang, none] },
  { title: "answers just fast enough", faults: [{ kind: "late", milliseconds: 800 }] },
])("stays closed with $title", async ({ faults }) => {
  const { send, changes } = environmentWith(faults);
  for (let request = 0; request < 6; request++) await send();
  expect(changes).toEqual([]);
});

test.each<{ title: string; faults: Fault[]; reason: string | undefined }>([
  { title: "every record throttled", faults: [{ kind: "throttled" }], reason: "ServiceUnavailableException" },
  { title: "a permission taken away", faults: [{ kind: "denied" }], reason: "AccessDeniedException" },
  { title: "nothing listening", faults: [{ kind: "broken" }], reason: "ECONNREFUSED" },
  { title: "answers that are slow", faults: [{ kind: "late", milliseconds: 801 }], reason: undefined },
  {
    title: "answers that match nothing",
    faults: [{ kind: "short_answer" }],
    reason: "HF_DELIVERY_ANSWER_COUNT",
  },
])("opens with $title", async ({ faults, reason }) => {
  const { send, changes } = environmentWith(faults);
  await send();
  await send();
  expect(changes).toEqual([["opened", reason]]);
});

test("half open, one delivery probes with little patience, and the others go to S3 meanwhile", async () => {
  const { send, sendAtOnce, clock, firehose } = environmentWith([hang]);
  await send();
  await send();
  await clock.advance(10_000);
  const startedAt = clock.now();
  expect(await sendAtOnce(5)).toEqual(new Array(5).fill({ here: 4 }));
  expect(firehose.calls).toHaveLength(3);
  expect(clock.now() - startedAt).toBe(callMs(probePatience));
});

test("closes once Firehose works again, and every event goes there as before", async () => {
  const { send, clock, changes } = environmentWith([hang, hang, none]);
  await send();
  await send();
  expect((await send()).kept).toEqual({ here: 4 });
  await clock.advance(10_000);
  for (let request = 0; request < 3; request++) expect((await send()).kept).toEqual({ firehose: 4 });
  expect(changes.map(([change]) => change)).toEqual(["opened", "closed"]);
});

/** What becomes of requests, one after another, with pauses between them. */
const anyRequests = fc.array(fc.record({ fault: anyFault, pauseMs: fc.integer({ min: 0, max: 8_000 }) }), {
  minLength: 1,
  maxLength: 25,
});

test("whatever Firehose does: nothing is lost, an open breaker asks at most once a cool-down, and no delivery takes longer than a hang", async () => {
  await fc.assert(
    fc.asyncProperty(anyRequests, async (requests) => {
      const { send, batch, clock, firehose, here, peer, changes } = environmentWith(
        requests.map(({ fault }) => fault),
      );
      let openedAt: number | undefined;
      for (const { pauseMs } of requests) {
        await clock.advance(pauseMs);
        const callsBefore = firehose.calls.length;
        const changesBefore = changes.length;
        const startedAt = clock.now();
        const records = batch();
        const { durable, elapsedMs } = await send(records);

        expect(durable).toBe(true);
        const kept = firehose.accepted.join("") + here.text + peer.text;
        for (const { data } of records) expect(kept).toContain(data.toString());
        expect(elapsedMs).toBeLessThanOrEqual(hangingFirehoseMs(deliverySettings.firehose));
        const calls = firehose.calls.length - callsBefore;
        if (openedAt !== undefined) expect(calls).toBe(startedAt - openedAt >= breaker.coolDownMs ? 1 : 0);
        for (const [change] of changes.slice(changesBefore))
          openedAt = change === "opened" ? clock.now() : undefined;
      }
    }),
    { numRuns: 300 },
  );
});

test("after any past, a Firehose that works is asked again within one and a half cool-downs", async () => {
  await fc.assert(
    fc.asyncProperty(anyRequests, fc.double({ min: 0, max: 1, noNaN: true }), async (requests, random) => {
      const circuit = new CircuitBreaker(breaker, () => random);
      let now = 0;
      for (const { fault, pauseMs } of requests) {
        now += pauseMs;
        const admission = circuit.admit(now);
        if (admission !== "skip") circuit.saw(admission, fault.kind !== "none", now);
      }
      now += 1.5 * breaker.coolDownMs;
      const admission = circuit.admit(now);
      expect(admission).not.toBe("skip");
      if (admission !== "skip") circuit.saw(admission, false, now);
      expect(circuit.admit(now)).toBe("ask");
    }),
  );
});
