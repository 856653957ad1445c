import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface Work {
  readonly timeout: number;
  readonly visibility: number;
  readonly tries: number;
  readonly fifo?: true;
}
const works: Record<string, Work> = {
  orders: { timeout: 20, visibility: 120, tries: 5, fifo: true },
  mails: { timeout: 10, visibility: 60, tries: 2 }, // Wrong: a short outage of the mail server sends all to the dead.
  pictures: { timeout: 60, visibility: 60, tries: 8 }, // Wrong: seen by others while it is still being worked on.
};

const topic = new aws.sns.Topic("alarms", { kmsMasterKeyId: "alias/aws/sns" });
for (const [name, { timeout, visibility, tries, fifo }] of Object.entries(works)) {
  const dead = new aws.sqs.Queue(`${name}-dead`, { fifoQueue: fifo, messageRetentionSeconds: 14 * 86400 });
  const queue = new aws.sqs.Queue(name, {
    fifoQueue: fifo,
    visibilityTimeoutSeconds: visibility,
    redrivePolicy: dead.arn.apply((deadLetterTargetArn) =>
      JSON.stringify({ deadLetterTargetArn, maxReceiveCount: tries }),
    ),
  });
  const role = new aws.iam.Role(`${name}-worker`, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicyAttachment(`${name}-worker`, {
    role: role.name,
    policyArn: aws.iam.ManagedPolicy.AWSLambdaSQSQueueExecutionRole,
  });
  const worker = new aws.lambda.Function(`${name}-worker`, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout,
    code: new pulumi.asset.AssetArchive({
      "index.js": new pulumi.asset.StringAsset("exports.handler = () => 1"),
    }),
  });
  new aws.lambda.EventSourceMapping(`${name}-worker`, {
    eventSourceArn: queue.arn,
    functionName: worker.name,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: 5 },
  });
  // Wrong: nobody is told of pictures that died.
  if (name !== "pictures")
    new aws.cloudwatch.MetricAlarm(`${name}-dead`, {
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: dead.name },
      statistic: "Maximum",
      period: 300,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      alarmActions: [topic.arn],
    });
}

// Wrong: a queue that nobody looks after when a message cannot be taken.
new aws.sqs.Queue("legacy", { visibilityTimeoutSeconds: 30 });

new aws.sqs.Queue("scratch", {
  tags: { "excuse:queue-has-dead-letter-queue": "Holds what a developer tries out, and nothing else." },
});
