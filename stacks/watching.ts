/** What watches a region: its alarms and its dashboard, from its settings and what AWS named. */
import * as pulumi from "@pulumi/pulumi";
import { databaseFreeBytesMin, ROUTE53_METRICS_REGION } from "../infra/alarms";
import { ruleIds } from "../infra/lake-to-peer-region";
import type { ReplicationPath } from "../infra/parts/metrics";
import { RegionToAlarms } from "../infra/region-to-alarms";
import { RegionToDashboard } from "../infra/region-to-dashboard";
import type { Names } from "./names";
import { type Replicated, replicatedPrefixes } from "./replication";
import type { Settings } from "./settings";

export interface Watched {
  settings: Settings;
  region: string;
  accountId: pulumi.Output<string>;
  names: pulumi.Output<Names>;
  peerNames: pulumi.Output<Names>;
  /** Of the check that the failover record follows. */
  healthCheckId: pulumi.Output<string>;
  certificateArn: pulumi.Output<string>;
  /** Undefined without an edge. */
  edgeCertificateArn: pulumi.Output<string> | undefined;
  apiId: pulumi.Output<string>;
}

export function watch(watched: Watched, options: pulumi.ComponentResourceOptions): void {
  const { settings, region, accountId, names, peerNames, healthCheckId, apiId } = watched;
  const { certificateArn, edgeCertificateArn } = watched;
  const { peerRegion } = settings;
  const outgoing = replicationPaths(replicatedPrefixes(settings, region), names, peerNames);
  // The peer is a twin: what it replicates is what this region would in its place.
  const twin = replicatedPrefixes({ ...settings, peerRegion: region }, peerRegion);
  const incoming = replicationPaths(twin, peerNames, names);

  const alarms = new RegionToAlarms(
    "region-to-alarms",
    {
      ...settings.alarms,
      ...{ role: settings.role, region, accountId, healthCheckId, outgoing, incoming },
      ...{ certificateArn, edgeCertificateArn },
      namePrefix: names.prefix,
      topicName: names.alarmTopic,
      flipTopicName: names.flipTopic,
      collectFunction: names.collect,
      replayFunction: names.replay,
      canaryFunction: names.canary,
      streamName: names.stream,
      deadLetterQueueName: names.deadLetterQueue,
      etlFunction: names.etl,
      etlQueueName: names.etlQueue,
      etlDeadLetterQueueName: names.etlDeadLetterQueue,
      databaseIdentifier: names.database,
      databaseGib: settings.database.storageGib,
      bufferSeconds: settings.stream.bufferSeconds,
      sweepMinutes: settings.replay.sweepMinutes,
    },
    options,
  );
  new RegionToDashboard(
    "region-to-dashboard",
    {
      dashboardName: names.dashboard,
      facts: pulumi.output({
        region,
        route53Region: ROUTE53_METRICS_REGION,
        ...{ healthCheckId, apiId, outgoing, incoming },
        collectFunction: names.collect,
        replayFunction: names.replay,
        streamName: names.stream,
        replayQueueName: names.replayQueue,
        deadLetterQueueName: names.deadLetterQueue,
        etlFunction: names.etl,
        etlQueueName: names.etlQueue,
        etlDeadLetterQueueName: names.etlDeadLetterQueue,
        databaseIdentifier: names.database,
        alarmArns: alarms.alarmArns,
        freshnessSecondsMax: settings.stream.bufferSeconds + settings.alarms.freshnessMarginSeconds,
        undeliveredAgeSecondsMax: settings.alarms.undeliveredAgeSeconds,
        replicationLagSecondsMax: settings.alarms.replicationLagSeconds,
        loadDelaySecondsMax: settings.alarms.loadDelaySeconds,
        databaseFreeBytesMin: databaseFreeBytesMin(settings.database.storageGib),
      }),
    },
    options,
  );
}

/** The rules out of one region's buckets, as S3's metrics name them. */
const replicationPaths = (
  replicated: readonly Replicated[],
  from: pulumi.Output<Names>,
  to: pulumi.Output<Names>,
): ReplicationPath[] =>
  replicated.flatMap(({ bucket, prefixes }) =>
    ruleIds(prefixes).map((rule) => ({
      rule,
      source: from[`${bucket}Bucket`],
      destination: to[`${bucket}Bucket`],
    })),
  );
