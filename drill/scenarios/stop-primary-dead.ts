import { now } from "../journal";
import { type Scenario, WHOLE_PAIR } from "../scenario";

/** F × I, uncompressed, and as much to spare. */
const CHECK_TURNS_SECONDS = 60;

/** D9: the primary's names and AWS APIs are dead; STOP works all the same, and holds when the primary comes back by itself. */
export const stopPrimaryDead: Scenario = {
  name: "stop-primary-dead",
  drill: "D9",
  title: "An operator stops a primary that is dead, its AWS APIs included; it comes back, and stays stopped.",
  needs: [...WHOLE_PAIR, "stop-is-followed"],
  hits: "primary",
  restsOnInjectedFault: true,
  takes: { meanwhile: 18 },
  inject: async ({ primary }) => {
    await primary.gates.close();
    await primary.stop();
  },
  observed: ({ stopped, primary: { refusals } }) => stopped && refusals > 0,
  unobserved:
    "requests to the primary's own name were not refused, or the standby's /stop answer did not say stopped",
  meanwhile: async (stage) => {
    const { primary, speed, dnsSeconds } = stage;
    const openedAt = now();
    await primary.gates.open();
    await primary.untilEndpointHealthy(60 / speed + 15);
    // The checkers' first success is not the check's turn: three in a row are. Then DNS would follow, if it did.
    await stage.hold(CHECK_TURNS_SECONDS / speed + dnsSeconds);
    const events = stage.acknowledgedBy("primary", openedAt);
    if (events > 0)
      stage.fail(`While it was stopped, the primary was sent clients: it took ${events} events.`);
  },
  repair: async ({ primary }) => {
    await primary.gates.open(); // Once more: the clients may not have moved.
    await primary.resume();
  },
  expect: {
    lost: 0,
    unexpected: 0,
    failover: { endpoint: "refuses", holdSeconds: 0, by: "stop" },
  },
};
