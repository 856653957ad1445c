import { type Scenario, WHOLE_PAIR } from "../scenario";

/** What Firehose takes to store an object, once its time is up. */
const STORES_SECONDS = 3;

/** Everything of the primary but what holds events is destroyed and created again, with its clients sent away before. */
export const rebuildPrimary: Scenario = {
  name: "rebuild-primary",
  title: "The primary is stopped, destroyed, created again around its data, and gets its clients back.",
  needs: [...WHOLE_PAIR, "stop-is-followed"],
  hits: "primary",
  restsOnInjectedFault: false,
  takes: { meanwhile: 28 },
  inject: ({ primary }) => primary.stop(),
  observed: ({ stopped, primary: { answers, served, timeouts, refusals } }) =>
    stopped && answers + timeouts + refusals > served,
  unobserved: "the primary served requests to its own name all along, or was never stopped",
  meanwhile: async (stage) => {
    const { primary, speed } = stage;
    // As the runbook says: what lands while no replication rule stands is replicated by nobody.
    await stage.hold(stage.bufferSeconds + STORES_SECONDS);
    await primary.destroy();
    await primary.create();
    await primary.untilServes(30 / speed + 30);
    await primary.untilEndpointHealthy(60 / speed + 15);
  },
  repair: ({ primary }) => primary.resume(),
  expect: {
    lost: 0,
    unexpected: 0,
    failover: { endpoint: "answers", holdSeconds: 0, by: "stop" },
  },
};
