import * as pulumi from "@pulumi/pulumi";
import { Collector } from "../infra/collector";
import { CollectorToFirehose } from "../infra/collector-to-firehose";
import { CollectorToUndeliverable } from "../infra/collector-to-undeliverable";
import { EdgeToHttp } from "../infra/edge-to-http";
import { FirehoseToLake } from "../infra/firehose-to-lake";
import { HttpToCollector } from "../infra/http-to-collector";
import { LakeToPeerRegion } from "../infra/lake-to-peer-region";
import type { LakeToPostgres } from "../infra/lake-to-postgres";
import { LakeToQueue } from "../infra/lake-to-queue";
import { DataBucket } from "../infra/parts/bucket";
import { PeerToStopSwitch } from "../infra/peer-to-stop-switch";
import { RegionToRoute53 } from "../infra/region-to-route53";
import { ScheduledCanary } from "../infra/scheduled-canary";
import { UndeliverableToReplay } from "../infra/undeliverable-to-replay";
import { LIVE_ALIAS, type Names, regionalName } from "./names";
import { replicatedPrefixes } from "./replication";
import type { Routing } from "./routing";
import type { Settings } from "./settings";
import { loadWarehouse } from "./warehouse";
import { watch } from "./watching";

export interface RegionArgs {
  settings: Settings;
  region: string;
  accountId: pulumi.Output<string>;
  names: pulumi.Output<Names>;
  /** The peer's names, computed: nothing is asked of the peer. */
  peerNames: pulumi.Output<Names>;
  routing: Routing;
}

/** One region, from where events end to where they come in: each step needs what lies behind it. */
export class Region extends pulumi.ComponentResource {
  readonly lake: DataBucket;
  readonly undeliverable: DataBucket;
  readonly delivery: FirehoseToLake;
  readonly collect: Collector;
  readonly replay: UndeliverableToReplay;
  readonly toLoad: LakeToQueue;
  readonly warehouse: LakeToPostgres;
  readonly http: HttpToCollector;
  readonly route53: RegionToRoute53;

  constructor(name: string, args: RegionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:stacks:Region", name, {}, opts);
    const { settings, region, accountId, names, peerNames, routing } = args;
    const child = { parent: this };
    const { logDays, noncurrentDays, lakeDays } = settings.retention;
    const common = { accountId, region, logDays };

    const bucket = (role: string, bucketName: pulumi.Input<string>, expireDays?: number) =>
      new DataBucket(role, { bucketName, noncurrentDays, expireDays }, child);
    this.lake = bucket("lake", names.lakeBucket, lakeDays);
    this.undeliverable = bucket("undeliverable", names.undeliverableBucket);
    const here = { region, bucketName: this.undeliverable.bucket.bucket };
    const peer = { region: settings.peerRegion, bucketName: peerNames.undeliverableBucket };

    this.delivery = new FirehoseToLake(
      "firehose-to-lake",
      {
        ...common,
        ...settings.stream,
        streamName: names.stream,
        roleName: names.deliveryRole,
        lakeArn: this.lake.bucket.arn,
      },
      child,
    );
    const { stream } = this.delivery;

    this.collect = new Collector(
      "collector",
      {
        ...common,
        ...settings.collect,
        functionName: names.collect,
        aliasName: LIVE_ALIAS,
        role: settings.role,
        streamName: stream.name,
        here,
        peer,
        delivery: settings.delivery,
        health: settings.health,
      },
      child,
    );
    const collectorRole = this.collect.role.name;
    const keeps = [
      new CollectorToFirehose("collector-to-firehose", { collectorRole, streamArn: stream.arn }, child),
      new CollectorToUndeliverable(
        "collector-to-undeliverable",
        { collectorRole, accountId, here, peer },
        child,
      ),
    ];
    const stopSwitch = new PeerToStopSwitch(
      "peer-to-stop-switch",
      { collectorRole, peerRegion: settings.peerRegion, bucketArn: this.undeliverable.bucket.arn },
      child,
    );

    this.replay = new UndeliverableToReplay(
      "undeliverable-to-replay",
      {
        ...common,
        ...settings.replay,
        functionName: names.replay,
        queueName: names.replayQueue,
        deadLetterQueueName: names.deadLetterQueue,
        sweepName: names.sweep,
        bucket: this.undeliverable.bucket,
        stream,
        delivery: settings.delivery,
      },
      child,
    );

    for (const { bucket, prefixes } of replicatedPrefixes(settings, region))
      new LakeToPeerRegion(
        `${bucket}-to-peer-region`,
        {
          accountId,
          prefixes,
          roleName: names[`${bucket}ReplicationRole`],
          batchRoleName: names[`${bucket}BatchRole`],
          reportPrefix: `reports/region=${region}/`,
          peerBucketName: peerNames[`${bucket}Bucket`],
          source: this[bucket],
          timeControl: settings.replication.timeControl,
        },
        child,
      );

    // Waits for nothing of the database: from here on S3 keeps a list of what is to be loaded.
    this.toLoad = new LakeToQueue(
      "lake-to-queue",
      {
        ...settings.etl,
        accountId,
        lake: this.lake.bucket,
        queueName: names.etlQueue,
        deadLetterQueueName: names.etlDeadLetterQueue,
      },
      child,
    );
    this.warehouse = loadWarehouse(
      { settings, region, accountId, names, lake: this.lake, toLoad: this.toLoad },
      child,
    );

    this.http = new HttpToCollector(
      "http-to-collector",
      {
        ...common,
        ...routing,
        apiName: names.api,
        live: this.collect.live,
        throttle: settings.throttle,
      },
      child,
    );
    this.route53 = new RegionToRoute53(
      "region-to-route53",
      { ...routing, target: this.http.target },
      // A new check starts healthy: the region is answered from here on, so it must be able to keep what it takes.
      { ...child, dependsOn: [this.http, this.replay, stopSwitch, ...keeps] },
    );
    const edge =
      settings.edge &&
      new EdgeToHttp(
        "edge-to-http",
        {
          name: names.edge,
          edgeName: settings.edge.name,
          zoneId: settings.edge.zoneId ?? routing.zoneId,
          failoverName: routing.failoverName,
          wafRatePer5Minutes: settings.edge.wafRatePer5Minutes,
        },
        // Nobody is sent to it before the name that it asks resolves.
        { ...child, dependsOn: [this.route53] },
      );
    new ScheduledCanary(
      "scheduled-canary",
      {
        ...common,
        ...settings.canary,
        regionalName: routing.regionalName,
        peer: {
          region: settings.peerRegion,
          name: regionalName(settings.peerRegion, routing.failoverName),
        },
        functionName: names.canary,
        scheduleName: names.canarySchedule,
        failoverName: routing.failoverName,
        peerReady: settings.peerReady,
      },
      { ...child, dependsOn: [this.route53] },
    );
    watch(
      {
        ...{ settings, region, accountId, names, peerNames },
        healthCheckId: (routing.followStop ? this.route53.standingCheck : this.route53.healthCheck).id,
        certificateArn: this.http.certificateArn,
        edgeCertificateArn: edge?.certificateArn,
        apiId: this.http.api.id,
      },
      child,
    );
    this.registerOutputs({ stream, api: this.http.api, healthCheck: this.route53.healthCheck });
  }
}
