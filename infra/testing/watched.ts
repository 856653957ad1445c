/** A region that is watched, in nobody's account: what its alarms and its dashboard are made from. It replicates nothing. */
import type { AlarmsArgs } from "../alarms";
import type { DashboardFacts } from "../parts/dashboard-body";

export const alarmsArgs: AlarmsArgs = {
  role: "standby",
  healthCheckId: "hc-1",
  certificateArn: "arn:certificate",
  collectFunction: "h-collect",
  replayFunction: "h-replay",
  canaryFunction: "h-canary",
  streamName: "h-events",
  deadLetterQueueName: "h-dead-letters",
  outgoing: [],
  incoming: [],
  bufferSeconds: 600,
  sweepMinutes: 5,
  undeliveredAgeSeconds: 1_800,
  freshnessMarginSeconds: 900,
  replicationLagSeconds: 900,
  certificateDays: 30,
};

export const dashboardFacts: DashboardFacts = {
  region: "eu-west-1",
  route53Region: "us-east-1",
  healthCheckId: "hc-1",
  apiId: "api-1",
  collectFunction: "h-collect",
  replayFunction: "h-replay",
  streamName: "h-events",
  replayQueueName: "h-replay",
  deadLetterQueueName: "h-dead-letters",
  outgoing: [],
  incoming: [],
  alarmArns: ["arn:alarm:flip", "arn:alarm:age"],
  freshnessSecondsMax: 1_500,
  undeliveredAgeSecondsMax: 1_800,
  replicationLagSecondsMax: 900,
};
