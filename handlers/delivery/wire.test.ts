/** The SDK's real clients against a server that misbehaves: what the fakes cannot prove. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pack } from "../event/pack";
import { type Answering, serverThat, type TestServer } from "../testing/server";
import { systemClock } from "./clock";
import { firehoseClient } from "./firehose-client";
import { toFirehose } from "./to-firehose";
import { toS3 } from "./to-s3";
import { undeliverableBucket } from "./undeliverable-bucket";

const credentials = async () => ({ accessKeyId: "test", secretAccessKey: "test" });
/** For servers that answer, however busy the machine is; and for those that never do. */
const patient = { attempts: 2, connectMs: 10_000, requestMs: 10_000, retryDelayMs: 1 };
const impatient = { attempts: 2, connectMs: 1_000, requestMs: 300, retryDelayMs: 1 };
const records = ["a", "b", "c"].flatMap((line) => pack([line]));

let server: TestServer | undefined;
afterEach(() => server?.close());

const serverOf = async (...answers: Answering[]) => {
  server = await serverThat(...answers);
  return server;
};

const json = (response: ServerResponse, body: unknown) =>
  response.setHeader("content-type", "application/x-amz-json-1.1").end(JSON.stringify(body));

const firehoseAt = (endpoint: string, patience = patient) =>
  toFirehose({
    firehose: firehoseClient({ region: "eu-west-1", streamName: "s", credentials, endpoint, patience }),
    clock: systemClock,
    patience,
    random: () => 1,
  });

test("a partial refusal on the wire: only the refused record is sent again", async () => {
  const sent: string[][] = [];
  const recordsOf = async (request: IncomingMessage) => {
    const { Records: list } = JSON.parse(await text(request)) as { Records: { Data: string }[] };
    sent.push(list.map(({ Data }) => Buffer.from(Data, "base64").toString().trim()));
  };
  const { endpoint } = await serverOf(
    async (request, response) => {
      await recordsOf(request);
      const refused = { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };
      json(response, {
        FailedPutCount: 1,
        RequestResponses: [{ RecordId: "1" }, refused, { RecordId: "3" }],
      });
    },
    async (request, response) => {
      await recordsOf(request);
      json(response, { FailedPutCount: 0, RequestResponses: [{ RecordId: "2" }] });
    },
  );
  expect(await firehoseAt(endpoint).keep(records, "")).toEqual({ records: [], reason: undefined });
  expect(sent).toEqual([["a", "b", "c"], ["b"]]);
});

test.each<{
  title: string;
  answer: Answering;
  reason: RegExp;
  patience?: typeof patient;
  /** Default: each that patience allows. */
  attempts?: number;
}>([
  {
    title: "a server that never answers",
    answer: () => {},
    patience: impatient,
    attempts: 1,
    reason: /HF_DELIVERY_TIMEOUT|Timeout|ETIMEDOUT/,
  },
  {
    title: "a server that stops in the middle of its answer",
    answer: (_, response) => response.writeHead(200, { "content-length": "1000" }).write("{"),
    patience: impatient,
    attempts: 1,
    reason: /HF_DELIVERY_TIMEOUT|Timeout|ETIMEDOUT/,
  },
  {
    title: "a server that hangs up",
    answer: (request) => request.socket.destroy(),
    // Under Jest the SDK does not know Node's errors as errors, and wraps them without their code.
    reason: /ECONNRESET|^Error$/,
  },
  {
    title: "an answer of another kind",
    answer: (_, response) => json(response, { hello: "world" }),
    reason: /HF_DELIVERY_ANSWER_COUNT/,
  },
])(
  "$title refuses all, after each attempt has failed by itself",
  async ({ answer, reason, patience = patient, attempts = patience.attempts }) => {
    const { endpoint, calls } = await serverOf(answer);
    const refused = await firehoseAt(endpoint, patience).keep(records, "");
    expect(refused.records).toEqual(records);
    expect(refused.reason).toMatch(reason);
    expect(calls()).toBe(attempts);
  },
);

test("a refused permission is refused once", async () => {
  const { endpoint, calls } = await serverOf((_, response) => {
    response.statusCode = 400;
    json(response, { __type: "AccessDeniedException", Message: "not authorized" });
  });
  expect((await firehoseAt(endpoint).keep(records, "")).reason).toBe("AccessDeniedException");
  expect(calls()).toBe(1);
});

const bucketAt = (endpoint: string, patience = patient) =>
  toS3({
    name: "here",
    bucket: undeliverableBucket({
      region: "eu-west-1",
      bucket: "b",
      accountId: "000000000000",
      credentials,
      endpoint,
      patience,
    }),
    clock: systemClock,
    patience: patient, // Longer than the client is, so that the client is seen to end the call.
    origin: "eu-west-1",
    holder: "eu-west-1",
    build: "b1",
  });

test("an undeliverable object on the wire carries its checksum, its manifest and the expected owner", async () => {
  const seen: { headers: IncomingMessage["headers"]; body: string }[] = [];
  const { endpoint } = await serverOf(async (request, response) => {
    seen.push({ headers: request.headers, body: await text(request) });
    response.end();
  });
  expect(await bucketAt(endpoint).keep(records, "Throttled")).toEqual({ records: [], reason: undefined });
  expect(seen).toHaveLength(1);
  expect(seen[0]?.body).toBe("a\nb\nc\n");
  expect(seen[0]?.headers).toMatchObject({
    "x-amz-checksum-sha256": expect.stringMatching(/=$/),
    "x-amz-expected-bucket-owner": "000000000000",
    "x-amz-meta-events": "3",
    "x-amz-meta-reason": "Throttled",
    "x-amz-meta-holder": "eu-west-1",
  });
});

test("S3 that never answers refuses all by the SDK's own timeout", async () => {
  const { endpoint, calls } = await serverOf(() => {});
  const refused = await bucketAt(endpoint, impatient).keep(records, "");
  expect(refused.records).toEqual(records);
  expect(refused.reason).toMatch(/Timeout|ETIMEDOUT/);
  expect(calls()).toBe(1);
});
