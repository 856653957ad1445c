import fc from "fast-check";
import { retryDelaySeconds } from "./retry-delay";

const delay = { baseSeconds: 30, secondsMax: 900 };

test.each([
  { title: "the second try after the base", receives: 1, seconds: 30 },
  { title: "the third after twice as long", receives: 2, seconds: 60 },
  { title: "then four times", receives: 3, seconds: 120 },
  { title: "up to the limit", receives: 6, seconds: 900 },
  { title: "and no longer, however often", receives: 5_000, seconds: 900 },
  { title: "a count that is none is the first", receives: Number.NaN, seconds: 30 },
])("$title", ({ receives, seconds }) => {
  expect(retryDelaySeconds(receives, delay)).toBe(seconds);
});

test("a message is never hidden for longer than SQS allows", () => {
  expect(retryDelaySeconds(40, { baseSeconds: 60, secondsMax: 1e9 })).toBe(43_200);
});

test("whole seconds, never fewer for a later try", () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1e6, noNaN: true }), (receives, baseSeconds) => {
      const now = retryDelaySeconds(receives, { baseSeconds, secondsMax: 10_000 });
      const later = retryDelaySeconds(receives + 1, { baseSeconds, secondsMax: 10_000 });
      expect(Number.isInteger(now)).toBe(true);
      expect(later).toBeGreaterThanOrEqual(now);
      expect(now).toBeLessThanOrEqual(10_000);
    }),
  );
});
