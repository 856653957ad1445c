import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const account = aws.getCallerIdentityOutput().accountId;
const far = new aws.Provider("far", { region: "ap-northeast-3" });
const source = (file: string) =>
  new pulumi.asset.AssetArchive({
    [file]: new pulumi.asset.StringAsset("def main(event, context): return {}"),
  });

const alarmActions = [new aws.sns.Topic("people", { kmsMasterKeyId: "alias/aws/sns" }).arn];

// ---- where refused events are kept, here and in the other region
const kept = (name: string, provider?: aws.Provider) => {
  const options = { provider, protect: true };
  const bucket = new aws.s3.Bucket(name, { bucket: pulumi.interpolate`${name}-${account}` }, options);
  new aws.s3.BucketVersioning(
    name,
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    options,
  );
  new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  new aws.s3.BucketPolicy(
    name,
    {
      bucket: bucket.id,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
    },
    options,
  );
  return bucket;
};
const rejected = kept("rejected-tokyo");
const rejectedFar = kept("rejected-osaka", far);

// ---- the stream that takes them
const journal = kept("journal");
const deliveryLogs = new aws.cloudwatch.LogGroup("delivery", { retentionInDays: 30 });
const deliveryStream = new aws.cloudwatch.LogStream("delivery", { logGroupName: deliveryLogs.name });
const deliveryRole = new aws.iam.Role("delivery", {
  assumeRolePolicy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "firehose.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  }),
});
new aws.iam.RolePolicy("delivery", {
  role: deliveryRole.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
        Resource: pulumi.interpolate`${journal.arn}/*`,
      },
      { Effect: "Allow", Action: ["s3:GetBucketLocation", "s3:ListBucket"], Resource: journal.arn },
      { Effect: "Allow", Action: "logs:PutLogEvents", Resource: pulumi.interpolate`${deliveryLogs.arn}:*` },
    ],
  }),
});
const intake = new aws.kinesis.FirehoseDeliveryStream(
  "intake",
  {
    destination: "extended_s3",
    extendedS3Configuration: {
      roleArn: deliveryRole.arn,
      bucketArn: journal.arn,
      prefix: "events/",
      errorOutputPrefix: "errors/!{firehose:error-output-type}/",
      cloudwatchLoggingOptions: {
        enabled: true,
        logGroupName: deliveryLogs.name,
        logStreamName: deliveryStream.name,
      },
    },
  },
  { protect: true },
);
new aws.cloudwatch.MetricAlarm("intake-late", {
  alarmActions,
  namespace: "AWS/Firehose",
  metricName: "DeliveryToS3.DataFreshness",
  dimensions: { DeliveryStreamName: intake.name },
  statistic: "Maximum",
  period: 300,
  evaluationPeriods: 1,
  threshold: 1800,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "notBreaching",
});

// ---- who writes
const lambdaRole = (name: string, statements: pulumi.Input<aws.iam.PolicyStatement>[]) => {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicyAttachment(name, {
    role: role.name,
    policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
  });
  new aws.iam.RolePolicy(name, { role: role.name, policy: { Version: "2012-10-17", Statement: statements } });
  return role;
};
new aws.lambda.Function("gate", {
  role: lambdaRole("gate", [
    { Effect: "Allow", Action: ["firehose:PutRecordBatch"], Resource: intake.arn },
    {
      Effect: "Allow",
      Action: ["s3:PutObject"],
      Resource: [pulumi.interpolate`${rejected.arn}/*`, pulumi.interpolate`${rejectedFar.arn}/*`],
    },
  ]).arn,
  runtime: "python3.13",
  handler: "gate.main",
  code: source("gate.py"),
  environment: {
    variables: { TO: intake.name, REJECTED: rejected.bucket, REJECTED_FAR: rejectedFar.bucket },
  },
});

// ---- who tries again: told by EventBridge of each object, and by a rule every ten minutes
const failed = new aws.sqs.Queue("again-failed", { messageRetentionSeconds: 1209600 });
new aws.cloudwatch.MetricAlarm("again-failed", {
  alarmActions,
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: failed.name },
  statistic: "Maximum",
  period: 60,
  evaluationPeriods: 1,
  threshold: 0,
  comparisonOperator: "GreaterThanThreshold",
});
const again = new aws.lambda.Function("again", {
  role: lambdaRole("again", [
    { Effect: "Allow", Action: ["firehose:PutRecordBatch"], Resource: intake.arn },
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: rejected.arn },
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:DeleteObject"],
      Resource: pulumi.interpolate`${rejected.arn}/*`,
    },
    { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: failed.arn },
    {
      Effect: "Allow",
      Action: ["cloudwatch:PutMetricData"],
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": "gate" } },
    },
  ]).arn,
  runtime: "python3.13",
  handler: "again.main",
  timeout: 300,
  code: source("again.py"),
  environment: { variables: { TO: intake.name, FROM: rejected.bucket } },
});
new aws.lambda.FunctionEventInvokeConfig("again", {
  functionName: again.name,
  maximumRetryAttempts: 2,
  destinationConfig: { onFailure: { destination: failed.arn } },
});
new aws.s3.BucketNotification("rejected", { bucket: rejected.id, eventbridge: true });
const put = new aws.cloudwatch.EventRule("rejected-put", {
  eventPattern: pulumi.jsonStringify({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [rejected.bucket] } },
  }),
});
const often = new aws.cloudwatch.EventRule("every-ten-minutes", { scheduleExpression: "rate(10 minutes)" });
for (const [name, rule] of Object.entries({ put, often })) {
  new aws.cloudwatch.EventTarget(`again-${name}`, { rule: rule.name, arn: again.arn });
  new aws.lambda.Permission(`again-${name}`, {
    function: again.name,
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
}
new aws.cloudwatch.MetricAlarm("oldest-rejected", {
  alarmActions,
  namespace: "gate",
  metricName: "OldestRejectedSeconds",
  statistic: "Maximum",
  period: 300,
  evaluationPeriods: 2,
  threshold: 3600,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "breaching",
});

// Wrong: after a week what was never tried again is gone.
new aws.s3.BucketLifecycleConfiguration("rejected-tokyo", {
  bucket: rejected.id,
  rules: [{ id: "old", status: "Enabled", filter: {}, expiration: { days: 7 } }],
});
