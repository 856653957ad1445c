import { buildsOf, expectationProblems, type Observed } from "./expectations";
import type { Scenario } from "./scenario";
import { EU, US } from "./testing/example";

const clean: Observed = {
  drillId: "d1",
  primary: EU,
  standby: US,
  failures: [],
  acknowledgements: [{ client: 0, region: EU, at: 2, startedAt: 1, events: 3 }],
  flips: [],
  objects: [],
};
const failed = { client: 0, region: EU, startedAt: 1, failedAt: 2, problem: "HTTP 503" };
const flip = { at: 1, region: EU, healthy: false, isRecord: false, isEndpoint: false };
const line = (build: string, over: object = {}) => ({
  event_id: `e-${build}`,
  protocol: "events",
  region: EU,
  build,
  properties: { drill: "d1" },
  ...over,
});
const objects = [
  { region: EU, key: "1", storedAt: 1, lines: [line("a"), line("b")] },
  { region: US, key: "1", storedAt: 2, lines: [line("a"), line("b")] },
  {
    region: US,
    key: "2",
    storedAt: 2,
    lines: [line("a", { region: US, protocol: "canary", properties: {} })],
  },
];
const deployed = { region: US, outcome: "deployed", from: "1", to: "2" } as const;
const reasons = ["Canaries failed."];
const rolledBack = { region: US, outcome: "rolled-back", from: "1", to: "2", percent: 10, reasons } as const;

test.each<{
  title: string;
  expect: Partial<Scenario["expect"]>;
  seen?: Partial<Observed>;
  problems: RegExp[];
}>([
  {
    title: "nothing expected, whatever happened",
    expect: {},
    seen: { failures: [failed], flips: [{ ...flip, isRecord: true }] },
    problems: [],
  },
  { title: "no request failed", expect: { failedRequests: 0 }, problems: [] },
  {
    title: "a request failed",
    expect: { failedRequests: 0 },
    seen: { failures: [failed, failed] },
    problems: [/2 requests of clients failed \(HTTP 503\)/],
  },
  {
    title: "the endpoint's check turned",
    expect: { flips: { endpoint: 0 } },
    seen: { flips: [{ ...flip, isEndpoint: true }] },
    problems: [/check of eu-west-1 of the endpoint turned unhealthy/],
  },
  {
    title: "only the check that DNS follows turned, as a STOP makes it",
    expect: { flips: { endpoint: 0 } },
    seen: { flips: [{ ...flip, isRecord: true }] },
    problems: [],
  },
  {
    title: "the check that DNS follows turned, and may not",
    expect: { flips: { endpoint: 0, record: 0 } },
    seen: { flips: [{ ...flip, isRecord: true }] },
    problems: [/that DNS follows turned/],
  },
  { title: "the standby got nothing", expect: { standbyEvents: 0 }, problems: [] },
  {
    title: "the standby got events",
    expect: { standbyEvents: 0 },
    seen: { acknowledgements: [{ client: 0, region: US, at: 2, startedAt: 1, events: 5 }] },
    problems: [/standby acknowledged 5 events/],
  },
  {
    title: "as many builds as expected",
    expect: { builds: { primary: 2, standby: 1 } },
    seen: { objects },
    problems: [],
  },
  {
    title: "another number of builds",
    expect: { builds: { primary: 1, standby: 2 } },
    seen: { objects },
    problems: [/2 builds landed from eu-west-1 \(a, b\)/, /1 builds landed from us-west-2 \(a\)/],
  },
  { title: "deployed", expect: { deployment: ["deployed"] }, seen: { deployment: [deployed] }, problems: [] },
  {
    title: "rolled back, which was not expected",
    expect: { deployment: ["deployed"] },
    seen: { deployment: [rolledBack] },
    problems: [/us-west-2 rolled-back \(Canaries failed.\), not with deployed/],
  },
  { title: "nothing deployed", expect: { deployment: ["deployed"] }, problems: [/ended with nothing/] },
])("$title", ({ expect: more, seen, problems }) => {
  const found = expectationProblems({ expect: { lost: 0, unexpected: 0, ...more } }, { ...clean, ...seen });
  expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem)));
});

test("builds are counted by the region that took the event, a replica once, others' events never", () => {
  const foreign = { region: EU, key: "3", storedAt: 1, lines: [line("c", { properties: { drill: "d2" } })] };
  expect(buildsOf({ drillId: "d1", objects: [...objects, foreign] })).toEqual({
    [EU]: { a: 1, b: 1 },
    [US]: { a: 1 },
  });
});
