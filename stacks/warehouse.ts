/** Where people ask what happened: a Postgres in a network of its own, loaded from the lake. */
import * as pulumi from "@pulumi/pulumi";
import { LakeToPostgres } from "../infra/lake-to-postgres";
import type { LakeToQueue } from "../infra/lake-to-queue";
import type { DataBucket } from "../infra/parts/bucket";
import { Postgres } from "../infra/postgres";
import { PrivateNetwork } from "../infra/private-network";
import { databaseOf, type Names } from "./names";
import type { Settings } from "./settings";

export interface WarehouseArgs {
  settings: Settings;
  region: string;
  accountId: pulumi.Output<string>;
  names: pulumi.Output<Names>;
  lake: DataBucket;
  toLoad: LakeToQueue;
}

/** For the policy packs: a reason, in the characters that a tag may have. */
const SMALLER_ON_PURPOSE = {
  "excuse:standby-capacity-equal":
    "Takes no events in. What waits for it lies in the lake and in a queue. One setting makes it equal.",
};

/** Nothing that takes an event in waits for any of this, nor does a region's health: what is not loaded yet lies in the lake. */
export function loadWarehouse(args: WarehouseArgs, options: pulumi.ComponentResourceOptions): LakeToPostgres {
  const { settings, region, accountId, names, lake, toLoad } = args;
  const { instanceClass, standbyInstanceClass, ...ofDatabase } = settings.database;
  const { environment, role } = settings;
  const common = { accountId, region, logDays: settings.retention.logDays };

  const network = new PrivateNetwork(
    "private-network",
    {
      ...common,
      ...settings.network,
      // By name: an ARN that AWS gives is unknown in a preview, and with it the policy that policy packs read.
      bucketArns: [pulumi.interpolate`arn:aws:s3:::${names.lakeBucket}`],
      // What `etl` and `migrate` call beside S3; each more would be one more way out.
      interfaceServices: ["secretsmanager", "sqs"],
      namePrefix: names.prefix,
    },
    options,
  );
  const database = new Postgres(
    "postgres",
    {
      ...ofDatabase,
      logDays: common.logDays,
      identifier: databaseOf({ project: pulumi.getProject(), environment, region }),
      subnetIds: network.subnetIds,
      vpcId: network.vpcId,
      instanceClass: role === "primary" ? instanceClass : standbyInstanceClass,
      ...(role === "standby" && standbyInstanceClass !== instanceClass && { tags: SMALLER_ON_PURPOSE }),
    },
    options,
  );
  return new LakeToPostgres(
    "lake-to-postgres",
    {
      ...common,
      ...settings.etl,
      etlName: names.etl,
      migrateName: names.migrate,
      toLoad,
      authentication: settings.database.authentication,
      lake: lake.bucket,
      network,
      database,
    },
    options,
  );
}
