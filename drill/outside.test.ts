import { outsideOf, type Probe } from "./outside";

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
