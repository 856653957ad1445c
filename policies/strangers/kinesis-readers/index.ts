import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const clicks = new aws.kinesis.Stream("clicks", {
  streamModeDetails: { streamMode: "ON_DEMAND" },
  encryptionType: "KMS",
  kmsKeyId: "alias/aws/kinesis",
});
const lambdaRole = (name: string, statements: pulumi.Input<aws.iam.PolicyStatement>[]) => {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal(aws.iam.Principals.LambdaPrincipal),
    managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
  });
  new aws.iam.RolePolicy(name, { role: role.id, policy: { Version: "2012-10-17", Statement: statements } });
  return role;
};
const code = new pulumi.asset.AssetArchive({
  "app.py": new pulumi.asset.StringAsset("def main(e, c): return {}"),
});
const runtime = { runtime: "python3.13", handler: "app.main", code, timeout: 30 };

// Wrong: what the stream does not take is lost, for there is nowhere to keep it.
new aws.lambda.Function("track", {
  ...runtime,
  role: lambdaRole("track", [
    { Effect: "Allow", Action: ["kinesis:PutRecord", "kinesis:PutRecords"], Resource: clicks.arn },
  ]).arn,
  environment: { variables: { STREAM: clicks.name } },
});

const people = new aws.sns.Topic("people", { kmsMasterKeyId: "alias/aws/sns" });
const lost = new aws.sqs.Queue("lost-batches", {
  messageRetentionSeconds: 1209600,
  sqsManagedSseEnabled: true,
});
new aws.cloudwatch.MetricAlarm("lost-batches", {
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: lost.name },
  statistic: "Maximum",
  period: 60,
  evaluationPeriods: 1,
  threshold: 0,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "notBreaching",
  alarmActions: [people.arn],
});
const reads = {
  Effect: "Allow" as const,
  Action: [
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
  ],
  Resource: clicks.arn,
};
const lists = { Effect: "Allow" as const, Action: ["kinesis:ListShards"], Resource: clicks.arn };

const careful = new aws.lambda.Function("careful", {
  ...runtime,
  role: lambdaRole("careful", [
    reads,
    lists,
    { Effect: "Allow", Action: "sqs:SendMessage", Resource: lost.arn },
  ]).arn,
});
new aws.lambda.EventSourceMapping("careful", {
  functionName: careful.arn,
  eventSourceArn: clicks.arn,
  startingPosition: "TRIM_HORIZON",
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: 10,
  functionResponseTypes: ["ReportBatchItemFailures"],
  destinationConfig: { onFailure: { destinationArn: lost.arn } },
});

// Wrong, twice: one bad record is tried again with its whole batch, and at the end thrown away.
const careless = new aws.lambda.Function("careless", {
  ...runtime,
  role: lambdaRole("careless", [reads, lists]).arn,
});
new aws.lambda.EventSourceMapping("careless", {
  functionName: careless.name,
  eventSourceArn: clicks.arn,
  startingPosition: "LATEST",
});
