/** A region's dashboard, as CloudWatch takes it ("Dashboard body structure and syntax"). Pure. */
import type { MetricName } from "../../handlers/metrics";
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
} from "./metrics";

export interface DashboardFacts {
  readonly region: string;
  /** Where Route 53's metrics are. */
  readonly route53Region: string;
  readonly healthCheckId: string;
  readonly apiId: string;
  readonly collectFunction: string;
  readonly replayFunction: string;
  readonly streamName: string;
  readonly replayQueueName: string;
  readonly deadLetterQueueName: string;
  readonly etlFunction: string;
  readonly etlQueueName: string;
  readonly etlDeadLetterQueueName: string;
  readonly databaseIdentifier: string;
  readonly outgoing: readonly ReplicationPath<string>[];
  readonly incoming: readonly ReplicationPath<string>[];
  /** Every alarm of the region, the one in us-east-1 too. */
  readonly alarmArns: readonly string[];
  /** What the alarms' thresholds are, to be drawn as lines. */
  readonly freshnessSecondsMax: number;
  readonly undeliveredAgeSecondsMax: number;
  readonly replicationLagSecondsMax: number;
  readonly loadDelaySecondsMax: number;
  readonly databaseFreeBytesMin: number;
}

type Statistic = "Sum" | "Maximum" | "Minimum" | "Average" | "p50" | "p99";
interface Line extends Metric<string> {
  readonly stat: Statistic;
  readonly label: string;
}

