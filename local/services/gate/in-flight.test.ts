import fc from "fast-check";
import { InFlight } from "./in-flight";

const invoke = { service: "lambda", operation: "Invoke" };

test("calls under way are counted by service and operation", () => {
  const inFlight = new InFlight();
  inFlight.enter(invoke);
  inFlight.enter({ service: "s3", operation: "PutObject" })();
  expect(inFlight.take()).toEqual({
    lambda: { Invoke: { now: 1, peak: 1 } },
    s3: { PutObject: { now: 0, peak: 1 } },
  });
});

test("a peak is told once, and what is still under way is the next one", () => {
  const inFlight = new InFlight();
  const [first, second] = [inFlight.enter(invoke), inFlight.enter(invoke)];
  first?.();
  expect(inFlight.take().lambda).toEqual({ Invoke: { now: 1, peak: 2 } });
  expect(inFlight.take().lambda).toEqual({ Invoke: { now: 1, peak: 1 } });
  second?.();
  inFlight.take();
  expect(inFlight.take().lambda).toEqual({ Invoke: { now: 0, peak: 0 } });
});

test("whatever begins and ends, the peak is the most that were under way since the last look", () => {
  const step = fc.constantFrom("enter", "leave", "look");
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const inFlight = new InFlight();
      const open: (() => void)[] = [];
      let peak = 0;
      for (const next of steps) {
        if (next === "enter") open.push(inFlight.enter(invoke));
        if (next === "leave") open.pop()?.();
        peak = Math.max(peak, open.length);
        if (next !== "look") continue;
        const seen = inFlight.take().lambda?.Invoke ?? { now: 0, peak: 0 };
        expect(seen).toEqual({ now: open.length, peak });
        peak = open.length;
      }
    }),
  );
});
