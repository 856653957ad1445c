/** The two stack files as they are: the settings in use, not examples of them. */
import { join } from "node:path";
import { collectMarginMs, deliveryBudgetMs, drainBudgetMs } from "../handlers/delivery/budget";
import { readStackFile } from "./stack-file";

const settingsIn = (stack: string) => {
  const { region, settings } = readStackFile(join(__dirname, ".."), stack);
  return { region, ...settings };
};

describe.each(["prod-eu", "prod-us"])("%s", (stack) => {
  const { collect, replay, delivery } = settingsIn(stack);

  test("all attempts of a delivery, every one of them hanging, fit collect's timeout, and that fits API Gateway's", () => {
    expect(deliveryBudgetMs(delivery) + collectMarginMs).toBeLessThan(collect.timeoutSeconds * 1_000);
    expect(collect.timeoutSeconds).toBeLessThan(29);
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

test("a file that is not there is an error that names it", () => {
  expect(() => settingsIn("prod-mars")).toThrow(/Pulumi.prod-mars.yaml.*ENOENT/);
});
