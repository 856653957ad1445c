import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DataBucket } from "./parts/bucket";
import { allow, policyOf, trustOf } from "./parts/policy";

/** A data bucket → its twin in the peer region: what this region wrote, never what was replicated to it. */
export interface LakeToPeerRegionArgs {
  /** The replication role's name. */
  roleName: pulumi.Input<string>;
  /** The name of the role that S3 Batch Replication takes for what was there before the rules. */
  batchRoleName: pulumi.Input<string>;
  /** Where Batch Replication reports, e.g. `reports/region=eu-west-1/`. */
  reportPrefix: string;
  accountId: pulumi.Input<string>;
  source: DataBucket;
  /** The twin's name, computed; it must exist when this is created, and be versioned. */
  peerBucketName: pulumi.Input<string>;
  /** Whole prefixes that this region writes, e.g. `events/region=eu-west-1/`. */
  prefixes: readonly string[];
  /** Replication within 15 minutes as a commitment, with metrics; billed by GB ("S3 Replication Time Control"). */
  timeControl: boolean;
}

/**
 * S3, as "Setting up permissions for live replication" has it: no source condition. That S3 fills one here is documented
 * nowhere, and without it every object would fail to replicate, silently. A role cannot be passed across accounts, so only
 * this account's buckets can name it.
 */
export const replicationTrust = trustOf("s3.amazonaws.com");

/** Reads these prefixes' versions here, writes them there, and deletes nothing. There: only in this account's bucket. */
export const replicatePolicy = (
  bucketArn: string,
  peerBucketArn: string,
  prefixes: readonly string[],
  accountId: string,
): string =>
  policyOf(
    allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], bucketArn),
    allow(
      ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      prefixes.map((prefix) => `${bucketArn}/${prefix}*`),
    ),
    allow(
      ["s3:ReplicateObject", "s3:ReplicateTags"],
      prefixes.map((prefix) => `${peerBucketArn}/${prefix}*`),
      { StringEquals: { "aws:ResourceAccount": accountId } },
    ),
  );

/**
 * S3 Batch Operations, as "Configuring an IAM role for S3 Batch Replication" has it: its page names no source condition either,
 * and a job could not start under one that S3 does not fill.
 */
export const batchTrust = trustOf("batchoperations.s3.amazonaws.com");

/** Lists what these prefixes hold by an inventory of S3's own, asks for its replication, and reports here. */
export const batchPolicy = (bucketArn: string, prefixes: readonly string[], reportPrefix: string): string =>
  policyOf(
    allow(
      "s3:InitiateReplication",
      prefixes.map((prefix) => `${bucketArn}/${prefix}*`),
    ),
    allow(["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"], bucketArn),
    allow("s3:PutObject", `${bucketArn}/${reportPrefix}*`),
  );

/** The one value that S3 takes for both ("ReplicationTimeValue"). */
const FIFTEEN_MINUTES = { minutes: 15 };

/**
 * The kind, e.g. `drained`; `drained-2` for the second prefix of a kind, as ids are unique ("ReplicationRule"). Metrics of
 * replication carry them.
 */
export const ruleIds = (prefixes: readonly string[]): string[] => {
  const kinds = prefixes.map((prefix) => prefix.split("/")[0] ?? prefix);
  return kinds.map((kind, index) => {
    const before = kinds.slice(0, index).filter((other) => other === kind).length;
    return before === 0 ? kind : `${kind}-${before + 1}`;
  });
};

/** One rule a prefix: a filter holds only one. A replica may match, and is not replicated again. */
export const replicationRules = (
  prefixes: readonly string[],
  peerBucketArn: string,
  accountId: string,
  timeControl: boolean,
): aws.types.input.s3.BucketReplicationConfigRule[] =>
  prefixes.map((prefix, index) => ({
    id: ruleIds(prefixes)[index],
    priority: index + 1,
    status: "Enabled",
    filter: { prefix },
    // A deletion here, by replay or by mistake, must not take the peer's copy along.
    deleteMarkerReplication: { status: "Disabled" },
    destination: {
      bucket: peerBucketArn,
      account: accountId,
      // Metrics also without time control: the alarms on replication have nothing else to watch.
      metrics: { status: "Enabled", ...(timeControl && { eventThreshold: FIFTEEN_MINUTES }) },
      ...(timeControl && { replicationTime: { status: "Enabled", time: FIFTEEN_MINUTES } }),
    },
  }));

export class LakeToPeerRegion extends pulumi.ComponentResource {
  constructor(name: string, args: LakeToPeerRegionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:LakeToPeerRegion", name, {}, opts);
    const child = { parent: this };
    const peerBucketArn = pulumi.interpolate`arn:aws:s3:::${args.peerBucketName}`;
    const role = new aws.iam.Role(
      `${name}-role`,
      { name: args.roleName, assumeRolePolicy: replicationTrust },
      child,
    );
    const replicate = new aws.iam.RolePolicy(
      `${name}-replicate`,
      {
        name: "replicate",
        role: role.name,
        policy: pulumi
          .all([args.source.bucket.arn, peerBucketArn, args.accountId])
          .apply(([from, to, accountId]) => replicatePolicy(from, to, args.prefixes, accountId)),
      },
      child,
    );
    new aws.s3.BucketReplicationConfig(
      `${name}-rules`,
      {
        bucket: args.source.versionedName,
        role: role.arn,
        rules: pulumi
          .all([peerBucketArn, args.accountId])
          .apply(([to, accountId]) => replicationRules(args.prefixes, to, accountId, args.timeControl)),
      },
      // An object that comes before the rights would fail to replicate, and is not tried again.
      { ...child, dependsOn: [replicate] },
    );
    const batchRole = new aws.iam.Role(
      `${name}-batch-role`,
      { name: args.batchRoleName, assumeRolePolicy: batchTrust },
      child,
    );
    new aws.iam.RolePolicy(
      `${name}-replicate-existing`,
      {
        name: "replicate-existing",
        role: batchRole.name,
        policy: args.source.bucket.arn.apply((arn) => batchPolicy(arn, args.prefixes, args.reportPrefix)),
      },
      child,
    );
    this.registerOutputs({});
  }
}
