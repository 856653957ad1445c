/** The SDK's real client against a server that plays S3: what a lake in memory cannot prove. */
import type { IncomingMessage } from "node:http";
import { type Answering, serverThat, type TestServer } from "../testing/server";
import { s3Lake } from "./s3-lake";

let server: TestServer | undefined;
afterEach(() => server?.close());

async function lakeAt(patience: { connectMs: number; requestMs: number }, ...answers: Answering[]) {
  server = await serverThat(...answers);
  const credentials = async () => ({ accessKeyId: "test", secretAccessKey: "test" });
  const { endpoint } = server;
  return s3Lake({
    region: "eu-west-1",
    bucket: "b",
    accountId: "000000000000",
    credentials,
    endpoint,
    patience,
  });
}
const patient = { connectMs: 10_000, requestMs: 10_000 };
const object = { key: "events/a", etag: "e1", bytes: 5, modifiedAt: 0 };
const bytesOf = async (bytes: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

test("an object is found by its name, at the owner that is expected", async () => {
  const asked: IncomingMessage[] = [];
  const lake = await lakeAt(patient, (request, response) => {
    asked.push(request);
    response
      .writeHead(200, { ETag: '"e1"', "Content-Length": 5, "Last-Modified": "Sat, 21 Nov 2026 12:00:00 GMT" })
      .end();
  });
  expect(await lake.find("events/a")).toEqual({ ...object, modifiedAt: Date.UTC(2026, 10, 21, 12) });
  expect(asked[0]?.method).toBe("HEAD");
  expect(asked[0]?.headers["x-amz-expected-bucket-owner"]).toBe("000000000000");
});

test.each([
  { title: "404 is none", status: 404, found: undefined },
  { title: "403 may be anything, so it is an error", status: 403, found: "error" },
])("$title", async ({ status, found }) => {
  const lake = await lakeAt(patient, (_, response) => response.writeHead(status).end());
  expect(await lake.find("events/a").catch(() => "error")).toBe(found);
});

test("a passing failure is asked again", async () => {
  const lake = await lakeAt(
    patient,
    (_, response) => response.writeHead(503).end(),
    (_, response) => response.writeHead(200, { ETag: '"e1"', "Content-Length": 5 }).end(),
  );
  expect(await lake.find("events/a")).toMatchObject({ etag: "e1" });
});

test("exactly the object that was found is read", async () => {
  const asked: IncomingMessage[] = [];
  const lake = await lakeAt(patient, (request, response) => {
    asked.push(request);
    response.end("hello");
  });
  expect(await bytesOf(lake.read(object))).toBe("hello");
  expect(asked[0]?.headers).toMatchObject({
    "if-match": '"e1"',
    "x-amz-expected-bucket-owner": "000000000000",
  });
});

test("a body that ends early is an error, not a truncated object", async () => {
  const lake = await lakeAt(patient, (_, response) => response.end("hell"));
  await expect(bytesOf(lake.read(object))).rejects.toThrow(
    "HF_ETL_SHORT_READ: S3 holds 5 bytes of events/a, and 4 arrived.",
  );
});

test.each<{ title: string; answer: Answering }>([
  {
    title: "a connection that is cut",
    answer: (_, response) =>
      void response.writeHead(200, { "Content-Length": 5 }).write("he", () => response.destroy()),
  },
  { title: "an object that was changed meanwhile", answer: (_, response) => response.writeHead(412).end() },
  {
    title: "a body that falls silent",
    answer: (_, response) => void response.writeHead(200, { "Content-Length": 5 }).write("he"),
  },
])("$title is an error", async ({ answer }) => {
  const lake = await lakeAt({ connectMs: 10_000, requestMs: 300 }, answer);
  await expect(bytesOf(lake.read(object))).rejects.toThrow();
});
