import { now } from "./journal";
import type { Probe } from "./outside";
import { LiveStage, type StageOptions } from "./stage";
import { EU, US } from "./testing/example";
import { Timeline } from "./timeline";

let probes: Probe[];
let called: string[];
let firehoseAnswers: boolean;
let healthy: boolean;
let stage: LiveStage;
const acknowledgements = [
  { client: 0, region: EU, at: 1_000, startedAt: 990, events: 2 },
  { client: 1, region: EU, at: 2_000, startedAt: 990, events: 3 },
  { client: 1, region: US, at: 3_000, startedAt: 990, events: 4 },
];
const verb = (name: string) => async () => void called.push(name);
const gates = { close: verb("close"), hang: verb("hang"), hangFirehose: verb("hang"), open: verb("open") };

beforeEach(() => {
  probes = [];
  called = [];
  firehoseAnswers = true;
  healthy = true;
  const region = (name: string, role: string) => ({ region: name, role, failoverName: "events.example" });
  const target = {
    pair: {
      primary: region(EU, "primary"),
      standby: region(US, "standby"),
      healthStatus: async () => ({ healthy }),
    },
    gates: { [EU]: gates, [US]: gates },
    callFirehose: async () => {
      if (!firehoseAnswers) throw new Error("no answer");
    },
    destroy: async (role: string) => void called.push(`destroy ${role}`),
    create: async (role: string) => void called.push(`create ${role}`),
  };
  stage = new LiveStage({
    ...{ target, probes: { probes }, journal: { acknowledgements }, timeline: new Timeline(() => undefined) },
    ...{ resolver: undefined, regionOf: () => undefined, ttlSeconds: 6, speed: 10 },
    signal: new AbortController().signal,
  } as unknown as StageOptions);
});
afterEach(() => stage.close());

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((later) => setTimeout(later, 5));
};

test("whom clients were acknowledged by, since when", () => {
  expect([stage.acknowledgedBy("primary", 1_500), stage.acknowledgedBy("standby", 0)]).toEqual([3, 4]);
});

test("clients have heard of a change after propagation and the TTL", () => {
  expect(stage.dnsSeconds).toBe(7);
});

test("a region serves again when a request to its own name says so", async () => {
  const startedAt = now() + 1_000;
  probes.push({ region: US, startedAt, endedAt: startedAt + 1, outcome: "answered", status: 200 });
  await stage.standby.untilServes(60);
  expect(stage.demands).toEqual([]);
});

test.each([
  {
    title: "never serves again",
    act: () => stage.standby.untilServes(0),
    demand: /The standby did not serve again/,
  },
  {
    title: "stays ill",
    act: () => stage.primary.untilEndpointHealthy(0),
    demand: /The primary's endpoint was not healthy again/,
  },
])("a region that $title fails the drill, which goes on", async ({ act, demand }) => {
  healthy = false;
  await act();
  expect(stage.demands).toEqual([expect.stringMatching(demand)]);
});

test("Firehose is called from when it hangs until the gates open, and what it did then is seen", async () => {
  firehoseAnswers = false;
  await stage.primary.gates.hangFirehose();
  await until(() => stage.seen(0).firehose.timeouts > 0);
  await stage.primary.gates.open();
  firehoseAnswers = true;
  expect(called).toEqual(["hang", "open"]);
  expect(stage.seen(0).firehose).toMatchObject({ answers: 0 });
});

test("what was never tried was not seen", () => {
  expect(stage.seen(0)).toMatchObject({
    stopped: false,
    firehose: { answers: 0, timeouts: 0 },
    flood: { sent: 0 },
    deployment: undefined,
  });
});
