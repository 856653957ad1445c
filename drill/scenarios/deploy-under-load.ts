import { type Scenario, WHOLE_PAIR } from "../scenario";

/** D20: a new build goes out to both regions, one after the other, while clients send. */
export const deployUnderLoad: Scenario = {
  name: "deploy-under-load",
  drill: "D20",
  title: "A new build goes out to the standby, then to the primary, step by step, under load.",
  needs: WHOLE_PAIR,
  hits: "primary",
  restsOnInjectedFault: false,
  // Half as often as usual: the same two cores build the program and start its functions anew.
  flushSeconds: { min: 1.2, max: 2.4 },
  takes: { inject: 30 },
  inject: async (stage) => {
    await stage.deploy([NEW_BUILD]);
  },
  observed: ({ deployment = [] }) => deployment.length > 0,
  unobserved: "no region was come to",
  repair: async () => undefined,
  expect: {
    lost: 0,
    unexpected: 0,
    flips: { endpoint: 0, record: 0 },
    standbyEvents: 0,
    builds: { primary: 2, standby: 2 },
    deployment: ["deployed", "deployed"],
  },
};

/** Enough to make another build of it, and nothing that it does. */
const NEW_BUILD = {
  file: "handlers/delivery/deliver.ts",
  from: "  let waiting = records;\n",
  to: "  let waiting = [...records];\n",
};
