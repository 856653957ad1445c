import fc from "fast-check";
import { pack } from "../event/pack";
import { anyFaults } from "../testing/arbitrary";
import { FakeBucket, FakeFirehose, type Fault, none } from "../testing/fakes";
import { deliverySettings, target } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { placesOf } from ".";
import { deliveryBudgetMs } from "./budget";
import { deliver } from "./deliver";

/** One event a record, so that a partial refusal hits some events and not others. */
const recordsOf = (events: number) =>
  Array.from({ length: events }, (_, index) => pack([`{"event_id":"e${index}"}`])).flat();

async function deliverWith(
  events: number,
  firehoseFaults: Fault[],
  hereFaults: Fault[],
  peerFaults: Fault[],
) {
  const clock = new VirtualClock();
  const firehose = new FakeFirehose(clock, firehoseFaults);
  const here = new FakeBucket(clock, hereFaults);
  const peer = new FakeBucket(clock, peerFaults);
  const places = placesOf({ firehose, here, peer, clock, random: () => 1 }, deliverySettings, target);
  const startedAt = clock.now();
  const delivery = await clock.run(deliver(recordsOf(events), [places.firehose, places.here, places.peer]));
  return { delivery, firehose, here, peer, elapsedMs: clock.now() - startedAt };
}

const throttled: Fault = { kind: "throttled" };
const hang: Fault = { kind: "hang" };

test.each<{
  title: string;
  firehose: Fault[];
  here?: Fault[];
  peer?: Fault[];
  delivery: Awaited<ReturnType<typeof deliver>>;
}>([
  {
    title: "Firehose takes all",
    firehose: [none],
    delivery: { durable: true, kept: { firehose: 4 }, undelivered: 0, reasons: {} },
  },
  {
    title: "Firehose takes the rest when asked again",
    firehose: [{ kind: "partial", mask: 0b101 }, none],
    delivery: { durable: true, kept: { firehose: 4 }, undelivered: 0, reasons: {} },
  },
  {
    title: "S3 here takes only what Firehose refused to the end",
    firehose: [{ kind: "partial", mask: 0b1 }],
    delivery: {
      durable: true,
      kept: { firehose: 3, here: 1 },
      undelivered: 0,
      reasons: { firehose: "ServiceUnavailableException" },
    },
  },
  {
    title: "the peer takes what nothing here does",
    firehose: [hang],
    here: [{ kind: "broken" }],
    delivery: {
      durable: true,
      kept: { peer: 4 },
      undelivered: 0,
      reasons: { firehose: "HF_DELIVERY_TIMEOUT", here: "ECONNREFUSED" },
    },
  },
  {
    title: "nothing takes anything",
    firehose: [throttled],
    here: [throttled],
    peer: [{ kind: "denied" }],
    delivery: {
      durable: false,
      kept: {},
      undelivered: 4,
      reasons: {
        firehose: "ServiceUnavailableException",
        here: "ServiceUnavailableException",
        peer: "AccessDeniedException",
      },
    },
  },
  {
    title: "an answer that cannot be matched accepts nothing",
    firehose: [{ kind: "short_answer" }],
    delivery: {
      durable: true,
      kept: { here: 4 },
      undelivered: 0,
      reasons: { firehose: "HF_DELIVERY_ANSWER_COUNT" },
    },
  },
])("$title", async ({ firehose, here = [none], peer = [none], delivery }) => {
  expect((await deliverWith(4, firehose, here, peer)).delivery).toEqual(delivery);
});

test("the object in the peer's bucket lies under the peer's prefix, and names its origin and the reason", async () => {
  const { peer } = await deliverWith(2, [{ kind: "denied" }], [throttled], [none]);
  const [object] = [...peer.objects.values()];
  expect(object?.key).toMatch(/^undeliverable\/region=us-west-2\/2025\/01\/31\/12\/[0-9a-f]{64}\.ndjson$/);
  expect(object?.manifest).toMatchObject({
    origin: "eu-west-1",
    holder: "us-west-2",
    events: "2",
    reason: "ServiceUnavailableException",
  });
});

test("whatever fails, and however: durable means that each event was taken somewhere, within the budget", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      anyFaults,
      anyFaults,
      anyFaults,
      async (events, f, h, p) => {
        const { delivery, firehose, here, peer, elapsedMs } = await deliverWith(events, f, h, p);
        const taken = firehose.accepted.join("") + here.text + peer.text;
        const missing = recordsOf(events).filter(({ data }) => !taken.includes(data.toString()));
        if (delivery.durable) expect(missing).toEqual([]);
        const { firehose: inFirehose = 0, here: inHere = 0, peer: inPeer = 0 } = delivery.kept;
        expect(inFirehose + inHere + inPeer + delivery.undelivered).toBe(events);
        expect(delivery.durable).toBe(delivery.undelivered === 0);
        expect(elapsedMs).toBeLessThanOrEqual(deliveryBudgetMs(deliverySettings));
      },
    ),
    { numRuns: 400 },
  );
});
