import { portsOf, refusalsFrom } from "./deploy-region";
import { Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";

const region = { regionalName: "us-west-2.events.example.com" };
const peer = { region: "eu-west-1" };
const healthy = { healthy: true, checkers: 3, problem: undefined };
const kept = { status: 200, milliseconds: 5, eventId: "e" };

test.each([
  { title: "none when the peer serves and the region does", over: {}, refusals: [] },
  {
    title: "an unhealthy peer",
    over: { peer: { healthy: false, checkers: 3, problem: "Failure: HTTP 503" } },
    refusals: ["eu-west-1, where clients would go, is unhealthy: Failure: HTTP 503."],
  },
  {
    title: "a peer that nobody has checked",
    over: { peer: { healthy: false, checkers: 0, problem: undefined } },
    refusals: ["eu-west-1, where clients would go, is unhealthy: nobody has checked it yet."],
  },
  {
    title: "a stopped peer",
    over: { peerIsStopped: true },
    refusals: ["eu-west-1, where clients would go, is stopped. Resume it first."],
  },
  {
    title: "a region that does not serve before anything changed",
    over: { canary: { ...kept, status: 403, problem: "HTTP 403 Forbidden" } },
    refusals: [
      "A canary to us-west-2.events.example.com is not acknowledged before anything changed: HTTP 403 Forbidden.",
    ],
  },
])("refusals: $title", ({ over, refusals }) => {
  expect(refusalsFrom(region, peer, { peer: healthy, peerIsStopped: false, canary: kept, ...over })).toEqual(
    refusals,
  );
});

test("the standby has its turn first, and each region's own stack is brought up", async () => {
  const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")]);
  const brought: string[] = [];
  const ports = portsOf(pair, { up: async (one) => void brought.push(one.region) }, 1);
  for (const port of ports) await port.up(new AbortController().signal);
  expect(ports.map(({ region }) => region)).toEqual(["us-west-2", "eu-west-1"]);
  expect(brought).toEqual(["us-west-2", "eu-west-1"]);
  pair.close();
});
