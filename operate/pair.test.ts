import {
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import {
  GetBucketReplicationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { Pair, statusOf } from "./pair";
import { exampleOutputs } from "./testing/outputs";

const primary = exampleOutputs("primary", "eu-west-1");
const standby = exampleOutputs("standby", "us-west-2");
const access = { credentials: { accessKeyId: "a", secretAccessKey: "b" } };

test("roles decide which region is which, whatever the order", () => {
  const pair = new Pair([standby, primary], access);
  expect(pair.regions.map(({ region }) => region)).toEqual(["eu-west-1", "us-west-2"]);
});

test.each([
  {
    title: "two primaries",
    given: [primary, exampleOutputs("primary", "us-west-2")],
    problem: /primary, primary, not one primary/,
  },
  { title: "one stack", given: [primary], problem: /Roles are primary, not/ },
  { title: "no stack", given: [], problem: /Roles are none/ },
  {
    title: "failover names that differ",
    given: [primary, { ...standby, failoverName: "x.example" }],
    problem: /names differ: events.holdfast.example, x.example/,
  },
  {
    title: "missing outputs, all of them named",
    given: [{ role: "primary" }, standby],
    problem: /Stack 1: region.*Stack 1: lakeBucket/,
  },
])("refuses $title", ({ given, problem }) => {
  expect(() => new Pair(given, access)).toThrow(problem);
});

const saying = (...statuses: string[]) => statuses.map((Status) => ({ StatusReport: { Status } }));
const ok = "Success: HTTP Status Code 200, OK";
const hung = "Failure: The health checker could not establish a connection within the timeout limit.";
test.each([
  { title: "all checkers succeed", observations: saying(ok, ok), healthy: true },
  {
    title: "one of three succeeds: 33 % is more than 18 %",
    observations: saying(hung, ok, hung),
    healthy: true,
  },
  {
    title: "one of six: 16 % is not",
    observations: saying(ok, hung, hung, hung, hung, hung),
    healthy: false,
  },
  { title: "none succeeds", observations: saying(hung), healthy: false },
  { title: "nobody has reported", observations: [], healthy: false },
])("$title: healthy is $healthy", ({ observations, healthy }) => {
  expect(statusOf(observations).healthy).toBe(healthy);
});

describe("what it asks AWS", () => {
  const route53 = mockClient(Route53Client);
  const s3 = mockClient(S3Client);
  const pair = new Pair([primary, standby], access);
  beforeEach(() => {
    route53.reset();
    s3.reset();
  });

  const checks = (configs: Record<string, Partial<HealthCheckConfig>>) => {
    for (const [HealthCheckId, config] of Object.entries(configs))
      route53.on(GetHealthCheckCommand, { HealthCheckId }).resolves({
        HealthCheck: {
          Id: HealthCheckId,
          CallerReference: "x",
          HealthCheckVersion: 1,
          HealthCheckConfig: { Type: "HTTPS", ...config },
        },
      });
  };
  const record = (HealthCheckId: string | undefined) =>
    route53.on(ListResourceRecordSetsCommand).resolves({
      ResourceRecordSets: [
        { Name: "events.holdfast.example.", Type: "CNAME", SetIdentifier: "us-west-2", HealthCheckId: "us" },
        { Name: "events.holdfast.example.", Type: "CNAME", SetIdentifier: "eu-west-1", HealthCheckId },
      ],
    });

  test("the check of its own endpoint, as the failover record names it", async () => {
    record("eu");
    checks({ eu: { RequestInterval: 10, FailureThreshold: 3 } });
    route53.on(GetHealthCheckStatusCommand).resolves({ HealthCheckObservations: saying(hung) });
    expect(await pair.checks(pair.primary)).toEqual({ record: "eu", endpoint: "eu", stop: undefined });
    expect(await pair.healthCheck(pair.primary)).toEqual({ intervalSeconds: 10, failureThreshold: 3 });
    expect(await pair.healthStatus(pair.primary)).toEqual({ healthy: false, checkers: 1, problem: hung });
  });

  test("behind a calculated check, its children: the endpoint's and the inverted one of the STOP switch", async () => {
    record("both");
    checks({
      both: { Type: "CALCULATED", ChildHealthChecks: ["not-stopped", "own"] },
      "not-stopped": { Inverted: true },
      own: { RequestInterval: 10, FailureThreshold: 3 },
    });
    expect(await pair.checks(pair.primary)).toEqual({ record: "both", endpoint: "own", stop: "not-stopped" });
    expect(await pair.healthCheck(pair.primary)).toEqual({ intervalSeconds: 10, failureThreshold: 3 });
  });

  test.each([
    { title: "stands", own: ok, stop: "Failure: no match", healthy: true, stopped: false },
    { title: "is stopped, and healthy", own: ok, stop: ok, healthy: false, stopped: true },
    { title: "is ill, and not stopped", own: hung, stop: hung, healthy: false, stopped: false },
  ])("a region that $title: its record is healthy is $healthy", async ({ own, stop, healthy, stopped }) => {
    record("both");
    checks({
      both: { Type: "CALCULATED", ChildHealthChecks: ["own", "stop"] },
      stop: { Inverted: true },
      own: {},
    });
    for (const [HealthCheckId, status] of [
      ["own", own],
      ["stop", stop],
    ] as const)
      route53
        .on(GetHealthCheckStatusCommand, { HealthCheckId })
        .resolves({ HealthCheckObservations: saying(status) });
    expect(await pair.recordHealth(pair.primary)).toMatchObject({
      healthy,
      endpoint: { healthy: own === ok },
      stop: { followed: true, stopped, checkers: 1 },
    });
    expect(await pair.stopStatus(pair.primary)).toEqual({ followed: true, stopped, checkers: 1 });
  });

  test("a record that does not follow the STOP switch is never stopped", async () => {
    record("own");
    checks({ own: {} });
    route53.on(GetHealthCheckStatusCommand).resolves({ HealthCheckObservations: saying(ok) });
    expect(await pair.recordHealth(pair.primary)).toMatchObject({
      healthy: true,
      stop: { followed: false, stopped: false, checkers: 0 },
    });
  });

  test("a region whose failover record has no check is an error that names it", async () => {
    record(undefined);
    await expect(pair.checks(pair.primary)).rejects.toThrow(/eu-west-1 .*events.holdfast.example/);
  });

  test.each([
    { title: "an enabled rule replicates", rules: [{ Status: "Enabled" as const }], expected: true },
    { title: "a disabled one does not", rules: [{ Status: "Disabled" as const }], expected: false },
  ])("$title", async ({ rules, expected }) => {
    const Rules = rules.map((rule) => ({ ...rule, Destination: { Bucket: "b" } }));
    s3.on(GetBucketReplicationCommand).resolves({ ReplicationConfiguration: { Role: "r", Rules } });
    expect(await pair.replicates(pair.primary)).toBe(expected);
  });

  test("a bucket without the configuration does not replicate, and any other error is one", async () => {
    s3.on(GetBucketReplicationCommand).rejects({ name: "ReplicationConfigurationNotFoundError" });
    expect(await pair.replicates(pair.primary)).toBe(false);
    s3.on(GetBucketReplicationCommand).rejects({ name: "AccessDenied" });
    await expect(pair.replicates(pair.primary)).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("lists every page", async () => {
    const storedAt = new Date(1000);
    s3.on(ListObjectsV2Command)
      .resolvesOnce({
        Contents: [{ Key: "a", LastModified: storedAt }],
        NextContinuationToken: "2",
        IsTruncated: true,
      })
      .resolves({ Contents: [{ Key: "b", LastModified: storedAt }] });
    expect(await pair.list(pair.standby, "lake", "events/")).toEqual([
      { key: "a", storedAt },
      { key: "b", storedAt },
    ]);
  });

  test("reads an object's bytes as they are", async () => {
    const Body = { transformToByteArray: async () => Uint8Array.of(0x1f, 0x8b) };
    s3.on(GetObjectCommand, { Bucket: "lake", Key: "a" }).resolves({ Body: Body as never });
    expect([...(await pair.read(pair.primary, "lake", "a"))]).toEqual([0x1f, 0x8b]);
  });
});
