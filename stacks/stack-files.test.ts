/** The two stack files as they are: the settings in use, not examples of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { collectMarginMs, deliveryBudgetMs, drainBudgetMs } from "../handlers/delivery/budget";
import { parseSettings } from "./read-settings";

const PREFIX = "holdfast:";
const settingsIn = (stack: string) => {
  const { config } = parse(readFileSync(join(__dirname, "..", `Pulumi.${stack}.yaml`), "utf8"));
  const values = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, value]) => [key.slice(PREFIX.length), value]),
  );
  const region: string = config["aws:region"];
  return { region, ...parseSettings(values, { project: "holdfast", stack, region }) };
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
