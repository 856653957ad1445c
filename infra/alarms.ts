/** Every alarm of a region, as plain data: what it watches, when it is red, and what it means. */
import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDefinition } from "./parts/alarm";
import {
  databaseMetric,
  firehoseMetric,
  healthMetric,
  lambdaMetric,
  type Metric,
  ownMetric,
  queueMetric,
  type ReplicationPath,
  replicationMetric,
} from "./parts/metrics";

export interface AlarmsArgs {
  role: "primary" | "standby";
  healthCheckId: pulumi.Input<string>;
  certificateArn: pulumi.Input<string>;
  /** Of the edge, where there is one. */
  edgeCertificateArn?: pulumi.Input<string> | undefined;
  collectFunction: pulumi.Input<string>;
  replayFunction: pulumi.Input<string>;
  canaryFunction: pulumi.Input<string>;
  streamName: pulumi.Input<string>;
  deadLetterQueueName: pulumi.Input<string>;
  etlFunction: pulumi.Input<string>;
  etlQueueName: pulumi.Input<string>;
  etlDeadLetterQueueName: pulumi.Input<string>;
  databaseIdentifier: pulumi.Input<string>;
  /** GiB that the database began with. */
  databaseGib: number;
  /** What leaves this region's buckets. */
  outgoing: readonly ReplicationPath[];
  /** What comes into them from the peer's. */
  incoming: readonly ReplicationPath[];
  /** Seconds that Firehose holds a record when all is well. */
  bufferSeconds: number;
  /** Minutes between two sweeps. */
  sweepMinutes: number;
  /** Seconds that an undeliverable object may wait; well under the 24 h that a person needs to mend things in. */
  undeliveredAgeSeconds: number;
  /** Seconds beyond its buffer that Firehose may need; it gives up after 24 h ("Handle data delivery failures"). */
  freshnessMarginSeconds: number;
  /** Seconds that the peer's objects may be late here. */
  replicationLagSeconds: number;
  /** Seconds that an object of the lake may wait to be loaded. */
  loadDelaySeconds: number;
  /** Days before the certificate ends; ACM renews 60 days before ("Managed certificate renewal"). */
  certificateDays: number;
}

/** Where Route 53's metrics are, whichever regions are watched ("Monitoring health checks using CloudWatch"), and the certificates of
 *  edges ("Requirements for using SSL/TLS certificates with CloudFront"). */
export const ROUTE53_METRICS_REGION = "us-east-1";

const MINUTE = 60;
const DAY = 86_400;
/** How many sweeps in a row may say nothing before that is an alarm: a cold start, a deployment, one failed run. */
const SWEEPS_MISSED_MAX = 3;

/** RDS enlarges storage of which less than a tenth is free ("Managing capacity automatically"): at half of that, it did not. */
export const databaseFreeBytesMin = (gib: number): number => Math.floor(0.05 * gib * 2 ** 30);

/** Red at the first datum above 0. */
const anyOf = (metric: Metric, statistic: "Maximum" | "Sum" = "Sum") =>
  ({
    metric,
    statistic,
    periodSeconds: MINUTE,
    comparison: "GreaterThanThreshold",
    threshold: 0,
  }) as const;

/** The alarms that lie in {@link ROUTE53_METRICS_REGION}. */
export const globalAlarms = (
  args: Pick<AlarmsArgs, "healthCheckId" | "edgeCertificateArn" | "certificateDays">,
): AlarmDefinition[] => [
  healthFlip(args),
  ...(args.edgeCertificateArn === undefined
    ? []
    : [certificateExpiry("edge-certificate-expiry", "The edge's", args.edgeCertificateArn, args)]),
];

const healthFlip = ({ healthCheckId }: Pick<AlarmsArgs, "healthCheckId">): AlarmDefinition => ({
  name: "health-flip",
  runbook: "health-flip",
  meaning: "Route 53 calls this region unhealthy, so clients are sent to the other one if that is healthy.",
  metric: healthMetric(healthCheckId),
  statistic: "Minimum", // One unhealthy minute within the period is a flip.
  periodSeconds: MINUTE,
  comparison: "LessThanThreshold",
  threshold: 1,
  // No metric is no verdict on the region: us-east-1 itself may be ill. That nobody sees any more is told instead.
  missing: "missing",
  tellsSilence: true,
});

