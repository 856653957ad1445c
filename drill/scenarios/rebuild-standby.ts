import { type Scenario, WHOLE_PAIR } from "../scenario";

/** Everything of the standby but what holds events is destroyed and created again while the primary takes traffic. */
export const rebuildStandby: Scenario = {
  name: "rebuild-standby",
  title: "The standby is destroyed and created again around its data while the primary takes traffic.",
  needs: WHOLE_PAIR,
  hits: "standby",
  restsOnInjectedFault: false,
  takes: { inject: 8, repair: 8 },
  inject: ({ standby }) => standby.destroy(),
  observed: ({ standby: { answers, served, timeouts, refusals } }) => answers + timeouts + refusals > served,
  unobserved: "the standby served requests to its own name all along",
  repair: async ({ standby, speed }) => {
    await standby.create();
    await standby.untilServes(30 / speed + 30);
  },
  expect: { lost: 0, unexpected: 0 },
};
