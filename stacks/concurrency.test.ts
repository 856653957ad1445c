import fc from "fast-check";
import { concurrencyAtPeak, inFlightMax } from "./concurrency";
import { settingsSchema } from "./settings";

const firehose = { attempts: 3, connectMs: 300, requestMs: 700, retryDelayMs: 100 };
const none = { ratePerSecond: 0, burst: 0 };
const quiet = { events: none, pixel: none, preflight: none, health: none, stop: none, canary: none };

test.each([
  { title: "a burst, and the rate for a hang", route: "events", holds: 100 + 300 * 1.2 },
  { title: "as much of a pixel", route: "pixel", holds: 100 + 300 * 1.2 },
  { title: "next to nothing of a preflight", route: "preflight", holds: 100 + 300 * 0.05 },
  { title: "the longest answer of a health check", route: "health", holds: 100 + 300 * 1.3 },
] as const)("a route holds $title", ({ route, holds }) => {
  const throttle = { ...quiet, [route]: { ratePerSecond: 300, burst: 100 } };
  expect(concurrencyAtPeak(throttle, firehose)).toBe(holds);
});

test("the defaults hold what the decision record says", () => {
  const { throttle, delivery } = settingsSchema.shape;
  expect(concurrencyAtPeak(throttle.parse({}), delivery.parse({}).firehose)).toBe(897);
});

test("no schedule of requests that a throttle lets through has more in flight", () => {
  const second = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(
      fc.record({ ratePerSecond: second, burst: second }),
      fc.integer({ min: 1, max: 2_000 }),
      fc.array(fc.record({ pauseMs: fc.integer({ min: 0, max: 1_500 }), wanted: second }), { maxLength: 20 }),
      (throttle, milliseconds, waves) => {
        const { ratePerSecond, burst } = throttle;
        let tokens = burst;
        let now = 0;
        let begun: { at: number; count: number }[] = [];
        for (const { pauseMs, wanted } of waves) {
          now += pauseMs;
          tokens = Math.min(burst, tokens + (pauseMs * ratePerSecond) / 1_000);
          const count = Math.min(wanted, Math.floor(tokens));
          tokens -= count;
          begun = [...begun.filter(({ at }) => now - at < milliseconds), { at: now, count }];
          const inFlight = begun.reduce((sum, { count }) => sum + count, 0);
          expect(inFlight).toBeLessThanOrEqual(inFlightMax(throttle, milliseconds));
        }
      },
    ),
  );
});
