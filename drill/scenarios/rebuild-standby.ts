import type { Scenario } from "../scenario";

/** Everything of the standby but its data buckets is destroyed and created again while the primary takes traffic. */
export const rebuildStandby: Scenario = {
  name: "rebuild-standby",
  title: "The standby is destroyed and created again around its data while the primary takes traffic.",
  needs: ["primary-serves", "standby-serves", "both-checks-healthy"],
  hits: "standby",
  restsOnInjectedFault: false,
  inject: ({ standby }) => standby.destroy(),
  observed: ({ standby: { answers, served, timeouts, refusals } }) => answers + timeouts + refusals > served,
  unobserved: "the standby served requests to its own name all along",
  repair: ({ standby }) => standby.create(),
  expect: { lost: 0, unexpected: 0 },
};
