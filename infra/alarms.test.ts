import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AlarmsArgs, globalAlarms, regionalAlarms } from "./alarms";
import type { AlarmDefinition } from "./parts/alarm";
import { isDocumented } from "./testing/aws-metrics";
import { alarmsArgs } from "./testing/watched";

const args: AlarmsArgs = {
  ...alarmsArgs,
  outgoing: [{ rule: "events", source: "lake-here", destination: "lake-there" }],
  incoming: [{ rule: "events", source: "lake-there", destination: "lake-here" }],
};
const all = [
  ...globalAlarms({ ...args, edgeCertificateArn: "arn:edge-certificate" }),
  ...regionalAlarms(args),
];
const named = (name: string) => all.find((alarm) => alarm.name === name) as AlarmDefinition;

/** One line an alarm: metric, dimensions, statistic, seconds, when it is red, and what silence is. */
const line = ({ metric, statistic, periodSeconds, comparison, threshold, missing }: AlarmDefinition) =>
  [
    `${metric.namespace} ${metric.name}`,
    JSON.stringify(metric.dimensions),
    `${statistic} of ${periodSeconds} s`,
    `${comparison === "LessThanThreshold" ? "<" : ">"} ${threshold}`,
    missing,
  ].join(" | ");

const anyIn = (metric: string, dimensions: object, statistic: string, missing = "notBreaching") =>
  `${metric} | ${JSON.stringify(dimensions)} | ${statistic} of 60 s | > 0 | ${missing}`;

test.each([
  {
    name: "health-flip",
    is: 'AWS/Route53 HealthCheckStatus | {"HealthCheckId":"hc-1"} | Minimum of 60 s | < 1 | missing',
  },
  {
    name: "edge-certificate-expiry",
    is: 'AWS/CertificateManager DaysToExpiry | {"CertificateArn":"arn:edge-certificate"} | Minimum of 86400 s | < 30 | ignore',
  },
  {
    name: "certificate-expiry",
    is: 'AWS/CertificateManager DaysToExpiry | {"CertificateArn":"arn:certificate"} | Minimum of 86400 s | < 30 | ignore',
  },
  {
    name: "standby-traffic",
    is: anyIn("Holdfast EventsAcknowledged", { FunctionName: "h-collect" }, "Sum"),
  },
  { name: "throttled", is: anyIn("AWS/Lambda Throttles", { FunctionName: "h-collect" }, "Sum") },
  { name: "not-durable", is: anyIn("Holdfast EventsNotDurable", { FunctionName: "h-collect" }, "Sum") },
  { name: "breaker-open", is: anyIn("Holdfast BreakerOpen", { FunctionName: "h-collect" }, "Maximum") },
  {
    name: "delivery-freshness",
    is: 'AWS/Firehose DeliveryToS3.DataFreshness | {"DeliveryStreamName":"h-events"} | Maximum of 300 s | > 1500 | notBreaching',
  },
  {
    name: "undelivered-age",
    is: 'Holdfast OldestUndeliveredSeconds | {"FunctionName":"h-replay"} | Maximum of 900 s | > 1800 | breaching',
  },
  {
    name: "dead-letters",
    is: anyIn(
      "AWS/SQS ApproximateNumberOfMessagesVisible",
      { QueueName: "h-dead-letters" },
      "Maximum",
      "ignore",
    ),
  },
  { name: "canary-failed", is: anyIn("AWS/Lambda Errors", { FunctionName: "h-canary" }, "Sum", "ignore") },
  { name: "quarantine", is: anyIn("Holdfast ObjectsQuarantined", { FunctionName: "h-replay" }, "Sum") },
  {
    name: "etl-dead-letters",
    is: anyIn(
      "AWS/SQS ApproximateNumberOfMessagesVisible",
      { QueueName: "h-etl-dead-letters" },
      "Maximum",
      "ignore",
    ),
  },
  {
    name: "etl-delay-untaken",
    is: 'AWS/SQS ApproximateAgeOfOldestMessage | {"QueueName":"h-etl"} | Maximum of 300 s | > 3600 | notBreaching',
  },
  {
    name: "etl-delay-put-off",
    is: 'Holdfast PutOffSeconds | {"FunctionName":"h-etl"} | Maximum of 300 s | > 3600 | notBreaching',
  },
  { name: "lines-rejected", is: anyIn("Holdfast LinesRejected", { FunctionName: "h-etl" }, "Sum") },
  {
    name: "database-storage",
    is: 'AWS/RDS FreeStorageSpace | {"DBInstanceIdentifier":"h-warehouse"} | Minimum of 300 s | < 5368709120 | breaching',
  },
  {
    name: "replication-lag-events",
    is: 'AWS/S3 ReplicationLatency | {"SourceBucket":"lake-there","DestinationBucket":"lake-here","RuleId":"events"} | Maximum of 300 s | > 900 | notBreaching',
  },
  {
    name: "replication-failures-events",
    is: 'AWS/S3 OperationsFailedReplication | {"SourceBucket":"lake-here","DestinationBucket":"lake-there","RuleId":"events"} | Sum of 300 s | > 0 | notBreaching',
  },
])("$name watches what it says", ({ name, is }) => {
  expect(line(named(name))).toBe(is);
});

test("that is every alarm of a standby with an edge", () => {
  expect(all).toHaveLength(19);
});

test.each(all)("$name watches a metric that somebody writes, with exactly its dimensions", ({ metric }) => {
  const dimensions = Object.keys(metric.dimensions);
  expect([metric.name, isDocumented(metric.namespace, metric.name, dimensions)]).toEqual([metric.name, true]);
});

test.each(all)("$name has a period that CloudWatch takes, and a meaning of one sentence", (alarm) => {
  expect(alarm.periodSeconds % 60).toBe(0);
  expect(alarm.periodSeconds).toBeLessThanOrEqual(86_400);
  expect(alarm.meaning).toMatch(/^[A-Z].*[^.]\.$/);
});

describe.each([...new Set(all.map(({ runbook }) => runbook))])("the runbook %s", (runbook) => {
  const file = join(__dirname, "..", "docs", "runbooks", `${runbook}.md`);

  test("is there, in four parts and short enough to be read at night", () => {
    expect(existsSync(file)).toBe(true);
    const text = readFileSync(file, "utf8");
    expect(text.match(/^## .*$/gm)).toEqual([
      "## What it means",
      "## What to look at",
      "## What to do",
      "## What not to do",
    ]);
    expect(text.split("\n").length).toBeLessThan(60);
  });
});

test("the primary has the same alarms, but none on traffic, which is what it is for", () => {
  const ofPrimary = regionalAlarms({ ...args, role: "primary" }).map(({ name }) => name);
  expect(
    regionalAlarms(args)
      .filter(({ name }) => !ofPrimary.includes(name))
      .map(({ name }) => name),
  ).toEqual(["standby-traffic"]);
});

test("without replication there is no alarm on it", () => {
  const alone = regionalAlarms(alarmsArgs);
  expect(alone.filter(({ metric }) => metric.namespace === "AWS/S3")).toEqual([]);
});
