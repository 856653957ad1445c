import { placesOf } from "../delivery";
import { deliveryBudgetMs, signalAnswerMs } from "../delivery/budget";
import { deliver } from "../delivery/deliver";
import { pack } from "../event/pack";
import { FakeBucket, FakeFirehose, type Fault, none } from "../testing/fakes";
import { deliverySettings, target } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { canaryPatience, Health } from "./health";

const settings = { unhealthyAfterMs: 10_000, healthyAfterMs: 30_000, sharedMs: 2_000 };
const hang: Fault = { kind: "hang" };

function healthWith(firehoseFaults: Fault[], hereFaults: Fault[] = [none]) {
  const clock = new VirtualClock();
  const firehose = new FakeFirehose(clock, firehoseFaults);
  const here = new FakeBucket(clock, hereFaults);
  const ports = { firehose, here, peer: new FakeBucket(clock), clock, random: () => 1 };
  const places = placesOf(ports, canaryPatience(deliverySettings), target);
  const health = new Health({
    settings,
    clock,
    deliverCanary: () => deliver(pack(["{}"]), [places.firehose, places.here]),
  });
  return { clock, firehose, here, health };
}

test("a canary's patience ends before the answer has to be given", () => {
  const { firehose, here } = canaryPatience(deliverySettings);
  const none = { connectMs: 0, requestMs: 0 };
  expect(deliveryBudgetMs({ firehose, here, peer: none })).toBeLessThan(signalAnswerMs);
  expect(signalAnswerMs).toBeLessThan(1_500);
});

test("requests at the same time, and those of the next 2 s, share one canary", async () => {
  const { clock, firehose, health } = healthWith([none]);
  const all = await clock.run(Promise.all(Array.from({ length: 50 }, () => health.isHealthy())));
  expect(all.every(Boolean)).toBe(true);
  await clock.advance(1_999);
  await clock.run(health.isHealthy());
  expect(firehose.calls).toHaveLength(1);
  await clock.advance(1);
  await clock.run(health.isHealthy());
  expect(firehose.calls).toHaveLength(2);
});

test("S3 in the region is reason enough to stay healthy", async () => {
  const { clock, health } = healthWith([hang]);
  for (let second = 0; second < 60; second += 5) {
    expect(await clock.run(health.isHealthy())).toBe(true);
    await clock.advance(5_000);
  }
});

test("when nothing in the region answers, it is unhealthy after 10 s, and every answer is given in time", async () => {
  const { clock, health } = healthWith([hang], [hang]);
  const startedAt = clock.now();
  const answers: [number, boolean][] = [];
  while (clock.now() - startedAt < 15_000) {
    const askedAt = clock.now();
    const healthy = await clock.run(health.isHealthy());
    expect(clock.now() - askedAt).toBeLessThanOrEqual(signalAnswerMs);
    answers.push([clock.now() - startedAt, healthy]);
    await clock.advance(700);
  }
  for (const [at, healthy] of answers) expect([at, healthy]).toEqual([at, at < 10_000]);
});

test("clients' events are evidence: what only the peer took says that the region could not", async () => {
  const { clock, health } = healthWith([hang], [hang]);
  const byPeer = { durable: true, kept: { peer: 5 }, undelivered: 0, reasons: {} };
  const byFirehose = { durable: true, kept: { firehose: 5 }, undelivered: 0, reasons: {} };
  health.saw(byPeer, clock.now());
  await clock.advance(10_000);
  expect(await clock.run(health.isHealthy())).toBe(false);
  for (let second = 0; second <= 30; second++) {
    health.saw(byFirehose, clock.now());
    await clock.advance(1_000);
  }
  // The canary fails all the while, which is what breaks the success.
  expect(await clock.run(health.isHealthy())).toBe(false);
});

test("events that the region took only in part are no success", async () => {
  const { clock, health } = healthWith([hang], [hang]);
  const inPart = { durable: true, kept: { firehose: 3, peer: 2 }, undelivered: 0, reasons: {} };
  expect(await clock.run(health.isHealthy())).toBe(true);
  await clock.advance(10_000);
  health.saw(inPart, clock.now());
  expect(await clock.run(health.isHealthy())).toBe(false);
});

test("a canary that breaks in an unknown way is a failure, not a crash", async () => {
  const clock = new VirtualClock();
  const health = new Health({ settings, clock, deliverCanary: () => Promise.reject(new Error("broken")) });
  expect(await clock.run(health.isHealthy())).toBe(true);
  await clock.advance(10_000);
  expect(await clock.run(health.isHealthy())).toBe(false);
});
