import { readInvocation } from "./invocation";

const own = { bucket: "b", region: "eu-west-1" };

const notification = (key: unknown, bucket = "b", eventName = "ObjectCreated:Put") => ({
  eventSource: "aws:s3",
  eventName,
  s3: { bucket: { name: bucket }, object: { key } },
});
const message = (body: unknown) => ({
  Records: [
    { eventSource: "aws:sqs", messageId: "m1", body: typeof body === "string" ? body : JSON.stringify(body) },
  ],
});
const prefix = "undeliverable/region=eu-west-1/";

test.each<{ title: string; body: unknown; wanted: unknown }>([
  {
    title: "one object",
    body: { Records: [notification(`${prefix}2025/a.ndjson`)] },
    wanted: [`${prefix}2025/a.ndjson`],
  },
  {
    title: "an encoded key",
    body: { Records: [notification("undeliverable/region%3Deu-west-1/a+b%2Bc.ndjson")] },
    wanted: [`${prefix}a b+c.ndjson`],
  },
  {
    title: "several objects",
    body: {
      Records: [
        notification(`${prefix}a`),
        notification(`${prefix}b`, "b", "ObjectCreated:CompleteMultipartUpload"),
      ],
    },
    wanted: [`${prefix}a`, `${prefix}b`],
  },
  {
    title: "S3's test message",
    body: { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "b" },
    wanted: [],
  },
  { title: "no JSON", body: "{", wanted: { problem: "not_json" } },
  { title: "no notification", body: { hello: 1 }, wanted: { problem: "not_a_notification" } },
  { title: "a broken notification", body: { Records: [null] }, wanted: { problem: "not_a_notification" } },
  {
    title: "a removal",
    body: { Records: [notification(`${prefix}a`, "b", "ObjectRemoved:Delete")] },
    wanted: { problem: "not_a_creation" },
  },
  {
    title: "another bucket",
    body: { Records: [notification(`${prefix}a`, "c")] },
    wanted: { problem: "another_bucket" },
  },
  {
    title: "another region's prefix",
    body: { Records: [notification("undeliverable/region=us-west-2/a")] },
    wanted: { problem: "another_prefix" },
  },
  {
    title: "a receipt",
    body: { Records: [notification("drained/region=eu-west-1/a.json")] },
    wanted: { problem: "another_prefix" },
  },
  {
    title: "a malformed key",
    body: { Records: [notification("undeliverable/%")] },
    wanted: { problem: "key_unreadable" },
  },
  { title: "no key", body: { Records: [notification(undefined)] }, wanted: { problem: "key_unreadable" } },
])("a message with $title", ({ body, wanted }) => {
  expect(readInvocation(message(body), own)).toEqual({ kind: "queue", messages: [{ id: "m1", wanted }] });
});

test("the schedule asks for a sweep", () => {
  expect(readInvocation({ sweep: true }, own)).toEqual({ kind: "sweep" });
});

test.each([
  { title: "nothing", event: undefined, found: "undefined" },
  { title: "an empty object", event: {}, found: "an object with" },
  {
    title: "an S3 event that came past the queue",
    event: { Records: [notification(`${prefix}a`)] },
    found: "an object with Records",
  },
  { title: "an empty batch", event: { Records: [] }, found: "an object with Records" },
])("$title is an error", ({ event, found }) => {
  expect(() => readInvocation(event, own)).toThrow(new RegExp(`HF_REPLAY_EVENT.*${found}`));
});
