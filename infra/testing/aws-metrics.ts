/** The metrics that AWS documents and this project uses: namespace, name, and the dimensions that make it one metric. */
import { metricDimension, metricNamespace, metricUnits } from "../../handlers/metrics";

interface Documented {
  /** Names of dimensions, in any order; another set would be another metric. */
  readonly dimensions: readonly string[];
  /** The page that lists it. */
  readonly page: string;
  readonly names: readonly string[];
}

const lists: Readonly<Record<string, Documented>> = {
  "AWS/Route53": {
    dimensions: ["HealthCheckId"],
    page: "Monitoring health checks using CloudWatch",
    names: ["HealthCheckStatus", "HealthCheckPercentageHealthy", "ChildHealthCheckHealthyCount"],
  },
  "AWS/ApiGateway": {
    dimensions: ["ApiId", "Stage"],
    page: "Working with metrics for HTTP APIs",
    names: ["Count", "4xx", "5xx", "Latency", "IntegrationLatency", "DataProcessed"],
  },
  "AWS/Lambda": {
    dimensions: ["FunctionName"],
    page: "Types of metrics for Lambda functions",
    names: ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"],
  },
  "AWS/Firehose": {
    dimensions: ["DeliveryStreamName"],
    page: "Monitor Amazon Data Firehose with CloudWatch metrics",
    names: [
      "IncomingRecords",
      "IncomingBytes",
      "ThrottledRecords",
      "DeliveryToS3.DataFreshness",
      "DeliveryToS3.Records",
      "DeliveryToS3.Success",
    ],
  },
  "AWS/SQS": {
    dimensions: ["QueueName"],
    page: "Available CloudWatch metrics for Amazon SQS",
    names: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
  },
  "AWS/RDS": {
    dimensions: ["DBInstanceIdentifier"],
    page: "Amazon CloudWatch metrics for Amazon RDS",
    names: ["FreeStorageSpace", "CPUUtilization", "DatabaseConnections", "FreeableMemory", "DiskQueueDepth"],
  },
  "AWS/S3": {
    dimensions: ["SourceBucket", "DestinationBucket", "RuleId"],
    page: "Amazon S3 metrics and dimensions",
    names: [
      "ReplicationLatency",
      "BytesPendingReplication",
      "OperationsPendingReplication",
      "OperationsFailedReplication",
    ],
  },
  "AWS/CertificateManager": {
    dimensions: ["CertificateArn"],
    page: "Supported CloudWatch metrics",
    names: ["DaysToExpiry"],
  },
  [metricNamespace]: {
    dimensions: [metricDimension],
    page: "Our own: handlers/metrics.ts",
    names: Object.keys(metricUnits),
  },
};

/** Whether somebody writes this very metric. */
export function isDocumented(namespace: string, name: string, dimensions: readonly string[]): boolean {
  const list = lists[namespace];
  return (
    list?.names.includes(name) === true &&
    [...dimensions].sort().join() === [...list.dimensions].sort().join()
  );
}
