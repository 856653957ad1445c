import fc from "fast-check";
import { DelayLine } from "./delay-line";

test("without a delay it happens at once", () => {
  const line = new DelayLine();
  let happened = false;
  line.push(0, () => {
    happened = true;
  });
  expect(happened).toBe(true);
});

test("whatever the delays are, the order stays", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 1, maxLength: 12 }),
      async (delays) => {
        const line = new DelayLine();
        const order: number[] = [];
        await new Promise<void>((done) => {
          delays.forEach((delay, index) => {
            line.push(delay, () => {
              order.push(index);
              if (order.length === delays.length) done();
            });
          });
        });
        expect(order).toEqual(delays.map((_, index) => index));
      },
    ),
    { numRuns: 30 },
  );
});

test("what was cleared never happens", async () => {
  const line = new DelayLine();
  let happened = 0;
  line.push(1, () => happened++);
  line.push(1, () => happened++);
  line.clear();
  await new Promise<void>((done) => new DelayLine().push(5, done));
  expect(happened).toBe(0);
});
