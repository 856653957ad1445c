/** The two stack files as they are: the settings in use, not examples of them. */
import { join } from "node:path";
import { collectMarginMs, deliveryBudgetMs, drainBudgetMs } from "../handlers/delivery/budget";
import { concurrencyAtPeak } from "./concurrency";
import { readStackFile, stateProblemsIn } from "./stack-file";

const settingsIn = (stack: string) => {
  const { region, settings } = readStackFile(join(__dirname, ".."), stack);
  return { region, ...settings };
};

describe.each(["prod-eu", "prod-us"])("%s", (stack) => {
  const { collect, replay, delivery, throttle } = settingsIn(stack);

  test("all attempts of a delivery, every one of them hanging, fit collect's timeout, and that fits API Gateway's", () => {
    expect(deliveryBudgetMs(delivery) + collectMarginMs).toBeLessThan(collect.timeoutSeconds * 1_000);
    expect(collect.timeoutSeconds).toBeLessThan(29);
  });

  test("all routes flooded while Firehose hangs fit what is reserved for collect, and that an account's quota of 1,000", () => {
    expect(concurrencyAtPeak(throttle, delivery.firehose)).toBeLessThanOrEqual(collect.reservedConcurrency);
    expect(collect.reservedConcurrency).toBeLessThanOrEqual(1_000 - 100);
  });

  test("draining one undeliverable object fits replay's timeout", () => {
    expect(drainBudgetMs(delivery) + collectMarginMs).toBeLessThan(replay.timeoutSeconds * 1_000);
  });
});

test("the two are each other's peers, one primary and one standby, under the same name", () => {
  const [eu, us] = [settingsIn("prod-eu"), settingsIn("prod-us")];
  expect([eu.region, eu.role, eu.peerRegion]).toEqual(["eu-west-1", "primary", "us-west-2"]);
  expect([us.region, us.role, us.peerRegion]).toEqual(["us-west-2", "standby", "eu-west-1"]);
  expect(us).toEqual({ ...eu, region: us.region, role: us.role, peerRegion: us.peerRegion });
});

test("the example of an all-EU pair is a stack as it stands: both regions in the Union, no address, events that expire", () => {
  const { region, role, peerRegion, environment, collect, retention, edge } = settingsIn("example-eu-pair");
  for (const place of [region, peerRegion]) expect(place).toMatch(/^eu-(central|north|south|west)-[13]$/);
  expect([role, environment, collect.ip, retention.lakeDays, edge]).toEqual([
    "primary",
    "eu",
    "none",
    395,
    undefined,
  ]);
});

test.each([
  { title: "as the files have it", url: undefined, count: 0 },
  { title: "in a third region", url: "s3://state?region=eu-north-1", count: 0 },
  { title: "in the primary's region", url: "s3://state?region=eu-west-1", count: 1 },
])("where the state lies is judged without Pulumi: $title", ({ url, count }) => {
  expect(stateProblemsIn(join(__dirname, ".."), ["prod-eu", "prod-us"], url)).toHaveLength(count);
});

test("a file that is not there is an error that names it", () => {
  expect(() => settingsIn("prod-mars")).toThrow(/Pulumi.prod-mars.yaml.*ENOENT/);
});
