import { type Scenario, WHOLE_PAIR } from "../scenario";

/** D20: a build that fails on every request is deployed. It gets no further than the standby, and goes by itself. */
export const deployBrokenBuild: Scenario = {
  name: "deploy-broken-build",
  drill: "D20",
  title: "A build that fails on every request is deployed under load, and rolled back by itself.",
  needs: WHOLE_PAIR,
  hits: "standby",
  restsOnInjectedFault: false,
  // Half as often as usual: the same two cores build the program and start its functions anew.
  flushSeconds: { min: 1.2, max: 2.4 },
  takes: { inject: 15 },
  inject: async (stage) => {
    await stage.deploy([BROKEN_BUILD]);
  },
  observed: ({ deployment = [] }) => deployment.length > 0,
  unobserved: "no region was come to",
  repair: async () => undefined,
  expect: {
    lost: 0,
    unexpected: 0,
    flips: { endpoint: 0, record: 0 },
    standbyEvents: 0,
    builds: { primary: 1, standby: 1 },
    deployment: ["rolled-back"],
  },
};

/** Thrown where no handler can catch it: Lambda reports an error, API Gateway answers 500. */
const BROKEN_BUILD = {
  file: "handlers/collect/index.ts",
  from: "export const handler = collector(environment, {",
  to: `export const handler = async () => { throw new Error("This build is broken."); };
collector(environment, {`,
};
