import {
  acknowledgedPerSecond,
  type Facts,
  failedIn,
  latencySeconds,
  type Measure,
  meanInFlight,
  peakInFlight,
  type Span,
} from "../measures";
import { type Scenario, WHOLE_PAIR } from "../scenario";

/** How long Firehose hangs: several times what the breakers take to open. */
const HANG_SECONDS = 14;
/** Until then every execution environment that serves clients has met the hang, and its breaker is open. */
const OPENED_SECONDS = 7;

/** D21: the primary's Firehose hangs under the most requests that this machine makes. */
export const firehoseHangsAtPeak: Scenario = {
  name: "firehose-hangs-at-peak",
  drill: "D21",
  title: "The primary's Firehose takes calls and never answers, under peak load, then answers again.",
  needs: WHOLE_PAIR,
  hits: "primary",
  restsOnInjectedFault: true,
  flushSeconds: { min: 0.4, max: 0.8 },
  takes: { meanwhile: HANG_SECONDS },
  inject: ({ primary }) => primary.gates.hangFirehose(),
  observed: ({ firehose: { answers, timeouts } }) => timeouts > 0 && answers === 0,
  unobserved: "the drill's own calls of the primary's Firehose were answered, or none timed out",
  meanwhile: (stage) => stage.hold(HANG_SECONDS),
  repair: ({ primary }) => primary.gates.open(),
  expect: { lost: 0, unexpected: 0, flips: { endpoint: 0, record: 0 }, standbyEvents: 0 },
  measure,
};

function measure(facts: Facts): Measure[] {
  const { loadAt, faultAt, repairAt, endAt, primary, standby, clients } = facts;
  const openedAt = Math.min(repairAt, faultAt + OPENED_SECONDS * 1_000);
  const spans: [string, Span][] = [
    ["before the hang", { from: loadAt, to: faultAt }],
    ["while the breakers open", { from: faultAt, to: openedAt }],
    ["with the breakers open", { from: openedAt, to: repairAt }],
    ["after the hang", { from: repairAt, to: endAt }],
  ];
  const opened = spans[2]?.[1] as Span;
  return [
    ...spans.flatMap(([when, span]): Measure[] => [
      {
        name: `requests in flight in the functions at most, ${when}`,
        value: peakInFlight(facts, primary, span),
        unit: "",
      },
      {
        name: `requests in flight in the functions, mean, ${when}`,
        value: meanInFlight(facts, primary, span),
        unit: "",
        // Without a breaker each client's request, and those that it gave up, would hold a function.
        ...(span === opened && { most: clients / 2 }),
      },
      { name: `requests acknowledged, ${when}`, value: acknowledgedPerSecond(facts, span), unit: "a second" },
      { name: `latency, median, ${when}`, value: latencySeconds(facts, span, 0.5), unit: "s" },
      { name: `latency, 95 %, ${when}`, value: latencySeconds(facts, span, 0.95), unit: "s" },
      { name: `requests that failed, ${when}`, value: failedIn(facts, span), unit: "" },
    ]),
    {
      name: "requests in flight in the standby's functions at most",
      value: peakInFlight(facts, standby, { from: loadAt, to: endAt }),
      unit: "",
    },
  ];
}
