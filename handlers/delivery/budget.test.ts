import fc from "fast-check";
import { pack } from "../event/pack";
import { FakeBucket, FakeFirehose } from "../testing/fakes";
import { deliverySettings, target } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { placesOf } from ".";
import { deliveryBudgetMs, drainBudgetMs, firehoseBudgetMs, hangingFirehoseMs } from "./budget";
import { deliver } from "./deliver";

test("the sums", () => {
  expect(firehoseBudgetMs(deliverySettings.firehose)).toBe(2_000);
  expect(deliveryBudgetMs(deliverySettings)).toBe(2_000 + 3_000 + 4_000);
  expect(drainBudgetMs(deliverySettings)).toBe(2_000 + 6 * 3_000);
  expect(hangingFirehoseMs(deliverySettings.firehose)).toBe(2_000 + 200);
});

const milliseconds = fc.integer({ min: 1, max: 5_000 });
const patience = { connectMs: milliseconds, requestMs: milliseconds };
const anySettings = fc.record({
  firehose: fc.record({ ...patience, attempts: fc.integer({ min: 1, max: 5 }), retryDelayMs: milliseconds }),
  here: fc.record(patience),
  peer: fc.record(patience),
});

test("a delivery on which everything hangs takes exactly the budget", async () => {
  await fc.assert(
    fc.asyncProperty(anySettings, async (settings) => {
      const clock = new VirtualClock();
      const hang = [{ kind: "hang" }] as const;
      const ports = {
        firehose: new FakeFirehose(clock, hang),
        here: new FakeBucket(clock, hang),
        peer: new FakeBucket(clock, hang),
        clock,
        random: () => 1,
      };
      const { firehose, here, peer } = placesOf(ports, settings, target);
      const startedAt = clock.now();
      const delivery = await clock.run(deliver(pack(["{}"]), [firehose, here, peer]));
      expect(delivery.durable).toBe(false);
      expect(clock.now() - startedAt).toBe(deliveryBudgetMs(settings));
    }),
    { numRuns: 50 },
  );
});
