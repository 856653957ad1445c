import fc from "fast-check";
import { NO_FLOOD } from "./flood";
import {
  acknowledgedPerSecond,
  clientsServedPercent,
  type Facts,
  failedIn,
  latencySeconds,
  type Measure,
  meanInFlight,
  measureProblems,
  measureText,
  peakInFlight,
} from "./measures";
import { EU, US } from "./testing/example";

const acknowledged = (at: number, seconds: number, client = 0) => ({
  ...{ client, region: EU, at, events: 1 },
  startedAt: at - seconds * 1_000,
});
const facts = (over: Partial<Facts> = {}): Facts => ({
  ...{ primary: EU, standby: US, clients: 4, loadAt: 0, faultAt: 0, repairAt: 0, endAt: 0 },
  ...{ acknowledgements: [], failures: [], inFlight: [], flood: NO_FLOOD, deployment: undefined },
  ...over,
});
const span = { from: 1_000, to: 3_000 };

test("what lies in a span: its beginning does, its end does not", () => {
  const inFlight = [
    { at: 999, region: EU, now: 9, peak: 90 },
    { at: 1_000, region: EU, now: 2, peak: 5 },
    { at: 2_000, region: EU, now: 4, peak: 4 },
    { at: 2_000, region: US, now: 9, peak: 90 },
    { at: 3_000, region: EU, now: 9, peak: 90 },
  ];
  const failures = [{ client: 0, region: EU, startedAt: 0, failedAt: 2_000, problem: "HTTP 429" }];
  const acknowledgements = [acknowledged(999, 9), acknowledged(1_000, 0.1), acknowledged(2_999, 0.3, 1)];
  const seen = facts({ inFlight, failures, acknowledgements });
  expect({
    peak: peakInFlight(seen, EU, span),
    mean: meanInFlight(seen, EU, span),
    perSecond: acknowledgedPerSecond(seen, span),
    failed: failedIn(seen, span),
    clients: clientsServedPercent(seen, span),
    median: latencySeconds(seen, span, 0.5),
  }).toEqual({ peak: 5, mean: 3, perSecond: 1, failed: 1, clients: 50, median: 0.3 });
});

test("what was not sampled is unknown, not zero", () => {
  const nothing = facts();
  expect([peakInFlight(nothing, EU, span), meanInFlight(nothing, EU, span)]).toEqual([null, null]);
  expect(latencySeconds(nothing, span, 0.5)).toBeNull();
});

test("a percentile is one of the latencies, and never below a lower one", () => {
  const latencies = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(latencies, share, share, (values, one, other) => {
      const seen = facts({ acknowledgements: values.map((value) => acknowledged(2_000, value / 1_000)) });
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map((at) =>
        latencySeconds(seen, span, at),
      ) as [number, number];
      expect(values).toContain(Math.round(low * 1_000));
      expect(high).toBeGreaterThanOrEqual(low);
    }),
  );
});

test.each<{ title: string; measure: Partial<Measure>; problems: string[]; text: string }>([
  { title: "a figure to look at", measure: { value: 7 }, problems: [], text: "7 s" },
  {
    title: "at its limits",
    measure: { value: 7, most: 7, least: 7 },
    problems: [],
    text: "7 s (at most 7, at least 7)",
  },
  {
    title: "over its limit",
    measure: { value: 8, most: 7 },
    problems: ["wait: 8 s, over 7."],
    text: "8 s (at most 7)",
  },
  {
    title: "under its limit",
    measure: { value: 6, least: 7 },
    problems: ["wait: 6 s, under 7."],
    text: "6 s (at least 7)",
  },
  { title: "unknown", measure: { value: null }, problems: [], text: "–" },
  {
    title: "unknown with a limit",
    measure: { value: null, most: 1 },
    problems: ["There is no wait."],
    text: "– (at most 1)",
  },
])("a measure: $title", ({ measure, problems, text }) => {
  const whole = { name: "wait", value: 0, unit: "s", ...measure };
  expect(measureProblems([whole])).toEqual(problems);
  expect(measureText(whole)).toBe(text);
});
