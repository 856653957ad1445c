/** Settings that tests share: every figure another one, so that a mix-up shows. */
import type { DeliverySettings } from "../delivery/budget";

export const deliverySettings: DeliverySettings = {
  firehose: { attempts: 3, connectMs: 500, requestMs: 1_500, retryDelayMs: 200 },
  here: { connectMs: 600, requestMs: 2_400 },
  peer: { connectMs: 1_000, requestMs: 3_000 },
  breaker: { failures: 2, coolDownMs: 10_000, slowMs: 800 },
};

export const target = {
  region: "eu-west-1",
  build: "b1",
  peer: { region: "us-west-2" },
};
