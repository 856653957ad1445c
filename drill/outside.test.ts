import { outsideOf, type Probe } from "./outside";
import { primaryBlackHole } from "./scenarios/primary-black-hole";
import { rebuildStandby } from "./scenarios/rebuild-standby";

const EU = "eu-west-1";
const probe = (outcome: Probe["outcome"], over: Partial<Probe> = {}): Probe => ({
  region: EU,
  startedAt: 100,
  endedAt: 200,
  outcome,
  ...(outcome === "answered" && { status: 200 }),
  ...over,
});
const none = { answers: 0, served: 0, timeouts: 0, refusals: 0 };

test.each([
  { title: "an answer", probes: [probe("answered")], expected: { ...none, answers: 1, served: 1 } },
  {
    title: "an answer that serves nobody",
    probes: [probe("answered", { status: 503 })],
    expected: { ...none, answers: 1 },
  },
  { title: "a timeout", probes: [probe("timed-out")], expected: { ...none, timeouts: 1 } },
  {
    title: "a refusal and a missing name",
    probes: [probe("refused"), probe("unresolved")],
    expected: { ...none, refusals: 2 },
  },
  {
    title: "nothing of the other region",
    probes: [probe("answered", { region: "us-west-2" })],
    expected: none,
  },
  {
    title: "nothing that began before the fault",
    probes: [probe("answered", { startedAt: 49 })],
    expected: none,
  },
  {
    title: "nothing that ended after the repair",
    probes: [probe("answered", { endedAt: 301 })],
    expected: none,
  },
])("counts $title", ({ probes, expected }) => {
  expect(outsideOf(probes, EU, 50, 300)).toEqual(expected);
});

test.each([
  {
    title: "a black hole: only timeouts",
    scenario: primaryBlackHole,
    primary: { ...none, timeouts: 3 },
    observed: true,
  },
  {
    title: "no black hole: an answer between timeouts",
    scenario: primaryBlackHole,
    primary: { ...none, timeouts: 3, answers: 1 },
    observed: false,
  },
  { title: "no black hole: nobody asked", scenario: primaryBlackHole, primary: none, observed: false },
  {
    title: "no black hole: it refused",
    scenario: primaryBlackHole,
    primary: { ...none, refusals: 3 },
    observed: false,
  },
  {
    title: "a standby that was gone",
    scenario: rebuildStandby,
    standby: { ...none, served: 2, answers: 2, refusals: 1 },
    observed: true,
  },
  {
    title: "a standby whose name was answered with an error",
    scenario: rebuildStandby,
    standby: { ...none, served: 2, answers: 3 },
    observed: true,
  },
  {
    title: "a standby that never went",
    scenario: rebuildStandby,
    standby: { ...none, served: 2, answers: 2 },
    observed: false,
  },
])("$title", ({ scenario, primary = none, standby = none, observed }) => {
  expect(scenario.observed({ primary, standby })).toBe(observed);
});
