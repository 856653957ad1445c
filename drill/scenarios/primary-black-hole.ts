import { type Scenario, WHOLE_PAIR } from "../scenario";

/** D2: the primary accepts connections and never answers. */
export const primaryBlackHole: Scenario = {
  name: "primary-black-hole",
  drill: "D2",
  title: "The primary accepts connections and never answers, then comes back.",
  needs: WHOLE_PAIR,
  hits: "primary",
  restsOnInjectedFault: true,
  inject: ({ primary }) => primary.gates.hang(),
  // One slow answer is no black hole: nothing at all may come through.
  observed: ({ primary }) => primary.timeouts > 0 && primary.answers === 0,
  unobserved: "requests to the primary's own name were answered, or none timed out",
  repair: ({ primary }) => primary.gates.open(),
  expect: { lost: 0, unexpected: 0, failover: { endpoint: "hangs", holdSeconds: 0 } },
};
