import { type PlanInput, planOf, shareOf } from "./plan";
import { scenarios } from "./scenarios";

const expect0 = { lost: 0, unexpected: 0 } as const;
const input: PlanInput = {
  scenario: { expect: expect0 },
  check: { intervalSeconds: 10, failureThreshold: 3 },
  ttlSeconds: 6,
  speed: 10,
};
const moves = (endpoint: "hangs" | "answers") => ({
  expect: { ...expect0, failover: { endpoint, holdSeconds: 0 } },
});

test.each([
  {
    title: "nobody moves: only what the scenario takes",
    over: { scenario: { expect: expect0, takes: { inject: 8, meanwhile: 3, repair: 4 } } },
    plan: { baseline: 8, fault: 8, meanwhile: 3, return: 4, after: 5 },
  },
  {
    title: "clients move: three checks, propagation, the TTL and a second",
    over: { scenario: moves("answers") },
    plan: { baseline: 8, fault: 11, meanwhile: 5, return: 11, after: 5 },
  },
  {
    title: "each check hangs for two seconds, on the way there alone",
    over: { scenario: moves("hangs") },
    plan: { baseline: 8, fault: 17, meanwhile: 5, return: 11, after: 5 },
  },
  {
    title: "rests neither vanish nor last",
    over: { speed: 60 },
    plan: { baseline: 4, fault: 0, meanwhile: 0, return: 0, after: 2 },
  },
])("$title", ({ over, plan }) => {
  expect(planOf({ ...input, ...over })).toEqual(plan);
});

test.each(scenarios.map((scenario) => ({ name: scenario.name, scenario })))(
  "$name has traffic before, between and after, and all of it is planned",
  ({ scenario }) => {
    const plan = planOf({ ...input, scenario });
    const phases = Object.keys(plan) as (keyof typeof plan)[];
    expect(phases.reduce((sum, phase) => sum + shareOf(plan, phase), 0)).toBeCloseTo(1);
    expect(Math.min(shareOf(plan, "baseline"), shareOf(plan, "after"))).toBeGreaterThan(0.05);
    expect(shareOf(plan, "fault") + shareOf(plan, "meanwhile")).toBeGreaterThan(0.2);
  },
);
