import type { ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { type NamedServer, startNamedServer } from "../testing/named-server";
import { type CanaryRequest, sendCanary, signedCanary, verdictOf } from "./send";

const name = "eu-west-1.events.example.com";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };

test("a canary is signed for API Gateway in one region, its name, body and session included", async () => {
  const request = { name, region: "eu-west-1", credentials, withinMs: 1_000 };
  const { headers, body } = await signedCanary(request, "c1");
  expect(JSON.parse(body)).toEqual({ event_id: "c1", event_name: "canary" });
  expect(headers).toMatchObject({ host: name, "x-amz-security-token": "token" });
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=/,
  );
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split(";");
  expect(signed).toEqual(
    expect.arrayContaining([
      "content-type",
      "host",
      "x-amz-content-sha256",
      "x-amz-date",
      "x-amz-security-token",
    ]),
  );
});

test.each([
  {
    title: "the collector's answer acknowledges",
    status: 200,
    body: '{"accepted":1,"refused":[],"region":"eu-west-1","build":"b1"}',
    verdict: { region: "eu-west-1", build: "b1" },
  },
  {
    title: "nothing accepted is nothing acknowledged",
    status: 200,
    body: '{"accepted":0,"region":"eu-west-1"}',
    verdict: { region: "eu-west-1", problem: "HTTP 200, but not the collector's answer" },
  },
  {
    title: "200 of somebody else is no acknowledgement",
    status: 200,
    body: "<html>",
    verdict: { problem: "HTTP 200, but not the collector's answer" },
  },
  {
    title: "the collector's own refusal names its build",
    status: 503,
    body: '{"code":"not_durable","message":"…","region":"eu-west-1","build":"b2"}',
    verdict: { region: "eu-west-1", build: "b2", problem: "HTTP 503 not_durable" },
  },
  {
    title: "API Gateway's",
    status: 403,
    body: '{"message":"Forbidden"}',
    verdict: { problem: "HTTP 403 Forbidden" },
  },
  { title: "an empty one", status: 500, body: "", verdict: { problem: "HTTP 500" } },
  { title: "no object", status: 502, body: "[1]", verdict: { problem: "HTTP 502" } },
])("$title", ({ status, body, verdict }) => {
  expect(verdictOf(status, body)).toEqual(verdict);
});

describe("over HTTP, with a DNS server of its own", () => {
  let server: NamedServer;
  beforeAll(async () => {
    server = await startNamedServer();
  });
  afterAll(() => server.close());
  const toHere = (changed: Partial<CanaryRequest> = {}): CanaryRequest => ({
    name,
    region: "eu-west-1",
    credentials,
    withinMs: 60_000,
    way: { dns: `${server.dns.address}:${server.dns.port}`, httpPort: server.httpPort },
    ...changed,
  });

  test("it reaches whom the name leads to, as the name", async () => {
    const seen: unknown[] = [];
    server.answer(async (request, response) => {
      const { event_id } = JSON.parse(await text(request));
      seen.push(request.method, request.url, request.headers.host, event_id);
      response.end('{"accepted":1,"region":"eu-west-1","build":"b1"}');
    });
    const result = await sendCanary(toHere());
    expect(result).toEqual({
      status: 200,
      milliseconds: expect.any(Number),
      eventId: expect.any(String),
      region: "eu-west-1",
      build: "b1",
    });
    expect(seen).toEqual(["POST", "/canary", name, result.eventId]);
  });

  test.each([
    {
      title: "a server that never answers",
      answering: () => undefined,
      changed: { withinMs: 50 },
      problem: "no answer within 50 ms",
    },
    {
      title: "an answer that never ends",
      answering: (response: ServerResponse) => response.writeHead(200).write("{"),
      changed: { withinMs: 50 },
      problem: "no answer within 50 ms",
    },
    {
      title: "a connection that is reset",
      answering: (response: ServerResponse) => response.socket?.resetAndDestroy(),
      changed: {},
      problem: "ECONNRESET",
    },
    {
      title: "a sender that gave up",
      answering: () => undefined,
      changed: { signal: AbortSignal.abort() },
      problem: "AbortError",
    },
  ])("$title is a result, not an error", async ({ answering, changed, problem }) => {
    server.answer((_, response) => answering(response));
    expect(await sendCanary(toHere(changed))).toMatchObject({ status: 0, problem });
  });
});
