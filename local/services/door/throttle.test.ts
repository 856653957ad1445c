import fc from "fast-check";
import type { Stage } from "./configuration";
import { throttleOfSettings } from "./read-configuration";
import { Buckets, TokenBucket, throttleOf } from "./throttle";

test("a bucket gives its burst at once, then its rate", () => {
  const bucket = new TokenBucket({ rate: 2, burst: 3 }, 0);
  const taken = [0, 0, 0, 0, 499, 500, 999, 1_000, 10_000, 10_000, 10_000, 10_000].map((at) =>
    bucket.take(at),
  );
  expect(taken).toEqual([true, true, true, false, false, true, false, true, true, true, true, false]);
});

test("over any time no more than burst + rate × time passes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 300 }),
      (rate, burst, waits) => {
        const bucket = new TokenBucket({ rate, burst }, 0);
        let now = 0;
        let passed = 0;
        for (const wait of waits) {
          now += wait;
          if (bucket.take(now)) passed++;
        }
        expect(passed).toBeLessThanOrEqual(burst + (rate * now) / 1000 + 1e-6);
      },
    ),
  );
});

test("each route has a bucket of its own, so a flood of one leaves the other alone", () => {
  const buckets = new Buckets(0);
  const limit = { rate: 1, burst: 1 };
  expect([1, 2, 3].map(() => buckets.take("api POST /events", limit, 0))).toEqual([true, false, false]);
  expect(buckets.take("api GET /health", limit, 0)).toBe(true);
  expect(buckets.take("api GET /health", { rate: 1, burst: 2 }, 0)).toBe(true); // Changed: full again.
});

test("without a limit of its own a route has the account's", () => {
  const buckets = new Buckets(0);
  const taken = Array.from({ length: 5_001 }, () => buckets.take("api $default", undefined, 0));
  expect(taken.lastIndexOf(true)).toBe(4_999);
});

const stage: Stage = {
  name: "$default",
  variables: {},
  defaultThrottle: { rate: 10, burst: 20 },
  throttles: new Map([["GET /health", { rate: 1, burst: 2 }]]),
};

test.each([
  ["GET /health", { rate: 1, burst: 2 }],
  ["POST /events", { rate: 10, burst: 20 }],
])("the limit of %s", (routeKey, throttle) => {
  expect(throttleOf(stage, routeKey)).toEqual(throttle);
});

test.each([
  { title: "no settings", settings: undefined, throttle: undefined },
  { title: "empty settings", settings: {}, throttle: undefined },
  {
    title: "both limits",
    settings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 },
    throttle: { rate: 5, burst: 7 },
  },
  {
    title: "another setting alone leaves 0",
    settings: { DetailedMetricsEnabled: true },
    throttle: { rate: 0, burst: 0 },
  },
  {
    title: "a rate alone leaves the burst at 0",
    settings: { ThrottlingRateLimit: 5 },
    throttle: { rate: 5, burst: 0 },
  },
])("settings: $title", ({ settings, throttle }) => {
  expect(throttleOfSettings(settings)).toEqual(throttle);
});
