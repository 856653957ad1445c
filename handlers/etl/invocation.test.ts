import { readInvocation } from "./invocation";

const notification = (key: unknown, bucket = "lake", eventName = "ObjectCreated:Put") => ({
  eventSource: "aws:s3",
  eventName,
  s3: { bucket: { name: bucket }, object: { key } },
});
const message = (
  body: unknown,
  attributes: unknown = { ApproximateReceiveCount: "3", SentTimestamp: "1000" },
) => ({
  Records: [
    {
      eventSource: "aws:sqs",
      messageId: "m1",
      receiptHandle: "r1",
      attributes,
      body: typeof body === "string" ? body : JSON.stringify(body),
    },
  ],
});
const key = "events/region=us-west-2/2026/11/21/12/a.gz";
const known = { id: "m1", receiptHandle: "r1", receives: 3, sentAt: 1_000 };

test.each<{ title: string; body: unknown; wanted: unknown }>([
  { title: "an object of either region", body: { Records: [notification(key)] }, wanted: [key] },
  {
    title: "an encoded key",
    body: { Records: [notification("events/region%3Deu-west-1/a+b%2Bc.gz")] },
    wanted: ["events/region=eu-west-1/a b+c.gz"],
  },
  {
    title: "several objects",
    body: { Records: [notification(key), notification("forgotten/x.json", "lake", "ObjectCreated:Copy")] },
    wanted: [key, "forgotten/x.json"],
  },
  { title: "S3's test message", body: { Service: "Amazon S3", Event: "s3:TestEvent" }, wanted: [] },
  { title: "no JSON", body: "{", wanted: { problem: "not_json" } },
  { title: "no notification", body: { hello: 1 }, wanted: { problem: "not_a_notification" } },
  {
    title: "one broken record",
    body: { Records: [notification(key), null] },
    wanted: { problem: "not_a_notification" },
  },
  {
    title: "a removal",
    body: { Records: [notification(key, "lake", "ObjectRemoved:Delete")] },
    wanted: { problem: "not_a_creation" },
  },
  {
    title: "another bucket",
    body: { Records: [notification(key, "other")] },
    wanted: { problem: "another_bucket" },
  },
  {
    title: "a prefix that is not loaded",
    body: { Records: [notification("errors/region=us-west-2/a")] },
    wanted: { problem: "another_prefix" },
  },
  {
    title: "a malformed key",
    body: { Records: [notification("events/%")] },
    wanted: { problem: "key_unreadable" },
  },
])("a message with $title", ({ body, wanted }) => {
  expect(readInvocation(message(body), "lake")).toEqual({ kind: "queue", messages: [{ ...known, wanted }] });
});

test("a message that does not say how often it came came once", () => {
  expect(readInvocation(message({ Records: [notification(key)] }, null), "lake")).toEqual({
    kind: "queue",
    messages: [{ ...known, receives: 1, sentAt: undefined, wanted: [key] }],
  });
});

test("a person names an object", () => {
  expect(readInvocation({ reload: { key } }, "lake")).toEqual({ kind: "reload", key });
});

test.each([
  { title: "nothing", event: undefined, found: "undefined" },
  { title: "an empty object", event: {}, found: "an object with" },
  { title: "a reload of nothing", event: { reload: {} }, found: "an object with reload" },
  {
    title: "a reload outside of what is loaded",
    event: { reload: { key: "stop/x" } },
    found: "an object with reload",
  },
  {
    title: "an S3 event that came past the queue",
    event: { Records: [notification(key)] },
    found: "an object with Records",
  },
  { title: "an empty batch", event: { Records: [] }, found: "an object with Records" },
])("$title is an error", ({ event, found }) => {
  expect(() => readInvocation(event, "lake")).toThrow(new RegExp(`HF_ETL_EVENT.*${found}`));
});
