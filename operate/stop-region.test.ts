import {
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { healthSearchString } from "../handlers/collect/environment";
import { ask } from "./ask";
import { Pair } from "./pair";
import { follow, resume, stop, stopState } from "./stop-region";
import { exampleOutputs } from "./testing/outputs";

jest.mock("./ask", () => ({ ask: jest.fn() }));

const primary = exampleOutputs("primary", "eu-west-1");
const standby = exampleOutputs("standby", "us-west-2");
const pair = new Pair([primary, standby], { credentials: { accessKeyId: "a", secretAccessKey: "b" } });
const key = "stop/region=eu-west-1";
const token = "holdfast-stop eu-west-1";
const healthy = `{${healthSearchString("us-west-2", "standby")}}`;

const s3 = mockClient(S3Client);
const route53 = mockClient(Route53Client);
const sts = mockClient(STSClient);
/** What the peer's name answers, by path; an error is one of the connection. */
let answers: Record<string, string | Error>;
let status: number;
/** What lies under `stop/` in each bucket. */
let objects: Map<string, { body: string; metadata: Record<string, string> | undefined }>;
let said: string[];
const options = { say: (text: string) => void said.push(text) };

beforeEach(() => {
  for (const mock of [s3, route53, sts]) mock.reset();
  said = [];
  answers = { "/health": healthy, "/stop/eu-west-1": '{"stopped":"none"}' };
  status = 200;
  jest.mocked(ask).mockImplementation(async (_, __, path) => {
    const answer = answers[path] ?? "";
    if (answer instanceof Error) throw answer;
    return { status, body: answer };
  });
  objects = new Map();
  const at = ({ Bucket, Key }: { Bucket?: string | undefined; Key?: string | undefined }) =>
    `${Bucket}/${Key}`;
  s3.on(GetObjectCommand).callsFake((input) => {
    const found = objects.get(at(input));
    if (found === undefined) throw new NoSuchKey({ message: "", $metadata: {} });
    return {
      Body: { transformToString: async () => found.body },
      LastModified: new Date("2026-01-02T03:04:05Z"),
      Metadata: found.metadata,
    };
  });
  s3.on(PutObjectCommand).callsFake((input) => {
    objects.set(at(input), { body: input.Body, metadata: input.Metadata });
    return {};
  });
  s3.on(DeleteObjectCommand).callsFake((input) => {
    objects.delete(at(input));
    return {};
  });
  sts.on(GetCallerIdentityCommand).resolves({ Arn: "arn:aws:iam::1:user/who" });
  followed(true);
});

const checkers = (...statuses: string[]) => ({
  HealthCheckObservations: statuses.map((Status) => ({ StatusReport: { Status } })),
});

/** Route 53, whose record follows the switch or not; the endpoints' checkers succeed, those of the switch do not. */
function followed(isFollowed: boolean): void {
  route53.on(ListResourceRecordSetsCommand).resolves({
    ResourceRecordSets: ["eu-west-1", "us-west-2"].map((SetIdentifier) => ({
      Name: "events.holdfast.example.",
      Type: "CNAME" as const,
      SetIdentifier,
      HealthCheckId: isFollowed ? "both" : "own",
    })),
  });
  const config = (HealthCheckId: string, more: object) =>
    route53.on(GetHealthCheckCommand, { HealthCheckId }).resolves({
      HealthCheck: {
        Id: HealthCheckId,
        CallerReference: "x",
        HealthCheckVersion: 1,
        HealthCheckConfig: { Type: "HTTPS_STR_MATCH", ...more },
      },
    });
  config("both", { Type: "CALCULATED", ChildHealthChecks: ["own", "stop"] });
  config("own", {});
  config("stop", { Inverted: true });
  route53.on(GetHealthCheckStatusCommand, { HealthCheckId: "own" }).resolves(checkers("Success: 200"));
  route53.on(GetHealthCheckStatusCommand, { HealthCheckId: "stop" }).resolves(checkers("Failure: no match"));
}

const stopped = () => objects.set(`undeliverable-us-west-2/${key}`, { body: token, metadata: undefined });

test("stops a region by one object in its peer, with the exact token and who did it", async () => {
  expect(await stop(pair, pair.primary, options)).toBe(true);
  expect(s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input)).toEqual([
    {
      Bucket: "undeliverable-us-west-2",
      Key: key,
      ExpectedBucketOwner: "123456789012",
      Body: token,
      ContentType: "text/plain",
      Metadata: { "stopped-by": "arn:aws:iam::1:user/who" },
    },
  ]);
  expect(await stopState(pair, pair.primary)).toEqual({
    stopped: true,
    foreign: false,
    since: new Date("2026-01-02T03:04:05Z"),
    by: "arn:aws:iam::1:user/who",
  });
});

test("resumes it by deleting the object, and both are the same when done twice", async () => {
  await stop(pair, pair.primary, options);
  expect(await stop(pair, pair.primary, options)).toBe(false);
  expect(said.at(-1)).toBe(
    "eu-west-1 is stopped already since 2026-01-02T03:04:05.000Z, by arn:aws:iam::1:user/who",
  );
  expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  expect(await resume(pair, pair.primary, options)).toBe(true);
  expect(await resume(pair, pair.primary, options)).toBe(false);
  expect(said.at(-1)).toBe("eu-west-1 is not stopped");
  expect(s3.commandCalls(DeleteObjectCommand)).toHaveLength(1);
});

