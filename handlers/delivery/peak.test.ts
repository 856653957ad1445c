/** A hang at peak, on a virtual clock: how many environments hold a request, with the breaker and without. */
import { pack } from "../event/pack";
import { FakeBucket, FakeFirehose, type Fault } from "../testing/fakes";
import { deliverySettings, target } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { guardedPlacesOf, placesOf } from ".";
import { callMs, type DeliverySettings, hangingFirehoseMs, probePatience } from "./budget";
import { deliver, type Place } from "./deliver";

const settings: DeliverySettings = {
  ...deliverySettings,
  firehose: { attempts: 3, connectMs: 300, requestMs: 700, retryDelayMs: 100 },
  breaker: { failures: 2, coolDownMs: 10_000, slowMs: 500 },
};
const storedAfterMs = 200;
const ratePerSecond = 100;

/** Numbers from 0 to 1, the same in each run. */
function numbers() {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** What Lambda does: the environment that was used last takes the next request, and a new one is made when all are busy. */
async function peaks(firehoseFaults: (second: number) => Fault, seconds: number, isGuarded: boolean) {
  const clock = new VirtualClock();
  const random = numbers();
  const startedAt = clock.now();
  const secondNow = () => Math.floor((clock.now() - startedAt) / 1_000);
  let calls = 0;
  const environment = (): readonly Place[] => {
    const here = new FakeBucket(clock, [{ kind: "late", milliseconds: storedAfterMs }]);
    const firehose = {
      putRecordBatch: (records: readonly Buffer[]) => {
        calls++;
        return new FakeFirehose(clock, [firehoseFaults(secondNow())]).putRecordBatch(records);
      },
    };
    const ports = { firehose, here, peer: here, clock, random };
    const { firehose: first, here: second } = isGuarded
      ? guardedPlacesOf(ports, settings, target, () => undefined)
      : placesOf(ports, settings, target);
    return [first, second];
  };

  const idle: (readonly Place[])[] = [];
  let [made, busy, notDurable] = [0, 0, 0];
  const busyMax = new Array<number>(seconds).fill(0);
  const serve = async () => {
    const places = idle.pop() ?? environment();
    made = Math.max(made, ++busy);
    busyMax[secondNow()] = Math.max(busyMax[secondNow()] ?? 0, busy);
    const { durable } = await deliver(pack(['{"event_id":"e"}']), places);
    if (!durable) notDurable++;
    busy--;
    idle.push(places);
  };
  const load = async () => {
    const requests: Promise<void>[] = [];
    for (let request = 0; request < ratePerSecond * seconds; request++) {
      requests.push(serve());
      await clock.sleep(1_000 / ratePerSecond);
    }
    await Promise.all(requests);
  };
  await clock.run(load());
  return { busyMax, made, notDurable, calls };
}

const hang: Fault = { kind: "hang" };
const perSecond = (milliseconds: number) => (ratePerSecond * milliseconds) / 1_000;

test("without a breaker each request holds its environment for as long as Firehose hangs", async () => {
  const { busyMax, notDurable } = await peaks(() => hang, 8, false);
  expect(Math.max(...busyMax.slice(4))).toBe(perSecond(hangingFirehoseMs(settings.firehose)));
  expect(notDurable).toBe(0);
});

test("with it that is the peak, it lasts for two requests' time, and then S3 alone is waited for, and the probes", async () => {
  const { busyMax, made, notDurable, calls } = await peaks(() => hang, 40, true);
  const hanging = perSecond(hangingFirehoseMs(settings.firehose));
  expect(Math.max(...busyMax)).toBeLessThanOrEqual(hanging);
  expect(made).toBe(hanging);
  const toS3 = perSecond(storedAfterMs);
  // Every environment that there is, probing once a cool-down: the bound of the decision record.
  const probing = (made * (callMs(probePatience) + storedAfterMs)) / settings.breaker.coolDownMs;
  expect(Math.max(...busyMax.slice(4))).toBeLessThanOrEqual(toS3 + 2 * probing);
  expect(notDurable).toBe(0);
  // Twice when it opens; from then on at most once in half a cool-down.
  expect(calls).toBeLessThanOrEqual(made * (2 + 40 / 5));
});

test("once Firehose works again it takes every event, and nothing waits", async () => {
  const { busyMax, notDurable } = await peaks(
    (second) => (second < 10 ? hang : { kind: "late", milliseconds: 20 }),
    40,
    true,
  );
  expect(Math.max(...busyMax.slice(30))).toBeLessThanOrEqual(perSecond(20));
  expect(notDurable).toBe(0);
});
