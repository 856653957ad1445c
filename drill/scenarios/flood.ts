import {
  acknowledgedPerSecond,
  clientsServedPercent,
  type Facts,
  latencySeconds,
  type Measure,
  meanInFlight,
  peakInFlight,
} from "../measures";
import { type Scenario, WHOLE_PAIR } from "../scenario";

const FLOOD_SECONDS = 20;
const FLOOD_PER_SECOND = 120;
/** What POST /events takes here: about what the honest clients send alone, and little enough for two cores to make several times that. */
const TAKEN_PER_SECOND = 30;

/** Few: each that comes at once may start a function of its own, and two cores start a dozen in a second. */
const BURST = 10;

/** D22: far more requests than the primary takes. */
export const flood: Scenario = {
  name: "flood",
  drill: "D22",
  title: `A flood of ${FLOOD_PER_SECOND} requests a second on the failover name, whose route takes ${TAKEN_PER_SECOND} here.`,
  needs: WHOLE_PAIR,
  hits: "primary",
  restsOnInjectedFault: false,
  settings: {
    "holdfast:throttle": { events: { ratePerSecond: TAKEN_PER_SECOND, burst: BURST } },
    // Firehose is well here. What two cores make slow must not be taken for a failing one: S3 would be asked as well.
    "holdfast:delivery": { firehose: { requestMs: 1_500 }, breaker: { failures: 10, slowMs: 990 } },
  },
  takes: { meanwhile: FLOOD_SECONDS },
  inject: async (stage) =>
    stage.flood({ requestsPerSecond: FLOOD_PER_SECOND, secondsMax: 2 * FLOOD_SECONDS }),
  observed: ({ flood: { answers } }) => (answers[429] ?? 0) > 0,
  unobserved: "no request of the flood was answered with 429",
  meanwhile: (stage) => stage.hold(FLOOD_SECONDS),
  repair: (stage) => stage.endFlood(),
  expect: { lost: 0, unexpected: 0, flips: { endpoint: 0, record: 0 }, standbyEvents: 0 },
  measure,
};

function measure(facts: Facts): Measure[] {
  const { loadAt, faultAt, repairAt, primary, standby, failures } = facts;
  const before = { from: loadAt, to: faultAt };
  const during = { from: faultAt, to: repairAt };
  const { sent, answers, regions } = facts.flood;
  const seconds = (repairAt - faultAt) / 1_000;
  const taken = answers[200] ?? 0;
  return [
    { name: "requests of the flood", value: sent, unit: "" },
    { name: "of these, answered with 429", value: answers[429] ?? 0, unit: "", least: 1 },
    {
      name: "of these, taken",
      value: Math.round(taken / seconds),
      unit: "a second",
      most: TAKEN_PER_SECOND * 1.5,
    },
    { name: "of these, sent to the standby", value: regions[standby] ?? 0, unit: "", most: 0 },
    {
      name: "clients acknowledged during the flood",
      value: clientsServedPercent(facts, during),
      unit: "%",
      least: 99,
    },
    {
      name: "clients' requests answered with 429",
      value: failures.filter(({ problem }) => problem === "HTTP 429").length,
      unit: "",
    },
    {
      name: "clients' requests acknowledged, before",
      value: acknowledgedPerSecond(facts, before),
      unit: "a second",
    },
    {
      name: "clients' requests acknowledged, during",
      value: acknowledgedPerSecond(facts, during),
      unit: "a second",
    },
    {
      name: "latency of what was acknowledged, 95 %, before",
      value: latencySeconds(facts, before, 0.95),
      unit: "s",
    },
    {
      name: "latency of what was acknowledged, 95 %, during",
      value: latencySeconds(facts, during, 0.95),
      unit: "s",
    },
    {
      name: "requests in flight in the functions at most, before",
      value: peakInFlight(facts, primary, before),
      unit: "",
    },
    {
      name: "requests in flight in the functions at most, during",
      value: peakInFlight(facts, primary, during),
      unit: "",
    },
    {
      name: "requests in flight in the functions, mean, during",
      value: meanInFlight(facts, primary, during),
      unit: "",
      most: TAKEN_PER_SECOND, // What is taken in a second is done within one.
    },
  ];
}
