/** One run, quiet first and then with everything wrong once: which alarms were red when. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
} from "@aws-sdk/client-cloudwatch";
import { DeleteRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { request } from "undici";
import { type LocalRun, startLocal } from "./up";

jest.setTimeout(240_000); // A limit for what hangs.

const SPEED = 30;
const EU = "eu-west-1";
const US = "us-west-2";
const REGIONS = [EU, US, "us-east-1"];
/** Real milliseconds without anything wrong: at this speed, an hour. */
const QUIET_MS = 3_600_000 / SPEED;

let run: LocalRun;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "holdfast-alarms-"));
  run = await startLocal({
    speed: SPEED,
    bufferSeconds: 1,
    dataDir,
    config: {
      // The shortest waits that the settings allow: what an alarm waits for is not what is tried here.
      "holdfast:alarms": {
        undeliveredAgeSeconds: 240,
        freshnessMarginSeconds: 240,
        replicationLagSeconds: 240,
        loadDelaySeconds: 240,
        emails: ["on-call@holdfast.example"],
      },
      "holdfast:replay": { sweepMinutes: 2, receivesMax: 5, timeoutSeconds: 30 },
      "holdfast:etl": { receivesMax: 5 },
    },
  });
});
afterAll(async () => {
  await run?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const clientOf = (region: string) => ({
  region,
  endpoint: run.endpoints.global,
  credentials: { ...run.endpoints.credentials },
});

async function withClient<Client extends { destroy(): void }, Answer>(
  client: Client,
  use: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** `<region>/<name>` of each alarm that was ever red. */
async function everRed(since: Date): Promise<string[]> {
  const red = await Promise.all(
    REGIONS.map((region) =>
      withClient(new CloudWatchClient(clientOf(region)), async (cloudWatch) => {
        const { AlarmHistoryItems = [] } = await cloudWatch.send(
          new DescribeAlarmHistoryCommand({
            HistoryItemType: "StateUpdate",
            StartDate: since,
            MaxRecords: 100,
          }),
        );
        return AlarmHistoryItems.filter(({ HistorySummary }) => HistorySummary?.endsWith("to ALARM")).map(
          ({ AlarmName = "" }) => AlarmName.replace("holdfast-prod-", ""),
        );
      }),
    ),
  );
  return [...new Set(red.flat())].sort();
}

const allAlarms = () =>
  Promise.all(
    REGIONS.map((region) =>
      withClient(new CloudWatchClient(clientOf(region)), async (cloudWatch) => {
        const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
        return MetricAlarms;
      }),
    ),
  ).then((all) => all.flat());

const post = async (region: string, count = 1) => {
  const { endpoints } = run;
  const events = Array.from({ length: count }, () => ({ event_name: "page_view" }));
  const { statusCode, body } = await request(
    `http://${endpoints.regions[region]?.address}:${endpoints.httpPort}/events`,
    {
      method: "POST",
      headers: { host: `${region}.events.holdfast.example`, "content-type": "application/json" },
      body: JSON.stringify(events),
    },
  );
  await body.dump();
  return statusCode;
};

const put = async (url: string, body: object) => {
  const answer = await fetch(url, { method: "PUT", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`);
};
const gate = (region: string, path: string, mode: "open" | "refuse" | "error") =>
  put(`${run.endpoints.regions[region]?.control.gate}/${path}`, { mode });
const firehose = (region: string, kind: string) =>
  put(`${run.endpoints.regions[region]?.control.firehose}/faults`, { kind });
const outputsOf = (region: string) =>
  Object.values(run.stacks).find(({ outputs }) => outputs.region === region)?.outputs as Record<
    string,
    string
  >;

/** Until each of them was red; after a minute, the ones that were not. */
async function untilRed(since: Date, ...wanted: string[]): Promise<void> {
  const deadline = Date.now() + 60_000;
  let missing = wanted;
  while (missing.length > 0 && Date.now() < deadline) {
    await pause(500);
    const red = await everRed(since);
    missing = wanted.filter((name) => !red.includes(name));
  }
  expect(missing).toEqual([]);
}

/** A new pair first has to see its STOP switches, and a first sweep to run; after a minute, what is still red and why. */
async function untilNoneRed(): Promise<void> {
  const deadline = Date.now() + 60_000;
  const red = async () =>
    (await allAlarms())
      .filter(({ StateValue }) => StateValue === "ALARM")
      .map(({ AlarmName, StateReason }) => `${AlarmName}: ${StateReason}`);
  while (Date.now() < deadline && (await red()).length > 0) await pause(500);
  expect(await red()).toEqual([]);
}

/** What this machine cannot make happen, and where it is proven instead. */
const NOT_HERE: Readonly<Record<string, string>> = {
  "certificate-expiry":
    "No certificate ends here; its metric and threshold are tested in infra/alarms.test.ts.",
};

test("in a quiet hour with traffic on the primary, no alarm is red", async () => {
  await untilNoneRed();
  const began = new Date(Date.now() + 1_000); // History is told in whole seconds.
  const until = began.getTime() + QUIET_MS;
  while (Date.now() < until) {
    expect(await post(EU, 5)).toBe(200);
    await pause(500);
  }
  expect(await everRed(began)).toEqual([]);
  const states = (await allAlarms()).map(({ AlarmName, StateValue }) => [
    AlarmName?.replace(/^holdfast-prod-[a-z]+-[a-z]+-\d-/, ""),
    StateValue,
  ]);
  for (const [name, state] of states)
    expect([name, state]).toEqual([name, `${name}` in NOT_HERE ? "INSUFFICIENT_DATA" : "OK"]);
});

/** An object in the lake that nobody collected: its first bytes are no gzip. */
const putIntoLake = (region: string, name: string) =>
  withClient(new S3Client({ ...clientOf(region), forcePathStyle: true }), (s3) =>
    s3.send(
      new PutObjectCommand({
        Bucket: outputsOf(region).lakeBucket,
        Key: `events/region=${region}/2026/01/01/00/${name}`,
        Body: "no gzip",
      }),
    ),
  );

/** Now, in the whole seconds in which history is told: what happens next is part of it. */
const fromNow = () => new Date(Math.floor(Date.now() / 1_000) * 1_000);

/** From here on, causes are made. */
let tried: Date;

test("what is on its way into Postgres: each alarm is red once its cause is there", async () => {
  const since = fromNow();
  tried = since;
  // An object that no event can be made of, and a message that nobody understands.
  await putIntoLake(EU, "junk.gz");
  await withClient(new SQSClient(clientOf(EU)), (sqs) =>
    sqs.send(new SendMessageCommand({ QueueUrl: outputsOf(EU).etlQueueUrl, MessageBody: "no notification" })),
  );
  await untilRed(since, `${EU}-lines-rejected`, `${EU}-etl-dead-letters`);

  // In the standby nobody takes what waits.
  await withClient(new LambdaClient(clientOf(US)), async (lambda) => {
    const FunctionName = outputsOf(US).etlFunction;
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    expect(EventSourceMappings).toHaveLength(1);
    await lambda.send(
      new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled: false }),
    );
  });
  await putIntoLake(US, "untaken.gz");
  // In the primary the database is gone.
  process.kill(run.endpoints.regions[EU]?.postgres.pid as number, "SIGKILL");
  await putIntoLake(EU, "put-off.gz");
  await untilRed(since, `${US}-etl-delay-untaken`, `${EU}-etl-delay-put-off`, `${EU}-database-storage`);
});

test("each other alarm is red once its cause is there", async () => {
  const { endpoints } = run;
  const since = fromNow();
  // A message that nobody understands; it comes back until the queue gives it up.
  await withClient(new SQSClient(clientOf(EU)), (sqs) =>
    sqs.send(
      new SendMessageCommand({ QueueUrl: outputsOf(EU).replayQueueUrl, MessageBody: "no notification" }),
    ),
  );
  // An object that is no batch.
  await withClient(new S3Client({ ...clientOf(EU), forcePathStyle: true }), (s3) =>
    s3.send(
      new PutObjectCommand({
        Bucket: outputsOf(EU).undeliverableBucket,
        Key: `undeliverable/region=${EU}/2026/01/01/00/${"0".repeat(64)}.ndjson`,
        Body: "no batch",
      }),
    ),
  );

  // Events in the standby, which Firehose does not bring to S3.
  await firehose(US, "delivery-blocked");
  expect(await post(US)).toBe(200);
  // Objects in the primary that S3 does not replicate yet.
  await put(`${endpoints.control.background}/replication`, { paused: true });
  expect(await post(EU)).toBe(200);
  await untilRed(
    since,
    `${EU}-quarantine`,
    `${US}-standby-traffic`,
    `${US}-delivery-freshness`,
    `${US}-replication-lag-events`,
  );

  // The primary's Firehose fails: batches wait in S3, and the breaker opens.
  await firehose(EU, "error");
  for (let request = 0; request < 20; request += 1) expect(await post(EU)).toBe(200);

  // The role of the standby's replication may do nothing any more.
  await withClient(new IAMClient(clientOf("us-east-1")), (iam) =>
    iam.send(
      new DeleteRolePolicyCommand({
        RoleName: "holdfast-prod-us-west-2-lake-replication",
        PolicyName: "replicate",
      }),
    ),
  );
  await firehose(US, "none");
  await put(`${endpoints.control.background}/replication`, { paused: false });
  await untilRed(
    since,
    `${EU}-breaker-open`,
    `${EU}-undelivered-age`,
    `${US}-replication-failures-events`,
    `${EU}-dead-letters`,
  );

  // No S3 anywhere, beside the failing Firehose.
  for (const region of [EU, US]) await gate(region, "aws/s3", "error");
  const statuses: number[] = [];
  for (let request = 0; request < 20; request += 1) statuses.push(await post(EU));
  expect(statuses).toContain(503);
  await untilRed(since, `${EU}-not-durable`);
  for (const region of [EU, US]) await gate(region, "aws/s3", "open");

  // Nobody gets in, canaries neither.
  await gate(EU, "ingress", "refuse");
  const canary = `${run.stacks["prod-us"].outputs.namePrefix}canary-schedule`;
  await fetch(`${endpoints.control.background}/schedules/${canary}/fire`, { method: "POST" });
  // No run of collect is allowed; API Gateway answers for it, once the change has arrived.
  await withClient(new LambdaClient(clientOf(US)), (lambda) =>
    lambda.send(
      new PutFunctionConcurrencyCommand({
        FunctionName: outputsOf(US).collectFunction,
        ReservedConcurrentExecutions: 0,
      }),
    ),
  );
  while ((await post(US)) !== 503) await pause(100);
  await untilRed(since, `${EU}-health-flip`, `${US}-throttled`, `${US}-canary-failed`);

  const kinds = new Set(
    (await allAlarms()).map(({ AlarmDescription = "" }) => /\/([a-z-]+)\.md$/.exec(AlarmDescription)?.[1]),
  );
  const red = await everRed(tried);
  const never = [...kinds].filter((kind) => !red.some((name) => name.includes(`-${kind}`)));
  expect(never).toEqual(Object.keys(NOT_HERE));
});