test.each([
  {
    title: "the peer does not answer",
    given: () => Object.assign(answers, { "/health": new Error("no answer within 6 s") }),
    problem: "us-west-2.events.holdfast.example/health does not answer (no answer within 6 s).",
  },
  {
    title: "the peer says it is unhealthy",
    given: () => Object.assign(answers, { "/health": '{"status":"unhealthy"}' }),
    problem: "us-west-2.events.holdfast.example/health does not say healthy (HTTP 200).",
  },
  {
    title: "the peer's healthy words come with an error",
    given: () => {
      status = 503;
    },
    problem: "us-west-2.events.holdfast.example/health does not say healthy (HTTP 503).",
  },
  {
    title: "the peer is itself stopped",
    given: () =>
      void objects.set("undeliverable-eu-west-1/stop/region=us-west-2", {
        body: "holdfast-stop us-west-2",
        metadata: undefined,
      }),
    problem: "us-west-2 is itself stopped since 2026-01-02T03:04:05.000Z.",
  },
  {
    title: "Route 53 calls the peer unhealthy",
    given: () =>
      route53
        .on(GetHealthCheckStatusCommand, { HealthCheckId: "own" })
        .resolves(checkers("Failure: timeout")),
    problem: "Route 53's checkers call us-west-2 unhealthy (Failure: timeout).",
  },
  {
    title: "the record does not follow the switch",
    given: () => followed(false),
    problem: "The failover record of eu-west-1 does not follow the switch (routing.followStop).",
  },
])("refuses when $title, and does it all the same when forced", async ({ given, problem }) => {
  given();
  await expect(stop(pair, pair.primary, options)).rejects.toMatchObject({
    code: "HF_STOP_REFUSED",
    values: { region: "eu-west-1", problems: problem },
  });
  expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
  expect(await stop(pair, pair.primary, { ...options, force: true })).toBe(true);
  expect(said).toContain(`Forced, although: ${problem}`);
});

test("stops without Route 53's control plane, without the stopped region's S3, without a caller's name", async () => {
  route53.onAnyCommand().rejects(new Error("us-east-1 is gone"));
  sts.onAnyCommand().rejects(new Error("no STS"));
  s3.on(GetObjectCommand, { Bucket: "undeliverable-eu-west-1" }).rejects(new Error("eu-west-1 is gone"));
  expect(await stop(pair, pair.primary, options)).toBe(true);
  expect(said).toEqual([
    "Whether us-west-2 is stopped could not be read in eu-west-1 (eu-west-1 is gone)",
    "Route 53 could not be asked (us-east-1 is gone); what the regions say themselves decides",
    "eu-west-1 is stopped: undeliverable-us-west-2 in us-west-2 says so",
  ]);
  expect(objects.get(`undeliverable-us-west-2/${key}`)?.metadata).toBeUndefined();
  expect(await follow(pair, pair.primary, options)).toBe("unknown");
});

test("interrupted while it looks at the peer, it stops nothing, not even by force", async () => {
  const given = new AbortController();
  jest.mocked(ask).mockImplementation(async () => {
    given.abort(new Error("Interrupted."));
    throw given.signal.reason;
  });
  const interrupted = { ...options, force: true, signal: given.signal };
  await expect(stop(pair, pair.primary, interrupted)).rejects.toThrow("Interrupted.");
  expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
});

test("a write that somebody undid at once is an error, not a stop", async () => {
  s3.on(PutObjectCommand).resolves({});
  await expect(stop(pair, pair.primary, options)).rejects.toMatchObject({ code: "HF_STOP_UNWRITTEN" });
  stopped();
  s3.on(DeleteObjectCommand).resolves({});
  await expect(resume(pair, pair.primary, options)).rejects.toMatchObject({ code: "HF_STOP_UNWRITTEN" });
});

test("what is no stop is overwritten by a stop and removed by a resume", async () => {
  const foreign = () =>
    objects.set(`undeliverable-us-west-2/${key}`, { body: "stop please", metadata: undefined });
  foreign();
  expect(await stopState(pair, pair.primary)).toMatchObject({ stopped: false, foreign: true });
  expect(await stop(pair, pair.primary, options)).toBe(true);
  foreign();
  expect(await resume(pair, pair.primary, options)).toBe(false);
  expect(objects.size).toBe(0);
});

describe("follows", () => {
  test("until the checkers found the word", async () => {
    stopped();
    answers["/stop/eu-west-1"] = '{"stopped":"eu-west-1"}';
    route53
      .on(GetHealthCheckStatusCommand, { HealthCheckId: "stop" })
      .resolvesOnce(checkers("Failure: no match"))
      .resolves(checkers("Success: 200", "Failure: no match"));
    expect(await follow(pair, pair.primary, options)).toBe("seen");
    expect(said[0]).toBe("us-west-2.events.holdfast.example/stop/eu-west-1 answers 200, stopped");
  });

  test("not by hearsay: a resume that no checker has reported on is not seen", async () => {
    route53.on(GetHealthCheckStatusCommand, { HealthCheckId: "stop" }).resolves(checkers());
    expect(await follow(pair, pair.primary, { ...options, secondsMax: 0.01 })).toBe("unseen");
  });

  test("no longer than it may", async () => {
    stopped();
    expect(await follow(pair, pair.primary, { ...options, secondsMax: 0 })).toBe("unseen");
    expect(said[0]).toMatch(/not stopped: it still shares an earlier answer/);
  });

  test("nothing where the record does not follow the switch", async () => {
    stopped();
    followed(false);
    expect(await follow(pair, pair.primary, options)).toBe("unseen");
  });
});
