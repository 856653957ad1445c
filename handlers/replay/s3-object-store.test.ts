/** The SDK's real client against a server that plays S3: what the fake store cannot prove. */
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { systemClock } from "../delivery/clock";
import { base64Of, sha256Of } from "../delivery/undeliverable-object";
import { type Answering, serverThat, type TestServer } from "../testing/server";
import { s3ObjectStore } from "./s3-object-store";

let server: TestServer | undefined;
afterEach(() => server?.close());

async function storeAt(answer: Answering, patience = { connectMs: 10_000, requestMs: 10_000 }) {
  server = await serverThat(answer);
  const credentials = async () => ({ accessKeyId: "test", secretAccessKey: "test" });
  const { endpoint } = server;
  const settings = {
    region: "eu-west-1",
    bucket: "b",
    accountId: "000000000000",
    credentials,
    endpoint,
    patience,
  };
  return s3ObjectStore(settings, systemClock);
}

const status =
  (code: number): Answering =>
  (_, response) =>
    response.writeHead(code).end();

const body = Buffer.from("a\nb\n");
const object =
  (checksum: string): Answering =>
  (_, response) =>
    response
      .writeHead(200, { "x-amz-checksum-sha256": checksum, "x-amz-meta-events": "2", etag: '"e"' })
      .end(body);

test("an object is read with its metadata", async () => {
  const store = await storeAt(object(base64Of(sha256Of(body))));
  expect(await store.get("k")).toEqual({ body, metadata: { events: "2" } });
});

test("a body that changed on its way is an error: a later run reads it again", async () => {
  const store = await storeAt(object(base64Of(sha256Of(Buffer.from("another")))));
  await expect(store.get("k")).rejects.toThrow(/[Cc]hecksum/);
});

test("a missing object is missing, a forbidden one is an error", async () => {
  const missing = await storeAt(status(404));
  expect(await missing.get("k")).toBeUndefined();
  expect(await missing.exists("k")).toBe(false);
  await server?.close();
  const forbidden = await storeAt(status(403));
  await expect(forbidden.get("k")).rejects.toThrow();
  await expect(forbidden.exists("k")).rejects.toThrow();
});

test("every call names the expected owner, and a put its checksum", async () => {
  const seen: IncomingMessage[] = [];
  const store = await storeAt(async (request, response) => {
    seen.push(request);
    await text(request);
    const isListing = request.url?.includes("list-type");
    response.end(
      isListing
        ? "<ListBucketResult><Contents><Key>p/a</Key><LastModified>2025-01-31T12:00:00.000Z</LastModified></Contents></ListBucketResult>"
        : "",
    );
  });
  await store.put("k", { body, metadata: { reason: undefined }, contentType: "text/plain" });
  await store.delete("k");
  expect(await store.exists("k")).toBe(true);
  expect(await store.list("p/", 10, undefined)).toEqual([
    { key: "p/a", lastModified: Date.UTC(2025, 0, 31, 12) },
  ]);
  expect(seen.map(({ method, headers }) => [method, headers["x-amz-expected-bucket-owner"]])).toEqual(
    ["PUT", "DELETE", "HEAD", "GET"].map((method) => [method, "000000000000"]),
  );
  expect(seen[0]?.headers["x-amz-checksum-sha256"]).toBe(base64Of(sha256Of(body)));
});

test("an answer that never comes is an error", async () => {
  const store = await storeAt(() => undefined, { connectMs: 1_000, requestMs: 300 });
  await expect(store.list("p/", 10, undefined)).rejects.toThrow();
});
