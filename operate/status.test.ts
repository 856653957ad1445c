import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
} from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, LambdaClient, ListVersionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { Route53Client } from "@aws-sdk/client-route-53";
import { GetBucketReplicationCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { metricDimension } from "../handlers/metrics";
import { Pair } from "./pair";
import { breakerFrom, factOf, factsOf } from "./status";
import type { Fact, RegionFacts } from "./status-facts";
import { FakeS3 } from "./testing/fake-s3";
import { exampleOutputs } from "./testing/outputs";

const now = new Date("2026-11-21T15:00:30Z");
const minute = (time: string, opened: boolean) => ({ at: new Date(`2026-11-21T${time}:00Z`), opened });

test.each([
  {
    title: "nothing was said: none has opened, which is not known to be closed",
    minutes: [],
    breaker: { state: "silent" },
  },
  {
    title: "the last word is of an open one, a moment ago",
    minutes: [minute("14:40", false), minute("15:00", true)],
    breaker: { state: "open", saidSecondsAgo: 30 },
  },
  {
    title: "the last word is of a closed one, in whatever order they come",
    minutes: [minute("14:50", false), minute("14:40", true)],
    breaker: { state: "closed", saidSecondsAgo: 630 },
  },
  {
    title: "an open one fell silent: nobody asks it any more",
    minutes: [minute("14:30", true)],
    breaker: { state: "unknown", why: "opened 31 min ago, no word since" },
  },
])("breaker: $title", ({ minutes, breaker }) => {
  expect(breakerFrom(minutes, now)).toEqual(breaker);
});

test.each<{ title: string; ask: () => Promise<string>; fact: object }>([
  { title: "what is answered is known", ask: async () => "yes", fact: { known: true, value: "yes" } },
  {
    title: "what fails says why, in one line",
    ask: async () => {
      throw new Error("AccessDenied\nwith more");
    },
    fact: { known: false, problem: "AccessDenied" },
  },
  {
    title: "an error without words has its code",
    ask: async () => {
      throw Object.assign(new Error(""), { code: "ECONNREFUSED" });
    },
    fact: { known: false, problem: "ECONNREFUSED" },
  },
  {
    title: "what cannot even be asked says why",
    ask: () => {
      throw new Error("no client");
    },
    fact: { known: false, problem: "no client" },
  },
  {
    title: "what hangs is given up",
    ask: () => new Promise(() => undefined),
    fact: { known: false, problem: "no answer within 0.02 s" },
  },
])("a fact: $title", async ({ ask, fact }) => {
  expect(await factOf(ask, 20)).toEqual(fact);
});

const DESCRIPTION = "Given up. Runbook: https://code.example/runbooks/replication-failures.md";

describe("the facts of a pair", () => {
  const EU = "eu-west-1";
  const US = "us-west-2";
  const pair = new Pair([exampleOutputs("primary", EU), exampleOutputs("standby", US)], {
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    dns: { address: "127.0.0.1", port: 1 }, // Nobody's: what DNS answers has its own test.
    httpPort: 80,
  });
  const mocks = {
    cloudWatch: mockClient(CloudWatchClient),
    lambda: mockClient(LambdaClient),
    route53: mockClient(Route53Client),
    sqs: mockClient(SQSClient),
  };
  let s3: FakeS3;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "status-"));
    s3 = new FakeS3();
    s3.client.on(GetBucketReplicationCommand).resolves({
      ReplicationConfiguration: { Role: "r", Rules: [{ Status: "Enabled", Destination: { Bucket: "b" } }] },
    });
    for (const mock of Object.values(mocks)) mock.reset();
    mocks.cloudWatch.on(GetMetricStatisticsCommand).resolves({});
    mocks.cloudWatch.on(DescribeAlarmsCommand).resolves({});
    mocks.lambda.on(GetAliasCommand).resolves({ FunctionVersion: "1" });
    mocks.lambda.on(ListVersionsByFunctionCommand).resolves({ Versions: [{ Version: "1" }] });
    mocks.sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: "2" } });
    mocks.route53.rejects(new Error("no route to us-east-1"));
  });
  afterEach(() => {
    s3.client.restore();
    rmSync(folder, { recursive: true });
  });

  const facts = () => factsOf(pair, join(folder, "report.json"), 500);
  const knownOf = <Value>(fact: Fact<Value> | undefined): Value => {
    if (!fact?.known) throw new Error(`It is not known: ${fact?.problem}.`);
    return fact.value;
  };
  const of = async (region: string) =>
    (await facts()).regions.find((one) => one.region === region) as RegionFacts;
  const hour = () => new Date().toISOString().slice(0, 13).replace(/[-T]/g, "/");

  test("undelivered: receipts subtracted, the region's own apart from its peer's copies", async () => {
    const storedAt = new Date(Date.now() - 60_000);
    for (const digit of ["a", "b"])
      s3.put(`undeliverable-${EU}`, `undeliverable/region=${EU}/x/${digit.repeat(64)}.ndjson`, "", {
        storedAt,
      });
    s3.put(`undeliverable-${EU}`, `drained/region=${EU}/${"a".repeat(64)}.json`, "");
    s3.put(`undeliverable-${EU}`, `undeliverable/region=${US}/x/${"c".repeat(64)}.ndjson`, "", { storedAt });
    const { undelivered, replicas } = await of(EU);
    expect([knownOf(undelivered).count, knownOf(replicas).count]).toEqual([1, 1]);
    expect(knownOf(undelivered).oldestSeconds).toBeGreaterThanOrEqual(60);
  });

  test("replication: what of the last objects the peer's lake lacks", async () => {
    const storedAt = new Date(Date.now() - 30_000);
    for (const name of ["1", "2", "3"])
      s3.put(`lake-${EU}`, `events/region=${EU}/${hour()}/${name}`, "", { storedAt });
    s3.put(`lake-${US}`, `events/region=${EU}/${hour()}/1`, "");
    expect(knownOf((await of(EU)).replication)).toMatchObject({ on: true, recent: 3, behind: 2 });
  });

  test.each([
    { title: "SQS's newest", putOff: [], oldestSeconds: 180 },
    { title: "that of what was put off, which SQS leaves out", putOff: [3_600], oldestSeconds: 3_600 },
    { title: "SQS's, where it is greater", putOff: [60], oldestSeconds: 180 },
  ])("what waits for Postgres, in whatever state, and its age: $title", async ({ putOff, oldestSeconds }) => {
    const at = (minutes: number, Maximum: number) => ({
      Timestamp: new Date(Date.now() - minutes * 60_000),
      Maximum,
    });
    mocks.cloudWatch
      .on(GetMetricStatisticsCommand, {
        Namespace: "AWS/SQS",
        MetricName: "ApproximateAgeOfOldestMessage",
        Dimensions: [{ Name: "QueueName", Value: "etl" }],
      })
      .resolves({ Datapoints: [at(3, 60), at(1, 180), at(2, 120)] });
    mocks.cloudWatch
      .on(GetMetricStatisticsCommand, {
        MetricName: "PutOffSeconds",
        Dimensions: [{ Name: metricDimension, Value: `etl-${EU}` }],
      })
      .resolves({ Datapoints: putOff.map((seconds) => at(2, seconds)) });
    const QueueUrl = exampleOutputs("primary", EU).etlQueueUrl;
    mocks.sqs.on(GetQueueAttributesCommand, { QueueUrl }).resolves({
      Attributes: {
        ApproximateNumberOfMessages: "4",
        ApproximateNumberOfMessagesNotVisible: "3",
        ApproximateNumberOfMessagesDelayed: "1",
      },
    });
    const { loading, etlDeadLetters } = await of(EU);
    expect([knownOf(loading), knownOf(etlDeadLetters)]).toEqual([{ count: 8, oldestSeconds }, 2]);
  });

  test("a lake that does not replicate has no lag", async () => {
    s3.client.on(GetBucketReplicationCommand).rejects({ name: "ReplicationConfigurationNotFoundError" });
    expect(knownOf((await of(EU)).replication)).toMatchObject({ on: false });
  });

  test("alarms: those of the region and those in us-east-1, by the region's prefix", async () => {
    mocks.cloudWatch
      .on(DescribeAlarmsCommand, { AlarmNamePrefix: "holdfast-prod-us-west-2-", StateValue: "ALARM" })
      .resolves({
        MetricAlarms: [
          { AlarmName: "holdfast-prod-us-west-2-replication-failures-events", AlarmDescription: DESCRIPTION },
          { AlarmName: "holdfast-prod-us-west-2-health-flip" },
        ],
      });
    expect(knownOf((await of(US)).alarms)).toEqual([
      { name: "health-flip", runbook: "health-flip" },
      { name: "replication-failures-events", runbook: "replication-failures" },
    ]);
    const clients = mocks.cloudWatch.commandCalls(DescribeAlarmsCommand).map(({ thisValue }) => thisValue);
    const regions = await Promise.all(clients.map((client) => (client as CloudWatchClient).config.region()));
    expect(new Set(regions)).toEqual(new Set([EU, US, "us-east-1"]));
  });

  test("a function without the alias has no version yet", async () => {
    mocks.lambda.on(GetAliasCommand).rejects({ name: "ResourceNotFoundException" });
    expect((await of(EU)).version).toEqual({ known: true, value: undefined });
  });

  test("what fails or hangs leaves the rest known", async () => {
    mocks.sqs.on(GetQueueAttributesCommand).callsFake(() => new Promise(() => undefined));
    const { answered, regions } = await facts();
    expect(answered.known).toBe(false);
    expect(regions[0]).toMatchObject({
      health: { known: false, problem: "no route to us-east-1" },
      deadLetters: { known: false, problem: "no answer within 0.5 s" },
      quarantined: { known: true, value: 0 },
      alarms: { known: true, value: [] },
    });
  });

  test.each([
    { title: "none has been run", text: undefined, drill: { known: true, value: undefined } },
    {
      title: "one has been run",
      text: '{"scenario":"s","verdict":"PASS","startedAt":"2026-11-21T14:00:00Z","more":1}',
      drill: { known: true, value: { scenario: "s", verdict: "PASS", startedAt: "2026-11-21T14:00:00Z" } },
    },
    {
      title: "its report is none",
      text: "{}",
      drill: { known: false, problem: expect.stringMatching(/no report of a drill/) },
    },
  ])("the last drill: $title", async ({ text, drill }) => {
    if (text !== undefined) writeFileSync(join(folder, "report.json"), text);
    expect((await facts()).drill).toEqual(drill);
  });
});
