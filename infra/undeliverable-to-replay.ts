import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CallPatience, FirehosePatience } from "../handlers/delivery/budget";
import { regionDeliveryVariables } from "../handlers/delivery/environment";
import type { ReplayVariables } from "../handlers/replay/environment";
import { BundledFunction, type Filled } from "./parts/function";
import { allow, policyOf } from "./parts/policy";
import { notify, queuesOf } from "./parts/queue";
import { Sweep } from "./parts/sweep";

/** Undeliverable → replay: each new object by event, and all that is left by a scheduled sweep. */
export interface UndeliverableToReplayArgs {
  functionName: pulumi.Input<string>;
  queueName: pulumi.Input<string>;
  deadLetterQueueName: pulumi.Input<string>;
  sweepName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  region: string;
  bucket: aws.s3.Bucket;
  stream: aws.kinesis.FirehoseDeliveryStream;
  delivery: { firehose: FirehosePatience; here: CallPatience };
  /** Seconds; at most 900. The queue hides a message six times as long. */
  timeoutSeconds: number;
  memoryMebibytes: number;
  logDays: number;
  /** Minutes between two sweeps; at least 1 ("Schedule types in EventBridge Scheduler"). */
  sweepMinutes: number;
  /** Objects that one sweep drains at most. */
  sweepObjectsMax: number;
  /** Objects that one run takes from the queue at most; 1 to 10 without a batching window. */
  batchSize: number;
  /** Runs at once from the queue; 2 to 1,000. Not reserved concurrency: that over-pulls and burns receives. */
  concurrencyMax: number;
  /** Receives before a message is dead; at least 5 ("Using Lambda with Amazon SQS"). */
  receivesMax: number;
}

/** The prefix of the batches that a region holds, and replays. */
export const undeliverablePrefix = (region: string): string => `undeliverable/region=${region}/`;

/**
 * Drains this region's objects of this bucket into this stream. Listing may also come without a prefix, since S3
 * answers 403 instead of 404 for an object that is gone unless the reader may list ("GetObject").
 */
export const replayPolicy = (region: string, bucketArn: string, streamArn: string): string => {
  const under = (kind: string) => `${bucketArn}/${kind}/region=${region}/*`;
  return policyOf(
    allow(["s3:GetObject", "s3:DeleteObject"], under("undeliverable")),
    allow(["s3:GetObject", "s3:PutObject"], under("drained")),
    allow("s3:PutObject", under("quarantine")),
    allow("s3:ListBucket", bucketArn, {
      StringLikeIfExists: { "s3:prefix": `${undeliverablePrefix(region)}*` },
    }),
    allow("firehose:PutRecordBatch", streamArn),
  );
};

/** What an event source mapping does with the function's role, and where a sweep that failed for good is noted. */
export const queuesPolicy = (queueArn: string, deadLetterArn: string): string =>
  policyOf(
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], queueArn),
    allow("sqs:SendMessage", deadLetterArn),
  );

/** What `replay` reads at its start; a variable left out does not compile. */
export const replayVariables = (args: UndeliverableToReplayArgs): Filled<ReplayVariables> => ({
  ...regionDeliveryVariables(args.delivery),
  REGION: args.region,
  ACCOUNT_ID: args.accountId,
  STREAM_NAME: args.stream.name,
  UNDELIVERABLE_BUCKET: args.bucket.bucket,
  SWEEP_OBJECTS_MAX: String(args.sweepObjectsMax),
});

export class UndeliverableToReplay extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  readonly role: aws.iam.Role;
  readonly queue: aws.sqs.Queue;
  readonly deadLetterQueue: aws.sqs.Queue;

  constructor(name: string, args: UndeliverableToReplayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:UndeliverableToReplay", name, {}, opts);
    const child = { parent: this };
    const queues = queuesOf(name, args, child);
    this.queue = queues.queue;
    this.deadLetterQueue = queues.deadLetterQueue;

    const replay = new BundledFunction(
      `${name}-function`,
      { ...args, handler: "replay", variables: replayVariables(args) },
      child,
    );
    this.function = replay.function;
    this.role = replay.role;
    const rights = [
      new aws.iam.RolePolicy(
        `${name}-drain`,
        {
          name: "drain",
          role: this.role.name,
          policy: pulumi
            .all([args.bucket.arn, args.stream.arn])
            .apply(([bucketArn, streamArn]) => replayPolicy(args.region, bucketArn, streamArn)),
        },
        child,
      ),
      new aws.iam.RolePolicy(
        `${name}-queues`,
        {
          name: "queues",
          role: this.role.name,
          policy: pulumi
            .all([this.queue.arn, this.deadLetterQueue.arn])
            .apply(([queueArn, deadLetterArn]) => queuesPolicy(queueArn, deadLetterArn)),
        },
        child,
      ),
    ];
    // Lambda tries the queue's rights when the mapping is made, and a run without rights would burn a receive.
    const afterRights = { ...child, dependsOn: rights };
    new aws.lambda.EventSourceMapping(
      `${name}-from-queue`,
      {
        eventSourceArn: this.queue.arn,
        functionName: this.function.arn,
        batchSize: args.batchSize,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: args.concurrencyMax },
      },
      afterRights,
    );
    // Only this region's prefix: what the peer replicates here is the peer's to replay.
    const prefixes = { "undeliverable-here": undeliverablePrefix(args.region) };
    notify(name, { ...args, queue: this.queue, prefixes }, child);
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-asynchronous`,
      {
        functionName: this.function.name,
        maximumRetryAttempts: 2,
        // A sweep older than the next one is of no use.
        maximumEventAgeInSeconds: Math.max(60, args.sweepMinutes * 60),
        destinationConfig: { onFailure: { destination: this.deadLetterQueue.arn } },
      },
      afterRights,
    );
    new Sweep(
      `${name}-sweep`,
      {
        scheduleName: args.sweepName,
        accountId: args.accountId,
        region: args.region,
        functionArn: this.function.arn,
        everyMinutes: args.sweepMinutes,
      },
      afterRights,
    );
    this.registerOutputs({
      function: this.function,
      role: this.role,
      queue: this.queue,
      deadLetterQueue: this.deadLetterQueue,
    });
  }
}
