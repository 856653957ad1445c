import { now } from "./journal";
import { EU, US } from "./testing/example";
import { Timeline } from "./timeline";
import { type HealthFlip, Watch, type WatchOptions } from "./watch";

const region = (name: string, role: string) => ({ region: name, role, failoverName: "events.example" });
const regions = [region(EU, "primary"), region(US, "standby")];
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((later) => setTimeout(later, 5));
};

let flips: HealthFlip[];
let timeline: Timeline;
let watch: Watch;
let calculated: boolean;
beforeEach(() => {
  flips = [];
  calculated = true;
  timeline = new Timeline(() => undefined);
  const checks = async ({ region: name }: { region: string }) =>
    calculated
      ? { record: `record ${name}`, endpoint: `endpoint ${name}`, stop: `stop ${name}` }
      : { record: `endpoint ${name}`, endpoint: `endpoint ${name}`, stop: undefined };
  watch = new Watch({
    pair: { primary: regions[0], regions, checks } as unknown as WatchOptions["pair"],
    resolver: {
      resolve: async () => ({ addresses: ["127.0.0.11"], ttlSeconds: 6 }),
    } as unknown as WatchOptions["resolver"],
    regionOf: () => EU,
    timeline,
    healthFlips: async () => [...flips],
  });
});
afterEach(() => watch.close());

const turn = (healthCheckId: string, healthy = false) =>
  flips.push({ at: now() + 1_000, healthCheckId, healthy });
const entries = () => timeline.entries(0).map(({ kind, text }) => [kind, text]);

test("a check that DNS follows, an endpoint's own and a STOP switch's are told apart", async () => {
  turn(`stop ${EU}`);
  turn(`record ${EU}`);
  turn(`endpoint ${US}`);
  turn("somebody else's");
  await until(() => timeline.entries(0).length === 3);
  expect(entries().toSorted()).toEqual([
    ["check", `Endpoint's own check of ${US}: unhealthy`],
    ["check", `STOP switch's check of ${EU}: unhealthy`],
    ["health", `Health check of ${EU}: unhealthy`],
  ]);
  expect(watch.flips).toMatchObject([
    { region: EU, isRecord: true, isEndpoint: false },
    { region: US, isRecord: false, isEndpoint: true },
  ]);
});

test("where DNS follows the endpoint's check alone, its turn is both", async () => {
  calculated = false;
  turn(`endpoint ${EU}`);
  await until(() => watch.flips.length === 1);
  expect(watch.flips).toMatchObject([{ region: EU, isRecord: true, isEndpoint: true }]);
});

test("an ill region is a problem until it is well again", async () => {
  await until(() => watch.problem === undefined);
  turn(`record ${US}`);
  await until(() => watch.problem !== undefined);
  expect(watch.problem).toContain(`the health check of ${US} was unhealthy`);
  turn(`record ${US}`, true);
  await until(() => watch.problem === undefined);
});
