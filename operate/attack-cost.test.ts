import fc from "fast-check";
import { parseSettings } from "../stacks/read-settings";
import { attackCosts, attackCostTable, listPrices } from "./attack-cost";

const settingsOf = (values: Record<string, unknown> = {}) =>
  parseSettings(
    {
      environment: "prod",
      role: "primary",
      peerRegion: "us-west-2",
      routing: { zoneId: "Z1", failoverName: "events.example.com" },
      ...values,
    },
    { project: "holdfast", stack: "test", region: "eu-west-1" },
  );
const costOf = (attack: string, settings = settingsOf()) => {
  const found = attackCosts(settings).find((cost) => cost.attack === attack);
  if (found === undefined) throw new Error(`There is no ${attack}.`);
  return found;
};

test("small events, by hand: 1,080,000 requests of 1 KiB, each a record of 5 KiB", () => {
  const { dollars, requestsPerSecond } = costOf("small events");
  expect(requestsPerSecond).toBe(300);
  expect(dollars["API Gateway"]).toBeCloseTo(1.08 * 1.11, 6);
  expect(dollars.Lambda).toBeCloseTo(1.08 * 0.2 + 1_080_000 * 0.05 * 0.5 * 0.0000133334, 6);
  expect(dollars.Firehose).toBeCloseTo(((1_080_000 * 5) / 1_024 ** 2) * 0.031, 6);
  expect(dollars.replication).toBeCloseTo((1_080_000 / 1_024 ** 2) * 0.02, 6);
  expect(dollars.logs).toBeCloseTo(((1_080_000 * 1_250) / 1_024 ** 3) * 0.57, 6);
});

test("the largest bodies, by hand: 300 MiB/s, of which a stream takes 5, are kept twice and metered thrice", () => {
  const { dollars } = costOf("events of the largest size");
  const gibibytes = (1_080_000 * 1) / 1_024;
  const undeliverable = 295 / 300;
  expect(dollars["API Gateway"]).toBeCloseTo(3 * 1.08 * 1.11, 6);
  expect(dollars.replication).toBeCloseTo(gibibytes * (1 + undeliverable) * 0.02, 6);
  expect(dollars["S3, 30 days"]).toBeCloseTo(
    1.08 * undeliverable * 4 * 5 + gibibytes * (2 + 2 * undeliverable) * 0.023,
    6,
  );
});

test("what is refused costs its answer and its line, and nothing else", () => {
  const { dollars, total } = costOf("refused with 429");
  expect(total).toBeCloseTo(dollars.logs + dollars.out, 9);
});

test("a pair that replicates nothing pays for no replication", () => {
  const none = settingsOf({ replication: { replicate: "none" } });
  for (const { dollars } of attackCosts(none)) expect(dollars.replication).toBe(0);
});

test("a higher limit never costs less, and free prices cost nothing", () => {
  const rate = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(rate, rate, (one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const total = (ratePerSecond: number, prices = listPrices as Record<keyof typeof listPrices, number>) =>
        attackCosts(settingsOf({ throttle: { events: { ratePerSecond } } }), prices).map(
          ({ total }) => total,
        );
      const cheap = total(low);
      const dear = total(high);
      cheap.forEach((cost, index) => {
        expect(cost).toBeLessThanOrEqual(dear[index] ?? 0);
      });
      const free = Object.fromEntries(Object.keys(listPrices).map((name) => [name, 0])) as never;
      expect(Math.max(...total(high, free))).toBe(0);
    }),
    { numRuns: 25 },
  );
});

test("the table has a row for each, and the last is the sum", () => {
  const lines = attackCostTable(settingsOf()).trim().split("\n");
  expect(lines).toHaveLength(2 + 6);
  const totals = lines.slice(2).map((line) => Number(/\*\*([\d.]+)\*\*/.exec(line)?.[1]));
  const [, ...others] = totals.slice(0, -1);
  expect(totals.at(-1)).toBeCloseTo(
    others.reduce((sum, total) => sum + total, 0),
    1,
  );
});