export interface Widget {
  readonly type: "metric" | "alarm" | "text";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

const WIDTH = 24;
const HEIGHT = 6;

/** From source to sink, a row a step; reading down the page is following an event. */
export function dashboardBody(facts: DashboardFacts): { widgets: Widget[] } {
  const { region } = facts;
  const graph = (
    title: string,
    lines: readonly Line[],
    more: { max?: number; threshold?: { label: string; value: number }; region?: string } = {},
  ) => ({
    type: "metric" as const,
    properties: {
      title,
      region: more.region ?? region,
      view: "timeSeries",
      period: 60,
      metrics: lines.map(({ namespace, name, dimensions, stat, label }) => [
        namespace,
        name,
        ...Object.entries(dimensions).flat(),
        { stat, label },
      ]),
      yAxis: { left: { min: 0, ...(more.max !== undefined && { max: more.max }) } },
      ...(more.threshold && { annotations: { horizontal: [{ ...more.threshold, color: "#d13212" }] } }),
    },
  });

  const api = (name: string, stat: Statistic, label: string): Line => ({
    namespace: "AWS/ApiGateway",
    name,
    dimensions: { ApiId: facts.apiId, Stage: "$default" },
    stat,
    label,
  });
  const lambda = (name: string, stat: Statistic, label: string, functionName: string): Line => ({
    ...lambdaMetric(name, functionName),
    stat,
    label,
  });
  const ours = (name: MetricName, stat: Statistic, label: string, functionName: string): Line => ({
    ...ownMetric(name, functionName),
    stat,
    label,
  });
  const firehose = (name: string, stat: Statistic, label: string): Line => ({
    ...firehoseMetric(name, facts.streamName),
    stat,
    label,
  });
  const queue = (name: string, label: string, queueName: string): Line => ({
    ...queueMetric(name, queueName),
    stat: "Maximum",
    label,
  });
  const database = (name: string, stat: Statistic, label: string): Line => ({
    ...databaseMetric(name, facts.databaseIdentifier),
    stat,
    label,
  });
  const replication = (
    name: Parameters<typeof replicationMetric>[0],
    stat: Statistic,
    paths: readonly ReplicationPath<string>[],
  ): Line[] => paths.map((path) => ({ ...replicationMetric(name, path), stat, label: path.rule }));
  const { collectFunction: collect, replayFunction: replay, etlFunction: etl } = facts;

  const rows = [
    [
      {
        type: "alarm" as const,
        properties: { title: `Alarms of ${region}`, alarms: facts.alarmArns },
      },
      graph(
        "Health as Route 53 sees it (1 is healthy)",
        [{ ...healthMetric(facts.healthCheckId), stat: "Minimum", label: "healthy" }],
        { max: 1, region: facts.route53Region },
      ),
    ],
    [
      graph("Requests", [
        api("Count", "Sum", "requests"),
        api("4xx", "Sum", "4xx, 429 among them"),
        api("5xx", "Sum", "5xx"),
      ]),
      graph("Time to answer, in milliseconds", [
        api("Latency", "p50", "half are faster"),
        api("Latency", "p99", "99 of 100 are faster"),
        lambda("Duration", "p99", "collect alone, 99 of 100", collect),
      ]),
      graph("collect: runs", [
        lambda("Invocations", "Sum", "runs", collect),
        lambda("ConcurrentExecutions", "Maximum", "at once", collect),
        lambda("Throttles", "Sum", "refused", collect),
        lambda("Errors", "Sum", "failed", collect),
      ]),
    ],
    [
      graph("Events, by who kept them", [
        ours("EventsAcknowledged", "Sum", "acknowledged", collect),
        ours("EventsUndeliverable", "Sum", "kept by S3 here", collect),
        ours("EventsToPeer", "Sum", "kept by S3 in the peer region", collect),
        ours("EventsNotDurable", "Sum", "kept by nobody: answered 503", collect),
      ]),
      graph("Breaker (1: opened, 0: closed again)", [ours("BreakerOpen", "Maximum", "open", collect)], {
        max: 1,
      }),
    ],
    [
      graph("Firehose: records in, records in S3", [
        firehose("IncomingRecords", "Sum", "in"),
        firehose("DeliveryToS3.Records", "Sum", "out"),
        firehose("ThrottledRecords", "Sum", "throttled"),
      ]),
      graph(
        "Firehose: age of the oldest record, in seconds",
        [firehose("DeliveryToS3.DataFreshness", "Maximum", "oldest")],
        { threshold: { label: "delivery-freshness", value: facts.freshnessSecondsMax } },
      ),
    ],
    [
      graph(
        "Undeliverable: age of the oldest batch, in seconds",
        [ours("OldestUndeliveredSeconds", "Maximum", "oldest", replay)],
        { threshold: { label: "undelivered-age", value: facts.undeliveredAgeSecondsMax } },
      ),
      graph("Replay", [
        ours("UndeliveredObjects", "Maximum", "batches waiting", replay),
        ours("EventsReplayed", "Sum", "events replayed", replay),
        ours("ObjectsQuarantined", "Sum", "batches put aside", replay),
        lambda("Errors", "Sum", "runs that failed", replay),
      ]),
      graph("Replay: messages", [
        queue("ApproximateNumberOfMessagesVisible", "to be replayed", facts.replayQueueName),
        queue("ApproximateNumberOfMessagesVisible", "dead letters", facts.deadLetterQueueName),
      ]),
    ],
    [
      graph(
        "Lake to Postgres: how late, in seconds",
        [
          queue("ApproximateAgeOfOldestMessage", "oldest that etl did not take", facts.etlQueueName),
          ours("PutOffSeconds", "Maximum", "oldest that Postgres did not take", etl),
        ],
        { threshold: { label: "etl-delay", value: facts.loadDelaySecondsMax } },
      ),
      graph("Lake to Postgres: messages and runs", [
        queue("ApproximateNumberOfMessagesVisible", "to be loaded", facts.etlQueueName),
        queue("ApproximateNumberOfMessagesVisible", "dead letters", facts.etlDeadLetterQueueName),
        lambda("Duration", "Maximum", "longest run, in milliseconds", etl),
        lambda("Errors", "Sum", "runs that failed", etl),
        ours("LinesRejected", "Sum", "lines put aside", etl),
      ]),
      graph("Postgres: free storage, in bytes", [database("FreeStorageSpace", "Minimum", "free")], {
        threshold: { label: "database-storage", value: facts.databaseFreeBytesMin },
      }),
      graph("Postgres: load", [
        database("CPUUtilization", "Average", "processor, in per cent"),
        database("DatabaseConnections", "Maximum", "connections"),
      ]),
    ],
    ...(facts.incoming.length === 0
      ? []
      : [
          [
            graph(
              "From the peer region: seconds behind",
              replication("ReplicationLatency", "Maximum", facts.incoming),
              { threshold: { label: "replication-lag", value: facts.replicationLagSecondsMax } },
            ),
            graph(
              "From the peer region: objects on their way",
              replication("OperationsPendingReplication", "Maximum", facts.incoming),
            ),
            graph(
              "To the peer region: objects given up",
              replication("OperationsFailedReplication", "Sum", facts.outgoing),
            ),
          ],
        ]),
  ];

  return {
    widgets: rows.flatMap((row, index) =>
      row.map((widget, column) => {
        const width = WIDTH / row.length;
        return { ...widget, x: column * width, y: index * HEIGHT, width, height: HEIGHT };
      }),
    ),
  };
}
