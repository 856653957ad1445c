import { NO_FLOOD } from "../flood";
import type { Seen } from "../scenario";
import { NOT_PROBED } from "../service-probe";
import { scenarios } from "./index";

const none = { answers: 0, served: 0, timeouts: 0, refusals: 0 };
const gone = { ...none, served: 2, answers: 2, refusals: 1 };
const nothing: Seen = {
  ...{ primary: none, standby: none, stopped: false, firehose: NOT_PROBED, flood: NO_FLOOD },
  deployment: undefined,
};
const refused = { region: "us-west-2", outcome: "refused", reasons: ["It is stopped."] } as const;

test.each<{ name: string; title: string; seen: Partial<Seen>; observed: boolean }>([
  {
    name: "primary-black-hole",
    title: "only timeouts",
    seen: { primary: { ...none, timeouts: 3 } },
    observed: true,
  },
  {
    name: "primary-black-hole",
    title: "an answer between timeouts",
    seen: { primary: { ...none, timeouts: 3, answers: 1 } },
    observed: false,
  },
  {
    name: "primary-black-hole",
    title: "it refused",
    seen: { primary: { ...none, refusals: 3 } },
    observed: false,
  },
  { name: "stop-primary", title: "the standby said stopped", seen: { stopped: true }, observed: true },
  {
    name: "stop-primary-dead",
    title: "stopped, and refusing",
    seen: { stopped: true, primary: { ...none, refusals: 1 } },
    observed: true,
  },
  {
    name: "stop-primary-dead",
    title: "stopped, and alive",
    seen: { stopped: true, primary: { ...none, answers: 9, served: 9 } },
    observed: false,
  },
  {
    name: "deploy-under-load",
    title: "a region was come to",
    seen: { deployment: [refused] },
    observed: true,
  },
  {
    name: "deploy-broken-build",
    title: "a region was come to",
    seen: { deployment: [refused] },
    observed: true,
  },
  {
    name: "firehose-hangs-at-peak",
    title: "calls without an answer",
    seen: { firehose: { answers: 0, timeouts: 1 } },
    observed: true,
  },
  {
    name: "firehose-hangs-at-peak",
    title: "one answer",
    seen: { firehose: { answers: 1, timeouts: 5 } },
    observed: false,
  },
  {
    name: "flood",
    title: "429",
    seen: { flood: { ...NO_FLOOD, answers: { 200: 9, 429: 1 } } },
    observed: true,
  },
  {
    name: "flood",
    title: "all of it taken",
    seen: { flood: { ...NO_FLOOD, answers: { 200: 9 } } },
    observed: false,
  },
  {
    name: "rebuild-primary",
    title: "stopped, and gone",
    seen: { stopped: true, primary: gone },
    observed: true,
  },
  {
    name: "rebuild-primary",
    title: "stopped, and never gone",
    seen: { stopped: true, primary: { ...none, answers: 2, served: 2 } },
    observed: false,
  },
  { name: "rebuild-standby", title: "gone", seen: { standby: gone }, observed: true },
  {
    name: "rebuild-standby",
    title: "answered with an error",
    seen: { standby: { ...none, answers: 3, served: 2 } },
    observed: true,
  },
  {
    name: "rebuild-standby",
    title: "never gone",
    seen: { standby: { ...none, answers: 2, served: 2 } },
    observed: false,
  },
])("$name, $title: seen is $observed", ({ name, seen, observed }) => {
  const scenario = scenarios.find((one) => one.name === name);
  expect(scenario?.observed({ ...nothing, ...seen })).toBe(observed);
});

test.each(scenarios.map((scenario) => ({ name: scenario.name, scenario })))(
  "$name is not observed where nothing happened, and says what was missing",
  ({ scenario }) => {
    expect(scenario.observed(nothing)).toBe(false);
    expect(scenario.unobserved).not.toBe("");
  },
);

test("names are said once", () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});

/** What an operator or clients do is not injected; everything else must be able to end INCONCLUSIVE. */
test("only acts of operators and clients rest on no injected fault", () => {
  expect(scenarios.filter((one) => !one.restsOnInjectedFault).map(({ name }) => name)).toEqual([
    "stop-primary",
    "deploy-under-load",
    "deploy-broken-build",
    "flood",
    "rebuild-primary",
    "rebuild-standby",
  ]);
});
