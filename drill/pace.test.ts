import fc from "fast-check";
import { eventsDue } from "./pace";

const phase = { events: 1000, expectedSeconds: 10 };

test.each([
  { title: "nothing at the start", elapsed: 0, due: 0 },
  { title: "half of the steady share half way", elapsed: 5, due: 400 },
  { title: "the steady share at the expected end", elapsed: 10, due: 800 },
  { title: "all of the last phase by its end", elapsed: 10, isLast: true, due: 1000 },
  { title: "nothing more after it", elapsed: 11, isLast: true, due: 1000 },
  { title: "at most the rate", elapsed: 5, rateMax: 20, due: 100 },
  { title: "no faster than the share lasts, whatever the rate", elapsed: 5, rateMax: 5000, due: 400 },
  { title: "nothing of an empty share", elapsed: 5, events: 0, due: 0 },
])("$title", ({ elapsed, due, ...over }) => {
  expect(eventsDue({ ...phase, ...over }, elapsed)).toBe(due);
});

test("a phase twice as long as expected still sends in its last second", () => {
  expect(eventsDue(phase, 20)).toBeGreaterThan(eventsDue(phase, 19));
  expect(eventsDue(phase, 20)).toBeLessThan(1000);
});

test("never decreases and never exceeds the share", () => {
  const seconds = fc.double({ min: 0, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(
      fc.nat(1e5),
      fc.double({ min: 0.1, max: 300, noNaN: true }),
      seconds,
      seconds,
      (events, expectedSeconds, a, b) => {
        const [earlier, later] = [a, b].sort((x, y) => x - y) as [number, number];
        const pace = { events, expectedSeconds };
        expect(eventsDue(pace, earlier)).toBeLessThanOrEqual(eventsDue(pace, later));
        expect(eventsDue(pace, later)).toBeLessThanOrEqual(events);
      },
    ),
  );
});