const certificateExpiry = (
  name: string,
  whose: string,
  arn: pulumi.Input<string>,
  { certificateDays }: Pick<AlarmsArgs, "certificateDays">,
): AlarmDefinition => ({
  name,
  runbook: "certificate-expiry",
  meaning: `${whose} certificate ends in less than ${certificateDays} days, and ACM has not renewed it.`,
  metric: {
    namespace: "AWS/CertificateManager",
    name: "DaysToExpiry",
    dimensions: { CertificateArn: arn },
  },
  statistic: "Minimum",
  periodSeconds: DAY, // ACM writes it twice a day.
  comparison: "LessThanThreshold",
  threshold: certificateDays,
  // Nothing is written any more once a certificate has ended: what was red stays red.
  missing: "ignore",
});

/** The alarms of the region itself, in the order in which an event passes what they watch. */
export function regionalAlarms(args: AlarmsArgs): AlarmDefinition[] {
  const { collectFunction, replayFunction } = args;
  return [
    certificateExpiry("certificate-expiry", "This region's", args.certificateArn, args),
    ...(args.role === "standby" ? [standbyTraffic(collectFunction)] : []),
    {
      name: "throttled",
      runbook: "throttled",
      meaning:
        "Lambda refused to run collect: its concurrency is used up, and clients are told to try again.",
      ...anyOf(lambdaMetric("Throttles", collectFunction)),
      missing: "notBreaching", // Written only while somebody calls.
    },
    {
      name: "not-durable",
      runbook: "not-durable",
      meaning: "Events were answered 503: neither Firehose nor S3, here or in the peer region, kept them.",
      ...anyOf(ownMetric("EventsNotDurable", collectFunction)),
      missing: "notBreaching", // Written only when it happens.
    },
    {
      name: "breaker-open",
      runbook: "breaker-open",
      meaning: "Firehose is slow or failing, so collect stopped asking it and writes batches to S3 instead.",
      ...anyOf(ownMetric("BreakerOpen", collectFunction), "Maximum"),
      missing: "notBreaching", // Written only on a change.
    },
    {
      name: "delivery-freshness",
      runbook: "delivery-freshness",
      meaning: "Firehose holds records longer than its buffer explains; after 24 hours it would drop them.",
      metric: firehoseMetric("DeliveryToS3.DataFreshness", args.streamName),
      statistic: "Maximum",
      periodSeconds: 5 * MINUTE,
      comparison: "GreaterThanThreshold",
      threshold: args.bufferSeconds + args.freshnessMarginSeconds,
      // A standby without traffic delivers nothing and says nothing.
      missing: "notBreaching",
    },
    {
      name: "undelivered-age",
      runbook: "undelivered-age",
      meaning:
        "An undeliverable batch waits longer than replay should need, or the sweep that would say so does not run.",
      metric: ownMetric("OldestUndeliveredSeconds", replayFunction),
      statistic: "Maximum",
      periodSeconds: SWEEPS_MISSED_MAX * args.sweepMinutes * MINUTE,
      comparison: "GreaterThanThreshold",
      threshold: args.undeliveredAgeSeconds,
      // Every sweep writes it, 0 as well: silence means that nothing is replayed.
      missing: "breaching",
    },
    {
      name: "dead-letters",
      runbook: "dead-letters",
      meaning: "A notification or a sweep failed for good; the batch it was about waits for the next sweep.",
      ...anyOf(queueMetric("ApproximateNumberOfMessagesVisible", args.deadLetterQueueName), "Maximum"),
      // SQS falls silent about a queue that nobody uses for six hours; a letter that lies in it is still there.
      missing: "ignore",
    },
    {
      name: "quarantine",
      runbook: "quarantine",
      meaning: "A batch can never be accepted as a whole, so replay put it aside for a person to judge.",
      ...anyOf(ownMetric("ObjectsQuarantined", replayFunction)),
      missing: "notBreaching", // Written only when it happens.
    },
    {
      name: "canary-failed",
      runbook: "canary-failed",
      meaning:
        "A canary that this region sends to both was not acknowledged: somewhere on the path of an event, something is closed.",
      ...anyOf(lambdaMetric("Errors", args.canaryFunction)),
      // Written by each round, 0 by a good one: between two rounds nothing has changed.
      missing: "ignore",
    },
    ...ofLoading(args),
    ...args.incoming.map((path) => replicationLag(path, args.replicationLagSeconds)),
    ...args.outgoing.map(replicationFailures),
  ];
}

