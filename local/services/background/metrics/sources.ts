/**
 * What this machine's services are doing, as the metrics that AWS would write of it. Ages of what waits are told in the run's own
 * time: real seconds times speed, so that thresholds stay what they are. Pure.
 */
import type { FirehoseCounts } from "../../firehose/control";
import type { TimelineEntry } from "../../route53/timeline";
import type { RuleProgress } from "../replication/replicator";
import type { Datum } from "./datum";

/** Where Route 53's metrics are, whatever is checked ("Monitoring health checks using CloudWatch"). */
export const ROUTE53_METRICS_REGION = "us-east-1";

export interface KnownCheck {
  readonly id: string;
  readonly inverted: boolean;
}

/** 1 or 0 for each check, by its last flip; one that never flipped is as it started: an inverted one unhealthy. */
export function healthData(checks: readonly KnownCheck[], timeline: readonly TimelineEntry[]): Datum[] {
  const last = new Map<string, boolean>();
  for (const entry of timeline) if (entry.kind === "health") last.set(entry.id, entry.to === "healthy");
  return checks.map(({ id, inverted }) => ({
    region: ROUTE53_METRICS_REGION,
    namespace: "AWS/Route53",
    name: "HealthCheckStatus",
    dimensions: { HealthCheckId: id },
    value: (last.get(id) ?? !inverted) ? 1 : 0,
    unit: "None",
  }));
}

export const queueData = (region: string, queueName: string, visible: number): Datum => ({
  region,
  namespace: "AWS/SQS",
  name: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: queueName },
  value: visible,
  unit: "Count",
});

/** A message of a queue, as MiniStack tells of it without taking it. */
export interface PeekedMessage {
  /** Seconds since the epoch. */
  readonly SentTimestamp: number;
  readonly ReceiveCount: number;
}

/** SQS leaves out what was received more often and not deleted ("Available CloudWatch metrics for Amazon SQS"). */
const RECEIVES_COUNTED = 3;

/** The oldest message's age; 0 for a queue without one. */
export function queueAgeData(
  region: string,
  queueName: string,
  messages: readonly PeekedMessage[],
  now: number,
  speed: number,
): Datum {
  const counted = messages.filter(({ ReceiveCount }) => ReceiveCount <= RECEIVES_COUNTED);
  const ages = counted.map(({ SentTimestamp }) => now / 1_000 - SentTimestamp);
  return {
    region,
    namespace: "AWS/SQS",
    name: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: queueName },
    value: Math.max(0, ...ages) * speed,
    unit: "Seconds",
  };
}

/** What Postgres can still write: here, what this machine's disk has left. */
export const databaseData = (region: string, identifier: string, freeBytes: number): Datum => ({
  region,
  namespace: "AWS/RDS",
  name: "FreeStorageSpace",
  dimensions: { DBInstanceIdentifier: identifier },
  value: freeBytes,
  unit: "Bytes",
});

/** The buffer is not compressed, what comes on top of it is. Nothing for a stream that holds nothing, as on AWS. */
export const firehoseData = (region: string, streams: FirehoseCounts["streams"], speed: number): Datum[] =>
  Object.entries(streams).flatMap(([name, { oldestBufferedSeconds: age, bufferSeconds }]) =>
    age === 0
      ? []
      : [
          {
            region,
            namespace: "AWS/Firehose",
            name: "DeliveryToS3.DataFreshness",
            dimensions: { DeliveryStreamName: name },
            value: Math.min(age, bufferSeconds) + Math.max(0, age - bufferSeconds) * speed,
            unit: "Seconds",
          },
        ],
  );

/** Lag and what is pending in the destination's region, failures in the source's ("Using S3 Replication metrics"). */
export function replicationData(
  rules: readonly RuleProgress[],
  failuresBefore: ReadonlyMap<string, number>,
  speed: number,
): Datum[] {
  return rules.flatMap((rule) => {
    const { source, destination, pending, oldestPendingSeconds, failures } = rule;
    const datum = (region: string, name: string, value: number, unit: Datum["unit"]): Datum => ({
      region,
      namespace: "AWS/S3",
      name,
      dimensions: { SourceBucket: source.bucket, DestinationBucket: destination.bucket, RuleId: rule.rule },
      value,
      unit,
    });
    const failed = failures - (failuresBefore.get(ruleKey(rule)) ?? 0);
    return [
      datum(destination.region, "OperationsPendingReplication", pending, "Count"),
      ...(pending > 0
        ? [datum(destination.region, "ReplicationLatency", oldestPendingSeconds * speed, "Seconds")]
        : []),
      ...(failed > 0 ? [datum(source.region, "OperationsFailedReplication", failed, "Count")] : []),
    ];
  });
}

export const ruleKey = ({ source, rule }: RuleProgress): string => `${source.bucket}/${rule}`;
