import { until } from "../test-account";
import { batchOf, TestFirehose } from "./test-firehose";

let firehose: TestFirehose;
let bucket: string;
beforeAll(async () => {
  firehose = await TestFirehose.start();
  bucket = await firehose.createStream("faulty");
}, 120_000);

afterAll(() => firehose?.stop(), 30_000);

const keptAfter = async () => {
  await firehose.inject({ kind: "none" });
  await firehose.flush();
  return firehose.landed(bucket);
};

test.each([
  { kind: "throttle", error: { name: "ServiceUnavailableException", $metadata: { httpStatusCode: 503 } } },
  { kind: "error", error: { name: "InternalFailure", $metadata: { httpStatusCode: 500 } } },
  { kind: "hang", error: { name: "TimeoutError" } },
])("$kind fails the call and keeps nothing", async ({ kind, error }) => {
  await firehose.inject({ kind });
  await expect(firehose.root.send(batchOf("faulty", kind))).rejects.toMatchObject(error);
  expect(await keptAfter()).not.toContain(kind);
});

test("late keeps the record and answers too late", async () => {
  await firehose.inject({ kind: "late", delayMs: 60_000 });
  await expect(firehose.root.send(batchOf("faulty", "late"))).rejects.toMatchObject({ name: "TimeoutError" });
  expect(await keptAfter()).toContain("late");
});

test("partial answers 200 and keeps exactly what it did not refuse", async () => {
  await firehose.inject({ kind: "partial", share: 0.3, seed: 7 });
  const sent = Array.from({ length: 200 }, (_, index) => `partial-${index}`);
  const { FailedPutCount, RequestResponses = [] } = await firehose.root.send(batchOf("faulty", ...sent));
  const accepted = sent.filter((_, index) => RequestResponses[index]?.ErrorCode === undefined);
  expect(FailedPutCount).toBe(200 - accepted.length);
  expect(accepted.length).toBeGreaterThan(100);
  expect(accepted.length).toBeLessThan(180);
  expect((await keptAfter()).filter((line) => line.startsWith("partial-"))).toEqual(accepted.sort());
});

test("delivery-blocked acknowledges, and delivers when it is lifted", async () => {
  await firehose.inject({ kind: "delivery-blocked" });
  await firehose.root.send(batchOf("faulty", "blocked"));
  await firehose.flush();
  expect(await firehose.landed(bucket)).not.toContain("blocked");
  expect((await firehose.counts()).buffered).toBeGreaterThan(0);
  await firehose.inject({ kind: "none" });
  await until(
    () => firehose.landed(bucket),
    (lines) => lines.includes("blocked"),
  );
});

test("a fault that is none is refused with the reason", async () => {
  await expect(firehose.inject({ kind: "gremlins" })).rejects.toThrow("kind");
});