/** Of the way from the lake into Postgres. No event is at stake: the lake has them all, and what is late is loaded later. */
const ofLoading = (args: AlarmsArgs): AlarmDefinition[] => [
  {
    name: "etl-dead-letters",
    runbook: "etl-dead-letters",
    meaning: "An object of the lake was tried as often as allowed and is not in Postgres.",
    ...anyOf(queueMetric("ApproximateNumberOfMessagesVisible", args.etlDeadLetterQueueName), "Maximum"),
    missing: "ignore", // As for the other dead letters.
  },
  {
    name: "etl-delay-untaken",
    runbook: "etl-delay",
    meaning: "Objects of the lake wait to be loaded, and etl does not take them.",
    // SQS leaves out what was received three times ("Available CloudWatch metrics for Amazon SQS"): the next alarm is for those.
    metric: queueMetric("ApproximateAgeOfOldestMessage", args.etlQueueName),
    statistic: "Maximum",
    periodSeconds: 5 * MINUTE,
    comparison: "GreaterThanThreshold",
    threshold: args.loadDelaySeconds,
    missing: "notBreaching", // SQS falls silent about a queue that nobody uses.
  },
  {
    name: "etl-delay-put-off",
    runbook: "etl-delay",
    meaning: "The database does not take what etl brings, and objects of the lake wait for it.",
    metric: ownMetric("PutOffSeconds", args.etlFunction),
    statistic: "Maximum",
    periodSeconds: 5 * MINUTE,
    comparison: "GreaterThanThreshold",
    threshold: args.loadDelaySeconds,
    missing: "notBreaching", // Written only when it happens.
  },
  {
    name: "lines-rejected",
    runbook: "lines-rejected",
    meaning: "Lines of the lake could not be loaded, and were put aside for a person to judge.",
    ...anyOf(ownMetric("LinesRejected", args.etlFunction)),
    missing: "notBreaching", // Written only when it happens.
  },
  {
    name: "database-storage",
    runbook: "database-storage",
    meaning: "Postgres has little storage left, and RDS did not add any; or RDS says nothing of it any more.",
    metric: databaseMetric("FreeStorageSpace", args.databaseIdentifier),
    statistic: "Minimum",
    periodSeconds: 5 * MINUTE,
    comparison: "LessThanThreshold",
    threshold: databaseFreeBytesMin(args.databaseGib),
    missing: "breaching", // RDS writes it each minute: silence is an instance that does not run.
  },
];

/** Only in the standby: in the primary, traffic is what it is for. */
const standbyTraffic = (collectFunction: pulumi.Input<string>): AlarmDefinition => ({
  name: "standby-traffic",
  runbook: "standby-traffic",
  meaning: "Events reach the standby: clients were sent here, or somebody uses this region's own name.",
  ...anyOf(ownMetric("EventsAcknowledged", collectFunction)),
  missing: "notBreaching", // No traffic is the standby's good state.
});

/** Of what comes in: S3 writes it in the destination's region ("Using S3 Replication metrics"). */
const replicationLag = (path: ReplicationPath, threshold: number): AlarmDefinition => ({
  name: `replication-lag-${path.rule}`,
  runbook: "replication-lag",
  meaning: `What the peer region writes under its rule ${path.rule} arrives here too late: losing the peer now would lose it.`,
  metric: replicationMetric("ReplicationLatency", path),
  statistic: "Maximum",
  periodSeconds: 5 * MINUTE,
  comparison: "GreaterThanThreshold",
  threshold,
  missing: "notBreaching", // Not written while nothing is replicated.
});

/** Of what goes out: S3 writes it in the source's region. */
const replicationFailures = (path: ReplicationPath): AlarmDefinition => ({
  name: `replication-failures-${path.rule}`,
  runbook: "replication-failures",
  meaning: `S3 gave up replicating objects under the rule ${path.rule}, and tries them no more.`,
  ...anyOf(replicationMetric("OperationsFailedReplication", path)),
  periodSeconds: 5 * MINUTE,
  missing: "notBreaching", // Not written while nothing is replicated.
});
