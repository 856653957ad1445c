import fc from "fast-check";
import { type BoundInput, boundSeconds, firstFailureAt, movedAt, recoveryOf } from "./recovery";

const EU = "eu-west-1";
const US = "us-west-2";
const bound: BoundInput = {
  intervalSeconds: 10,
  failureThreshold: 3,
  ttlSeconds: 60,
  speed: 1,
  endpoint: "hangs",
  holdSeconds: 0,
  clientRetrySeconds: 6,
};

test.each([
  { title: "a black hole: 3 × (10 + 8) + 10 + 60 + C", over: {}, seconds: 124 + 6 },
  { title: "a refusal: 3 × 10 + 10 + 60 + C", over: { endpoint: "refuses" as const }, seconds: 100 + 6 },
  {
    title: "one that answers but can keep nothing: 12 + 3 × 10 + 10 + 60 + C",
    over: { endpoint: "answers" as const, holdSeconds: 12 },
    seconds: 112 + 6,
  },
  {
    title: "ten times faster: 3 × (1 + 8) + 1 + 6 + C, since timeouts stay",
    over: { speed: 10, ttlSeconds: 6 },
    seconds: 27 + 1 + 6 + 6,
  },
])("the bound of $title", ({ over, seconds }) => {
  expect(boundSeconds({ ...bound, ...over })).toBeCloseTo(seconds);
});

const clients = new Set(Array.from({ length: 100 }, (_, client) => client));
const acknowledgedBy = (count: number, region = US) =>
  Array.from({ length: count }, (_, client) => ({ client, region, at: 1000 + client }));
test.each([
  { title: "99 of 100 clients are enough", acknowledged: acknowledgedBy(99), at: 1098 },
  { title: "98 are not", acknowledged: acknowledgedBy(98), at: undefined },
  {
    title: "another region's acknowledgements do not count",
    acknowledged: acknowledgedBy(100, EU),
    at: undefined,
  },
  {
    title: "a client counts once",
    acknowledged: [...acknowledgedBy(98), ...acknowledgedBy(98)],
    at: undefined,
  },
  {
    title: "an acknowledgement from before does not count",
    acknowledged: [...acknowledgedBy(98), { client: 99, region: US, at: 10 }],
    at: undefined,
  },
  {
    title: "order of arrival does not matter",
    acknowledged: acknowledgedBy(100).reverse(),
    at: 1098,
  },
])("$title", ({ acknowledged, at }) => {
  expect(movedAt(clients, acknowledged, US, 500)).toBe(at);
});

test("nobody cannot have moved", () => {
  expect(movedAt(new Set(), acknowledgedBy(5), US, 0)).toBeUndefined();
});

const failure = (over: object) => ({
  client: 1,
  region: EU,
  startedAt: 900,
  failedAt: 5900,
  problem: "HTTP 503",
  ...over,
});
test.each([
  { title: "under way when the fault began", failed: [failure({})], at: 900 },
  { title: "failed before the fault", failed: [failure({ failedAt: 950 })], at: undefined },
  { title: "sent to the other region", failed: [failure({ region: US })], at: undefined },
  { title: "never resolved", failed: [failure({ region: undefined })], at: undefined },
  {
    title: "among others, the earliest to start",
    failed: [failure({ startedAt: 1200 }), failure({ startedAt: 1100 })],
    at: 1100,
  },
])("the first failed request: $title", ({ failed, at }) => {
  expect(firstFailureAt(failed, EU, 1000)).toBe(at);
});

const measured = {
  firstFailureAt: 0,
  healthAt: 9000, // Three intervals of 1 s, and three checks that hung 2 s each.
  dnsAt: 10_000,
  resolvedAt: 16_000,
  recoveredAt: 17_500,
  intervalSeconds: 10,
  failureThreshold: 3,
  ttlSeconds: 6,
  speed: 10,
};
test.each([
  { title: "waits times ten, timeouts as they were", over: {}, waited: 3 + 1 + 6, uncompressed: 7.5 + 100 },
  { title: "no faster, nothing to undo", over: { speed: 1 }, waited: 9 + 1 + 6, uncompressed: 17.5 },
  {
    title: "an unseen change of DNS adds no wait",
    over: { dnsAt: undefined },
    waited: 3,
    uncompressed: 14.5 + 30,
  },
  {
    title: "a client slower than the TTL was not waiting for it",
    over: { resolvedAt: 17_400 },
    waited: 10,
    uncompressed: 107.5,
  },
])("as if uncompressed: $title", ({ over, waited, uncompressed }) => {
  const recovery = recoveryOf({ ...measured, ...over });
  expect(recovery.seconds).toBeCloseTo(17.5);
  expect(recovery.waitedSeconds).toBeCloseTo(waited);
  expect(recovery.asIfUncompressedSeconds).toBeCloseTo(uncompressed);
});

test("uncompressed is never less than measured, and never more than all of it times the speed", () => {
  const at = fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined });
  fc.assert(
    fc.property(
      at,
      at,
      at,
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1, max: 60 }),
      (h, d, r, end, speed) => {
        const points = { healthAt: h, dnsAt: d, resolvedAt: r, recoveredAt: end, speed };
        const { seconds, asIfUncompressedSeconds } = recoveryOf({ ...measured, ...points });
        expect(asIfUncompressedSeconds).toBeGreaterThanOrEqual(seconds - 1e-9);
        expect(asIfUncompressedSeconds).toBeLessThanOrEqual(seconds * speed + 1e-9);
      },
    ),
  );
});
