import * as aws from "@pulumi/aws";
import { parseReplayEnvironment } from "../handlers/replay/environment";
import { notifyQueuePolicy } from "./parts/queue";
import { ACCOUNT, named, type Registered, record } from "./testing/record";
import { queuesPolicy, replayPolicy, UndeliverableToReplay } from "./undeliverable-to-replay";

jest.mock("./parts/bundle", () => ({
  bundle: (handler: string) => ({ files: { "index.js": handler }, build: "b0" }),
}));

const delivery = {
  firehose: { attempts: 3, connectMs: 300, requestMs: 2_000, retryDelayMs: 100 },
  here: { connectMs: 301, requestMs: 2_001 },
};

let resources: Registered[];
beforeAll(async () => {
  resources = await record(() => {
    const bucket = new aws.s3.Bucket("undeliverable", { bucket: "b" });
    const stream = new aws.kinesis.FirehoseDeliveryStream("stream", {
      name: "h-events",
      destination: "extended_s3",
    });
    new UndeliverableToReplay("replay", {
      functionName: "h-replay",
      queueName: "h-replay",
      deadLetterQueueName: "h-dead-letters",
      sweepName: "h-sweep",
      accountId: ACCOUNT,
      region: "eu-west-1",
      bucket,
      stream,
      delivery,
      timeoutSeconds: 120,
      memoryMebibytes: 512,
      logDays: 30,
      sweepMinutes: 5,
      sweepObjectsMax: 500,
      batchSize: 10,
      concurrencyMax: 5,
      receivesMax: 10,
    });
  });
});

test("hides a message six timeouts long, and buries it after ten receives", () => {
  const { redrivePolicy, ...queue } = named(resources, "replay-queue").inputs;
  expect(queue).toEqual({
    name: "h-replay",
    messageRetentionSeconds: 1_209_600,
    sqsManagedSseEnabled: true,
    visibilityTimeoutSeconds: 720,
  });
  expect(JSON.parse(String(redrivePolicy))).toEqual({
    deadLetterTargetArn: "arn:replay-dead-letters",
    maxReceiveCount: 10,
  });
  expect(named(resources, "replay-dead-letters").inputs).toEqual({
    name: "h-dead-letters",
    messageRetentionSeconds: 1_209_600,
    sqsManagedSseEnabled: true,
  });
});

test("hears of new objects under its own region's prefix, once the queue may be told", () => {
  expect(named(resources, "replay-notification").inputs).toEqual({
    bucket: "b",
    queues: [
      {
        id: "undeliverable-here",
        queueArn: "arn:replay-queue",
        events: ["s3:ObjectCreated:*"],
        filterPrefix: "undeliverable/region=eu-west-1/",
      },
    ],
  });
  expect(named(resources, "replay-notification").dependsOn).toEqual(["replay-may-notify"]);
  expect(named(resources, "replay-may-notify").inputs).toEqual({
    queueUrl: "https://queue/replay-queue",
    policy: notifyQueuePolicy("arn:replay-queue", "arn:aws:s3:::b", ACCOUNT),
  });
});

test("is fed by the queue, a few runs at once, and tells which messages failed", () => {
  expect(named(resources, "replay-from-queue").inputs).toEqual({
    eventSourceArn: "arn:replay-queue",
    functionName: "arn:replay-function-lambda",
    batchSize: 10,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: 5 },
  });
  expect(named(resources, "replay-from-queue").dependsOn).toEqual(["replay-drain", "replay-queues"]);
});

test("sweeps by schedule; a sweep that fails for good leaves a dead letter", () => {
  expect(named(resources, "replay-sweep-schedule").inputs).toMatchObject({
    name: "h-sweep",
    scheduleExpression: "rate(5 minutes)",
  });
  expect(named(resources, "replay-asynchronous").inputs).toEqual({
    functionName: "h-replay",
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 300,
    destinationConfig: { onFailure: { destination: "arn:replay-dead-letters" } },
  });
});

test("replay reads from its environment exactly what it was given", () => {
  const { environment } = named(resources, "replay-function-lambda").inputs as {
    environment: { variables: Record<string, string> };
  };
  expect(parseReplayEnvironment(environment.variables)).toEqual({
    functionName: "replay",
    region: "eu-west-1",
    build: "b0",
    accountId: ACCOUNT,
    streamName: "h-events",
    undeliverableBucket: "b",
    sweepObjectsMax: 500,
    delivery,
  });
});

test("has the two policies of its work and the one of its logs", () => {
  expect(
    resources
      .filter(({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs.role === "h-replay")
      .map(({ inputs }) => [inputs.name, inputs.policy]),
  ).toEqual(
    expect.arrayContaining([
      ["drain", replayPolicy("eu-west-1", "arn:aws:s3:::b", "arn:stream")],
      ["queues", queuesPolicy("arn:replay-queue", "arn:replay-dead-letters")],
      ["write-logs", expect.any(String)],
    ]),
  );
});

test("drains its own region's prefixes, and no others", () => {
  expect(JSON.parse(replayPolicy("r", "arn:b", "arn:s")).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:DeleteObject"],
      Resource: ["arn:b/undeliverable/region=r/*"],
    },
    { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: ["arn:b/drained/region=r/*"] },
    { Effect: "Allow", Action: ["s3:PutObject"], Resource: ["arn:b/quarantine/region=r/*"] },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["arn:b"],
      Condition: { StringLikeIfExists: { "s3:prefix": "undeliverable/region=r/*" } },
    },
    { Effect: "Allow", Action: ["firehose:PutRecordBatch"], Resource: ["arn:s"] },
  ]);
});

test("takes from its queue, and adds to the dead letters", () => {
  expect(JSON.parse(queuesPolicy("arn:q", "arn:d")).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      Resource: ["arn:q"],
    },
    { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["arn:d"] },
  ]);
});

test("the queue takes messages of this account's bucket alone", () => {
  expect(JSON.parse(notifyQueuePolicy("arn:q", "arn:b", "1")).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: ["sqs:SendMessage"],
      Resource: ["arn:q"],
      Condition: {
        ArnEquals: { "aws:SourceArn": "arn:b" },
        StringEquals: { "aws:SourceAccount": "1" },
      },
    },
  ]);
});
