import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Metric } from "./metrics";

/** What an alarm watches, without where it tells it. Plain data, so that a test and a dashboard read it too. */
export interface AlarmDefinition {
  /** What follows the region's prefix in the alarm's name. */
  name: string;
  /** The runbook's file, without its extension. */
  runbook: string;
  /** One sentence: what it means when the alarm is red. */
  meaning: string;
  metric: Metric;
  statistic: "Maximum" | "Minimum" | "Sum";
  /** Seconds; a multiple of 60, at most 86 400 with one evaluation ("PutMetricAlarm"). */
  periodSeconds: number;
  comparison: "GreaterThanThreshold" | "LessThanThreshold";
  threshold: number;
  /** What a period without a datum counts as ("Configuring how CloudWatch alarms treat missing data"). */
  missing: "breaching" | "notBreaching" | "ignore" | "missing";
  /** Tell it, too, when there is no data to judge by. */
  tellsSilence?: boolean;
}

export interface AlarmArgs {
  namePrefix: pulumi.Input<string>;
  /** Where runbooks lie: a folder or an address, without a slash at its end. */
  runbooks: string;
  topicArn: pulumi.Input<string>;
  /** Where the metric is, when that is not the stack's own region. */
  region?: string;
}

/** The sentence, and where to read on. At most 1,024 characters ("PutMetricAlarm"). */
export const alarmDescription = ({ meaning, runbook }: AlarmDefinition, runbooks: string): string =>
  `${meaning} Runbook: ${runbooks}/${runbook}.md`;

/** One period decides: every alarm here watches something that is wrong at its first datum. */
export const alarmArgs = (
  alarm: AlarmDefinition,
  { namePrefix, runbooks, topicArn, region }: AlarmArgs,
): aws.cloudwatch.MetricAlarmArgs => ({
  name: pulumi.interpolate`${namePrefix}${alarm.name}`,
  alarmDescription: alarmDescription(alarm, runbooks),
  namespace: alarm.metric.namespace,
  metricName: alarm.metric.name,
  dimensions: { ...alarm.metric.dimensions },
  statistic: alarm.statistic,
  period: alarm.periodSeconds,
  evaluationPeriods: 1,
  comparisonOperator: alarm.comparison,
  threshold: alarm.threshold,
  treatMissingData: alarm.missing,
  alarmActions: [topicArn],
  // That it is over is worth the same message as that it began.
  okActions: [topicArn],
  ...(alarm.tellsSilence && { insufficientDataActions: [topicArn] }),
  ...(region !== undefined && { region }),
});
