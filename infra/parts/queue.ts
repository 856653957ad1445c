/** A queue that a bucket tells of its new objects and a function is fed from, with the place of what fails for good. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RETENTION_SECONDS, VISIBILITY_FACTOR } from "./message-life";
import { allowService, forResource, policyOf } from "./policy";

export interface QueuesArgs {
  queueName: pulumi.Input<string>;
  deadLetterQueueName: pulumi.Input<string>;
  /** Of the function; the queue hides a message six times as long. */
  timeoutSeconds: number;
  /** Receives before a message is dead; at least 5 ("Using Lambda with Amazon SQS"). */
  receivesMax: number;
}

export interface Queues {
  readonly queue: aws.sqs.Queue;
  readonly deadLetterQueue: aws.sqs.Queue;
}

/** S3 may say in this queue that this bucket has a new object. */
export const notifyQueuePolicy = (queueArn: string, bucketArn: string, accountId: string): string =>
  policyOf(allowService("s3.amazonaws.com", "sqs:SendMessage", queueArn, forResource(bucketArn, accountId)));

/** `${name}-queue` and `${name}-dead-letters`. */
export function queuesOf(name: string, args: QueuesArgs, child: pulumi.CustomResourceOptions): Queues {
  const queueOf = (role: string, queue: aws.sqs.QueueArgs) =>
    new aws.sqs.Queue(
      `${name}-${role}`,
      { messageRetentionSeconds: RETENTION_SECONDS, sqsManagedSseEnabled: true, ...queue },
      child,
    );
  const deadLetterQueue = queueOf("dead-letters", { name: args.deadLetterQueueName });
  const queue = queueOf("queue", {
    name: args.queueName,
    visibilityTimeoutSeconds: VISIBILITY_FACTOR * args.timeoutSeconds,
    redrivePolicy: pulumi.jsonStringify({
      deadLetterTargetArn: deadLetterQueue.arn,
      maxReceiveCount: args.receivesMax,
    }),
  });
  return { queue, deadLetterQueue };
}

export interface NotifyArgs {
  bucket: aws.s3.Bucket;
  queue: aws.sqs.Queue;
  accountId: pulumi.Input<string>;
  /** Whose new objects are told: prefixes that do not overlap, by the id of their configuration. */
  prefixes: Readonly<Record<string, string>>;
}

/** The bucket's one notification configuration: a second resource of this type on the bucket would overwrite it. */
export function notify(name: string, args: NotifyArgs, child: pulumi.CustomResourceOptions): void {
  const mayNotify = new aws.sqs.QueuePolicy(
    `${name}-may-notify`,
    {
      queueUrl: args.queue.url,
      policy: pulumi
        .all([args.queue.arn, args.bucket.arn, args.accountId])
        .apply(([queueArn, bucketArn, accountId]) => notifyQueuePolicy(queueArn, bucketArn, accountId)),
    },
    child,
  );
  new aws.s3.BucketNotification(
    `${name}-notification`,
    {
      bucket: args.bucket.bucket,
      queues: Object.entries(args.prefixes).map(([id, filterPrefix]) => ({
        id,
        queueArn: args.queue.arn,
        events: ["s3:ObjectCreated:*"],
        filterPrefix,
      })),
    },
    // S3 sends a test message when it is configured, and refuses a queue that does not take it.
    { ...child, dependsOn: [mayNotify] },
  );
}
