import type { LocalEndpoints } from "./endpoints";
import { type LocalPair, PRIMARY, stackRunOf } from "./stacks";

const pair: LocalPair = {
  ...{ speed: 10, bufferSeconds: 5, dataDir: "/data", zoneId: "Z1" },
  endpoints: {} as LocalEndpoints,
};

test("a deployment repeats what the pair was brought up with", () => {
  const { config, statePath, programDir } = stackRunOf({ ...pair, programDir: "/program" }, PRIMARY);
  expect({ statePath, programDir }).toEqual({
    statePath: "/data/stacks/prod-eu.json",
    programDir: "/program",
  });
  expect(config).toMatchObject({
    "holdfast:peerReady": true,
    "holdfast:routing": { zoneId: "Z1" },
    "holdfast:stream": { bufferSeconds: 5 },
    "holdfast:health": { healthyAfterSeconds: 3 },
    "holdfast:etl": { timeoutSeconds: 30, retryBaseSeconds: 3, retrySecondsMax: 360 },
  });
});

test("its own settings lie over the pair's, and those over what the speed makes of the files", () => {
  const configured = {
    ...pair,
    config: { "holdfast:health": { healthyAfterSeconds: 7, sharedSeconds: 0 }, "holdfast:x": { a: 1 } },
  };
  const over = { programDir: "/patched", config: { "holdfast:health": { healthyAfterSeconds: 9 } } };
  const { config, programDir } = stackRunOf(configured, PRIMARY, over);
  expect(programDir).toBe("/patched");
  expect(config).toMatchObject({
    "holdfast:health": { unhealthyAfterSeconds: 3, healthyAfterSeconds: 9, sharedSeconds: 0 },
    "holdfast:x": { a: 1 },
  });
});
