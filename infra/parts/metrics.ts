/** The metrics that alarms watch and dashboards draw, each with the dimensions that make it that metric. Pure. */
import type * as pulumi from "@pulumi/pulumi";
import { type MetricName, metricDimension, metricNamespace } from "../../handlers/metrics";

/** One metric, as CloudWatch names it: a metric with other dimensions is another metric ("CloudWatch concepts"). */
export interface Metric<Name = pulumi.Input<string>> {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, Name>>;
}

/** One replication rule, from bucket to bucket. */
export interface ReplicationPath<Name = pulumi.Input<string>> {
  rule: string;
  source: Name;
  destination: Name;
}

const metricsOf =
  (namespace: string, dimension: string) =>
  <Name>(name: string, of: Name): Metric<Name> => ({ namespace, name, dimensions: { [dimension]: of } });

export const lambdaMetric = metricsOf("AWS/Lambda", "FunctionName");
export const firehoseMetric = metricsOf("AWS/Firehose", "DeliveryStreamName");
export const databaseMetric = metricsOf("AWS/RDS", "DBInstanceIdentifier");
export const queueMetric = metricsOf("AWS/SQS", "QueueName");
/** One that our functions write. */
export const ownMetric: <Name>(name: MetricName, functionName: Name) => Metric<Name> = metricsOf(
  metricNamespace,
  metricDimension,
);

export const healthMetric = <Name>(healthCheckId: Name): Metric<Name> =>
  metricsOf("AWS/Route53", "HealthCheckId")("HealthCheckStatus", healthCheckId);

export const replicationMetric = <Name>(
  name: "ReplicationLatency" | "OperationsFailedReplication" | "OperationsPendingReplication",
  { rule, source, destination }: ReplicationPath<Name>,
): Metric<Name | string> => ({
  namespace: "AWS/S3",
  name,
  dimensions: { SourceBucket: source, DestinationBucket: destination, RuleId: rule },
});
