import fc from "fast-check";
import { Pair } from "./pair";
import { queueDepth } from "./queues";
import { redrive } from "./redrive";
import { FakeSqs } from "./testing/fake-sqs";
import { exampleOutputs } from "./testing/outputs";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const { etlQueueUrl: QUEUE, etlDeadLetterQueueUrl: DEAD } = pair.primary;
const DIED = { diedIn: "arn:aws:sqs:eu-west-1:123456789012:etl" };

let sqs: FakeSqs;
beforeEach(() => {
  sqs = new FakeSqs();
});
afterEach(() => sqs.client.restore());

const run = (count: number, signal?: AbortSignal) =>
  redrive(pair, pair.primary, "etl", { count, ...(signal && { signal }) });
const letters = (...bodies: string[]) => {
  for (const body of bodies) sqs.put(DEAD, body, DIED);
};
const visible = () => sqs.queue(DEAD).filter(({ isHidden }) => !isHidden).length;

test("every letter goes back to its queue as it was, and is a dead letter no more", async () => {
  const attributes = { trace: { DataType: "String", StringValue: "1" } };
  const bodies = Array.from({ length: 23 }, (_, index) => `object ${index}`);
  letters(...bodies);
  sqs.put(DEAD, "with attributes", { ...DIED, attributes });
  const done: number[] = [];
  expect(
    await redrive(pair, pair.primary, "etl", { count: 24, onDone: (count) => done.push(count) }),
  ).toEqual({ redriven: 24, foreign: 0, returned: 0, failed: [] });
  expect(sqs.bodies(QUEUE)).toEqual([...bodies, "with attributes"]);
  expect(sqs.queue(QUEUE).at(-1)).toMatchObject({ attributes });
  expect(sqs.queue(DEAD)).toEqual([]);
  expect(done).toEqual([10, 20, 24]);
});

test("of replay, its own queues", async () => {
  sqs.put(pair.standby.deadLetterQueueUrl, "batch", DIED);
  expect(await redrive(pair, pair.standby, "replay", { count: 1 })).toMatchObject({ redriven: 1 });
  expect(sqs.bodies(pair.standby.replayQueueUrl)).toEqual(["batch"]);
});

test("a letter that never was in the queue stays, and can be received at once", async () => {
  letters("object");
  sqs.put(DEAD, '{"responsePayload":{}}');
  expect(await run(2)).toEqual({ redriven: 1, foreign: 1, returned: 0, failed: [] });
  expect(sqs.bodies(DEAD)).toEqual(['{"responsePayload":{}}']);
  expect(visible()).toBe(1);
});

test("a letter that dies again at once is not sent a second time", async () => {
  letters("poison", "good");
  sqs.onSent = ({ id, body }) => {
    if (body !== "poison") return;
    sqs.queues.set(
      QUEUE,
      sqs.queue(QUEUE).filter((message) => message.id !== id),
    );
    sqs.queue(DEAD).push({ id, body, ...DIED });
  };
  // Counted too high: what comes back is met within the count.
  expect(await run(3)).toEqual({ redriven: 2, foreign: 0, returned: 1, failed: [] });
  expect(sqs.bodies(DEAD)).toEqual(["poison"]);
  expect(sqs.bodies(QUEUE)).toEqual(["good"]);
});

test("a letter that stays and is met again in a long run is counted once, and takes no other's place", async () => {
  const sweep = sqs.put(DEAD, '{"responsePayload":{}}');
  letters(...Array.from({ length: 20 }, (_, index) => String(index)));
  sqs.onSent = ({ body }) => {
    if (body === "0") sweep.isHidden = false;
  };
  expect(await run(21)).toEqual({ redriven: 20, foreign: 1, returned: 0, failed: [] });
  expect(sqs.bodies(DEAD)).toEqual(['{"responsePayload":{}}']);
  expect(visible()).toBe(1);
});

test("what comes while it runs waits for the next time", async () => {
  letters("1", "2");
  sqs.onSent = ({ body }) => letters(`after ${body}`);
  expect(await run(2)).toMatchObject({ redriven: 2 });
  expect(sqs.bodies(DEAD)).toEqual(["after 1", "after 2"]);
  expect(visible()).toBe(2);
});

test("fewer than were counted end it", async () => {
  letters("1");
  expect(await run(7)).toMatchObject({ redriven: 1 });
});

test("what the queue does not take stays among the dead letters, and is said", async () => {
  letters("1", "2");
  sqs.refused.add("1");
  expect(await run(2)).toEqual({ redriven: 1, foreign: 0, returned: 0, failed: ["not sent: try again"] });
  expect(sqs.bodies(DEAD)).toEqual(["1"]);
  expect(visible()).toBe(1);
});

test("what is sent and cannot be deleted is in both: never in none", async () => {
  letters("1", "2");
  sqs.undeletable.add("1");
  expect(await run(2)).toMatchObject({ redriven: 1, failed: ["sent, and not deleted: try again"] });
  expect(sqs.bodies(DEAD)).toEqual(["1"]);
  expect(sqs.bodies(QUEUE)).toEqual(["1", "2"]);
});

test("nothing is lost wherever it dies, and a second run does the rest", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 35 }), fc.nat(40), async (count, diesAfter) => {
      sqs.client.restore();
      sqs = new FakeSqs();
      const bodies = Array.from({ length: count }, (_, index) => `object ${index}`);
      letters(...bodies);
      let sent = 0;
      sqs.onSent = () => {
        sent += 1;
        if (sent > diesAfter) throw new Error("killed");
      };
      await run(count).catch(() => undefined);
      const held = new Set([...sqs.bodies(DEAD), ...sqs.bodies(QUEUE)]);
      expect([...held].sort()).toEqual([...bodies].sort());
      sqs.onSent = () => undefined;
      await run((await queueDepth(pair, pair.primary, DEAD)).visible);
      expect(sqs.queue(DEAD)).toEqual([]);
      expect(new Set(sqs.bodies(QUEUE))).toEqual(new Set(bodies));
    }),
  );
});

test("aborted between two batches, the rest stays", async () => {
  letters(...Array.from({ length: 12 }, (_, index) => String(index)));
  const controller = new AbortController();
  sqs.onSent = () => controller.abort(new Error("Interrupted."));
  await expect(run(12, controller.signal)).rejects.toThrow("Interrupted.");
  expect(sqs.bodies(DEAD)).toEqual(["10", "11"]);
});
