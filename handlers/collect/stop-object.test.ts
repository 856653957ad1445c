/** The SDK's real client against a server that answers as S3 does: which answers mean "no stop", and which mean "unknown". */
import type { ServerResponse } from "node:http";
import { systemClock } from "../delivery/clock";
import { type Answering, serverThat, type TestServer } from "../testing/server";
import { deliverySettings } from "../testing/settings";
import { stopObject, stopPatience } from "./stop-object";

let server: TestServer | undefined;
afterEach(() => server?.close());

const environment = {
  region: "us-west-2",
  accountId: "123456789012",
  undeliverableBucket: "here",
  peer: { region: "eu-west-1", undeliverableBucket: "there", endpointUrl: undefined },
};
/** For a server that answers, however busy the machine is; and for one that never does. */
const patient = { connectMs: 10_000, requestMs: 10_000 };
const impatient = { connectMs: 100, requestMs: 100 };

async function readFrom(answering: Answering, patience = patient) {
  server = await serverThat(answering);
  const credentials = async () => ({ accessKeyId: "test", secretAccessKey: "test" });
  return stopObject(environment, { credentials, clock: systemClock, patience, endpoint: server.endpoint })();
}

const refusing = (status: number, code: string) => (_: unknown, response: ServerResponse) =>
  response
    .writeHead(status, { "content-type": "application/xml" })
    .end(`<Error><Code>${code}</Code><Message>m</Message></Error>`);

test("reads the one object of its own bucket, and names the owner that it expects", async () => {
  let asked: unknown;
  const text = await readFrom((request, response) => {
    asked = [request.method, request.url, request.headers["x-amz-expected-bucket-owner"]];
    response.end("holdfast-stop eu-west-1");
  });
  expect(text).toBe("holdfast-stop eu-west-1");
  expect(asked).toEqual(["GET", expect.stringMatching(/\/stop\/region(=|%3D)eu-west-1/), "123456789012"]);
});

test("no such key is no object", async () => {
  expect(await readFrom(refusing(404, "NoSuchKey"))).toBeUndefined();
});

test.each([
  { title: "a bucket that is gone", answering: refusing(404, "NoSuchBucket"), name: "NoSuchBucket" },
  { title: "a refusal", answering: refusing(403, "AccessDenied"), name: "AccessDenied" },
  { title: "a server that is overloaded", answering: refusing(503, "SlowDown"), name: "SlowDown" },
])("$title is an error, not an absence", async ({ answering, name }) => {
  await expect(readFrom(answering)).rejects.toMatchObject({ name });
});

test("silence is an error, in time", async () => {
  await expect(readFrom(() => undefined, impatient)).rejects.toThrow();
});

test("the patience with the switch leaves time for an answer within 2 s", () => {
  const { connectMs, requestMs } = stopPatience(deliverySettings.here);
  expect(connectMs + requestMs).toBeLessThanOrEqual(1_200);
});
