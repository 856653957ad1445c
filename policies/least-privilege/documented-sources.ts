/** Services that say on whose behalf they come, and the AWS page that asks to check it ("The confused deputy problem"). */

export interface DocumentedSource {
  readonly page: string;
  /** A condition key of its own that does the same, in lower case. */
  readonly alsoBy?: string;
}

/** As principals of roles, without `.amazonaws.com`. */
export const IN_TRUST: Readonly<Record<string, DocumentedSource>> = {
  bedrock: { page: "Cross-service confused deputy prevention (Amazon Bedrock)" },
  codebuild: { page: "Cross-service confused deputy prevention (AWS CodeBuild)" },
  datasync: { page: "Preventing cross-service confused deputy problems (AWS DataSync)" },
  dms: { page: "Preventing cross-service confused deputy problems (AWS DMS)" },
  "ecs-tasks": { page: "Amazon ECS task IAM role" },
  events: { page: "Using IAM roles to grant EventBridge permission to access target resources" },
  firehose: { page: "Controlling access with Amazon Data Firehose", alsoBy: "sts:externalid" },
  fis: { page: "Cross-service confused deputy prevention (AWS FIS)" },
  glue: { page: "Cross-service confused deputy prevention (AWS Glue)" },
  lambda: { page: "Working with AWS managed policies in the execution role" },
  logs: { page: "Cross-account cross-Region subscriptions: confused deputy prevention (CloudWatch Logs)" },
  "monitoring.rds": { page: "Preventing cross-service confused deputy problems (Amazon RDS)" },
  pipes: { page: "Amazon EventBridge Pipes permissions" },
  rds: { page: "Preventing cross-service confused deputy problems (Amazon RDS)" },
  sagemaker: { page: "Cross-service confused deputy prevention (Amazon SageMaker AI)" },
  scheduler: { page: "Confused deputy prevention in EventBridge Scheduler" },
  ssm: { page: "Cross-service confused deputy prevention (AWS Systems Manager)" },
  states: { page: "Creating an IAM role for your state machine in Step Functions" },
  transfer: { page: "Cross-service confused deputy prevention (AWS Transfer Family)" },
  "vpc-flow-logs": { page: "IAM role for publishing flow logs to CloudWatch Logs" },
};

/** As principals of policies on buckets, queues, topics and keys. */
export const IN_RESOURCE_POLICY: Readonly<Record<string, DocumentedSource>> = {
  budgets: { page: "Creating an Amazon SNS topic for budget notifications" },
  cloudfront: { page: "Restrict access to an Amazon S3 origin" },
  cloudtrail: { page: "Amazon S3 bucket policy for CloudTrail" },
  cloudwatch: { page: "Example cases for Amazon SNS access control" },
  config: { page: "Permissions for the Amazon S3 Bucket for the AWS Config Delivery Channel" },
  "delivery.logs": { page: "Enable logging from AWS services" },
  events: { page: "Using resource-based policies for Amazon EventBridge" },
  "logging.s3": { page: "Enabling Amazon S3 server access logging" },
  logs: { page: "Encrypt log data in CloudWatch Logs using AWS Key Management Service" },
  s3: { page: "Granting permissions to publish event notification messages to a destination" },
  ses: { page: "Giving permissions to Amazon SES for email receiving" },
  sns: { page: "Subscribing an Amazon SQS queue to an Amazon SNS topic" },
};

/**
 * Not here, because AWS names no such key for them, and a role under a condition that is never filled in works for nobody:
 * - s3 as a role's principal ("Setting up permissions for live replication"),
 * - batchoperations.s3 ("Granting permissions for Batch Operations"),
 * - apigateway as a role's principal, and ec2, eks, backup, edgelambda, autoscaling. A role cannot be passed to another account.
 */
export const nameOfService = (principal: string): string =>
  principal.replace(/\.amazonaws\.com(\.cn)?$/, "").replace(/\.[a-z]{2}(-[a-z]+)+-\d$/, "");
