/** Breaks what events wait in: undeliverable buckets, queues and delivery streams. */
import { named, type Operator } from "../operator";
import { beside, drop, set, unset } from "../surgery";

const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const QUEUE = "aws:sqs/queue:Queue";
const STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";

const sources = named("undeliverable-to-replay-queue", "lake-to-postgres-queue");
const undeliverable = named("undeliverable-bucket");

const visibility = ["queue-visibility"];
const asynchronous = ["asynchronous-failures-kept"];

const keeping: readonly Operator[] = [
  {
    does: "keeps one version",
    meant: ["undeliverable-versioned"],
    types: [VERSIONING],
    where: named("undeliverable-versioning"),
    change: drop,
  },
  {
    does: "is suspended",
    meant: ["undeliverable-versioned"],
    types: [VERSIONING],
    where: named("undeliverable-versioning"),
    change: set("versioningConfiguration.status", "Suspended"),
  },
  {
    does: "expires what nobody replayed",
    meant: ["undeliverable-not-expired"],
    types: [LIFECYCLE],
    where: named("undeliverable-lifecycle"),
    change: set("rules[0].expiration", { days: 30 }),
  },
  {
    does: "expires on a day",
    meant: ["undeliverable-not-expired"],
    types: [LIFECYCLE],
    where: named("undeliverable-lifecycle"),
    change: set("rules[0].expiration", { date: "2030-01-01T00:00:00Z" }),
  },
  {
    does: "expires by a second rule",
    meant: ["undeliverable-not-expired"],
    types: [LIFECYCLE],
    where: named("undeliverable-lifecycle"),
    change: (resource, all) =>
      set("rules", [
        ...(resource.inputs.rules as readonly unknown[]),
        { id: "old", status: "Enabled", filter: { prefix: "undeliverable/" }, expiration: { days: 1 } },
      ])(resource, all),
  },
  {
    does: "may be destroyed with what it holds",
    meant: ["undeliverable-not-force-destroyed"],
    types: [BUCKET],
    where: undeliverable,
    change: set("forceDestroy", true),
  },
  ...[0, 1, 2, 3].map(
    (index): Operator => ({
      does: `replicates delete markers by rule ${index + 1}`,
      meant: ["delete-markers-not-replicated"],
      types: [REPLICATION],
      where: named("undeliverable-to-peer-region-rules"),
      change: set(`rules[${index}].deleteMarkerReplication.status`, "Enabled"),
    }),
  ),
];

const queues: readonly Operator[] = [
  {
    does: "has no dead-letter queue",
    meant: ["queue-has-dead-letter-queue"],
    types: [QUEUE],
    where: sources,
    change: unset("redrivePolicy"),
  },
  {
    does: "is gone, and its source still names it",
    meant: ["queue-has-dead-letter-queue"],
    types: [QUEUE],
    where: named("undeliverable-to-replay-dead-letters", "lake-to-postgres-dead-letters"),
    change: drop,
  },
  ...[1, 4].map(
    (maxReceiveCount): Operator => ({
      does: `gives up after ${maxReceiveCount}`,
      meant: ["queue-receives-max"],
      types: [QUEUE],
      where: sources,
      change: (resource, all) => {
        const text = String(resource.inputs.redrivePolicy);
        if (!text.startsWith("{")) return resource;
        return set("redrivePolicy", JSON.stringify({ ...JSON.parse(text), maxReceiveCount }))(resource, all);
      },
    }),
  ),
  {
    does: "hides a message for 30 s",
    meant: visibility,
    types: [QUEUE],
    where: sources,
    change: set("visibilityTimeoutSeconds", 30),
  },
  {
    does: "hides a message for as long as AWS would",
    meant: visibility,
    types: [QUEUE],
    where: sources,
    change: unset("visibilityTimeoutSeconds"),
  },
  {
    does: "may take longer than a sixth of its queue's time",
    meant: visibility,
    types: [FUNCTION],
    where: named("undeliverable-to-replay-function-lambda", "lake-to-postgres-etl-lambda"),
    change: (resource, all) => set("timeout", Number(resource.inputs.timeout) + 1)(resource, all),
  },
  {
    does: "fails as a whole",
    meant: ["mapping-reports-partial-failures"],
    types: [MAPPING],
    change: unset("functionResponseTypes"),
  },
  {
    does: "reports nothing",
    meant: ["mapping-reports-partial-failures"],
    types: [MAPPING],
    change: set("functionResponseTypes", []),
  },
  {
    does: "has a reader of Kinesis beside it, which drops what it cannot take",
    meant: ["mapping-has-failure-destination"],
    types: [MAPPING],
    change: beside("aws:lambda/eventSourceMapping:EventSourceMapping", ({ inputs }) => ({
      functionName: inputs.functionName,
      eventSourceArn: "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
      startingPosition: "LATEST",
      functionResponseTypes: ["ReportBatchItemFailures"],
    })),
  },
  {
    does: "is gone",
    meant: asynchronous,
    types: [INVOKE_CONFIG],
    where: named("undeliverable-to-replay-asynchronous"),
    change: drop,
  },
  {
    does: "keeps nothing of what failed",
    meant: asynchronous,
    types: [INVOKE_CONFIG],
    where: named("undeliverable-to-replay-asynchronous"),
    change: unset("destinationConfig"),
  },
];

const streams: readonly Operator[] = [
  {
    does: "mixes errors with events",
    meant: ["stream-has-error-prefix"],
    types: [STREAM],
    change: unset("extendedS3Configuration.errorOutputPrefix"),
  },
  {
    does: "logs nothing",
    meant: ["stream-logs-errors"],
    types: [STREAM],
    change: unset("extendedS3Configuration.cloudwatchLoggingOptions"),
  },
  {
    does: "has its log switched off",
    meant: ["stream-logs-errors"],
    types: [STREAM],
    change: set("extendedS3Configuration.cloudwatchLoggingOptions.enabled", false),
  },
  {
    does: "transforms and keeps no source",
    meant: ["stream-backs-up-source"],
    types: [STREAM],
    change: set("extendedS3Configuration.processingConfiguration", {
      enabled: true,
      processors: [
        {
          type: "Lambda",
          parameters: [
            {
              parameterName: "LambdaArn",
              parameterValue: "arn:aws:lambda:eu-west-1:123456789012:function:x:live",
            },
          ],
        },
      ],
    }),
  },
  {
    does: "has a Kinesis stream beside it that forgets after an hour",
    meant: ["stream-retention"],
    types: [STREAM],
    change: beside("aws:kinesis/stream:Stream", { name: "clicks", shardCount: 1, retentionPeriod: 1 }),
  },
];

export const waiting: readonly Operator[] = [...keeping, ...queues, ...streams];
