import { type Scenario, WHOLE_PAIR } from "../scenario";

/** D9: an operator stops a healthy primary, and lets it go on. */
export const stopPrimary: Scenario = {
  name: "stop-primary",
  drill: "D9",
  title: "An operator stops the healthy primary, and lets it have its clients again.",
  needs: [...WHOLE_PAIR, "stop-is-followed"],
  hits: "primary",
  restsOnInjectedFault: false,
  inject: ({ primary }) => primary.stop(),
  observed: ({ stopped }) => stopped,
  unobserved: "the standby's /stop answer did not say that the primary is stopped",
  repair: ({ primary }) => primary.resume(),
  expect: {
    lost: 0,
    unexpected: 0,
    failover: { endpoint: "answers", holdSeconds: 0, by: "stop" },
    failedRequests: 0,
    flips: { endpoint: 0 },
  },
};
