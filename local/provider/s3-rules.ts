/** S3: what is put on a bucket. Each document is put whole. */
import {
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketReplicationCommand,
  DeletePublicAccessBlockCommand,
  type Event,
  type ReplicationRule as FoundRule,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  type GetBucketReplicationOutput,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type GetPublicAccessBlockOutput,
  type ObjectOwnership,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { putWhole, type ResourceHandler } from "./handler";
import { documentAs } from "./looks";

interface OnBucket {
  readonly bucket: string;
}
type Switch = "Enabled" | "Disabled";

interface LifecycleRule {
  readonly id: string;
  readonly status: Switch;
  readonly filter?: { readonly prefix?: string };
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation?: number };
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number };
  readonly expiration?: { readonly expiredObjectDeleteMarker?: boolean; readonly days?: number };
}

interface NotificationTarget {
  readonly id?: string;
  readonly queueArn: string;
  readonly events: readonly Event[];
  readonly filterPrefix?: string;
  readonly filterSuffix?: string;
}

interface ReplicationRule {
  readonly id?: string;
  readonly priority?: number;
  readonly status: Switch;
  readonly filter?: { readonly prefix?: string };
  readonly deleteMarkerReplication?: { readonly status: Switch };
  readonly destination: {
    readonly bucket: string;
    readonly account?: string;
    readonly accessControlTranslation?: { readonly owner: "Destination" };
    readonly metrics?: { readonly status: Switch; readonly eventThreshold?: { readonly minutes: number } };
    readonly replicationTime?: { readonly status: Switch; readonly time: { readonly minutes: number } };
  };
}

const onBucket = { service: "s3", owner: "bucket", id: ({ bucket }: OnBucket) => bucket } as const;

const filtersOf = ({ filterPrefix, filterSuffix }: NotificationTarget) => {
  const FilterRules = [
    ...(filterPrefix ? [{ Name: "prefix" as const, Value: filterPrefix }] : []),
    ...(filterSuffix ? [{ Name: "suffix" as const, Value: filterSuffix }] : []),
  ];
  return FilterRules.length > 0 ? { Filter: { Key: { FilterRules } } } : {};
};

const toReplicationRule = ({ destination, ...rule }: ReplicationRule) => ({
  ID: rule.id,
  Priority: rule.priority,
  Status: rule.status,
  Filter: rule.filter && { Prefix: rule.filter.prefix ?? "" },
  DeleteMarkerReplication: rule.deleteMarkerReplication && { Status: rule.deleteMarkerReplication.status },
  Destination: {
    Bucket: destination.bucket,
    Account: destination.account,
    AccessControlTranslation: destination.accessControlTranslation && {
      Owner: destination.accessControlTranslation.owner,
    },
    Metrics: destination.metrics && {
      Status: destination.metrics.status,
      EventThreshold: destination.metrics.eventThreshold && {
        Minutes: destination.metrics.eventThreshold.minutes,
      },
    },
    ReplicationTime: destination.replicationTime && {
      Status: destination.replicationTime.status,
      Time: { Minutes: destination.replicationTime.time.minutes },
    },
  },
});

/** What decides whether, and where to, objects are copied; the rest of a rule that the program knows is as it said. */
const replicationAs = (found: FoundRule, said: readonly ReplicationRule[]) => {
  const { destination, ...own } = said.find(({ id }) => id === found.ID) ?? {};
  const markers = found.DeleteMarkerReplication?.Status;
  return {
    ...own,
    id: found.ID,
    status: found.Status,
    ...(markers && { deleteMarkerReplication: { status: markers } }),
    destination: { ...destination, bucket: found.Destination?.Bucket },
  };
};

export const bucketRules: readonly ResourceHandler[] = [
  putWhole<OnBucket & { readonly versioningConfiguration: { readonly status: "Enabled" | "Suspended" } }>({
    ...onBucket,
    type: "aws:s3/bucketVersioning:BucketVersioning",
    models: ["bucket", "versioningConfiguration.status"],
    put: ({ bucket, versioningConfiguration }) =>
      new PutBucketVersioningCommand({
        Bucket: bucket,
        VersioningConfiguration: { Status: versioningConfiguration.status },
      }),
    *look(id) {
      const { Status: status } = yield new GetBucketVersioningCommand({ Bucket: id });
      return { versioningConfiguration: { status: status ?? "Suspended" } };
    },
    // Versioning cannot be taken off a bucket again, only suspended, and that is what Pulumi's provider does.
    *delete(id) {
      yield new PutBucketVersioningCommand({ Bucket: id, VersioningConfiguration: { Status: "Suspended" } });
    },
  }),

  putWhole<
    OnBucket & {
      readonly rules: readonly {
        readonly applyServerSideEncryptionByDefault: {
          readonly sseAlgorithm: ServerSideEncryption;
          readonly kmsMasterKeyId?: string;
        };
        readonly bucketKeyEnabled?: boolean;
      }[];
    }
  >({
    ...onBucket,
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    models: [
      "bucket",
      "rules[].applyServerSideEncryptionByDefault.sseAlgorithm",
      "rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId",
      "rules[].bucketKeyEnabled",
    ],
    differences: [
      "Objects answer that they are encrypted; their bytes lie on this machine's disk as they came.",
    ],
    put: ({ bucket, rules }) =>
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: rules.map(({ applyServerSideEncryptionByDefault, bucketKeyEnabled }) => ({
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: applyServerSideEncryptionByDefault.sseAlgorithm,
              KMSMasterKeyID: applyServerSideEncryptionByDefault.kmsMasterKeyId,
            },
            BucketKeyEnabled: bucketKeyEnabled,
          })),
        },
      }),
    *delete(id) {
      yield new DeleteBucketEncryptionCommand({ Bucket: id });
    },
  }),

  putWhole<
    OnBucket & {
      readonly blockPublicAcls?: boolean;
      readonly blockPublicPolicy?: boolean;
      readonly ignorePublicAcls?: boolean;
      readonly restrictPublicBuckets?: boolean;
    }
  >({
    ...onBucket,
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    models: ["bucket", "blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
    put: ({ bucket, blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets }) =>
      new PutPublicAccessBlockCommand({
        Bucket: bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: blockPublicAcls ?? false,
          BlockPublicPolicy: blockPublicPolicy ?? false,
          IgnorePublicAcls: ignorePublicAcls ?? false,
          RestrictPublicBuckets: restrictPublicBuckets ?? false,
        },
      }),
    *look(id) {
      const { PublicAccessBlockConfiguration: found = {} }: GetPublicAccessBlockOutput =
        yield new GetPublicAccessBlockCommand({ Bucket: id });
      return {
        blockPublicAcls: found.BlockPublicAcls ?? false,
        blockPublicPolicy: found.BlockPublicPolicy ?? false,
        ignorePublicAcls: found.IgnorePublicAcls ?? false,
        restrictPublicBuckets: found.RestrictPublicBuckets ?? false,
      };
    },
    *delete(id) {
      yield new DeletePublicAccessBlockCommand({ Bucket: id });
    },
  }),

  putWhole<OnBucket & { readonly rule: { readonly objectOwnership: ObjectOwnership } }>({
    ...onBucket,
    type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    models: ["bucket", "rule.objectOwnership"],
    put: ({ bucket, rule }) =>
      new PutBucketOwnershipControlsCommand({
        Bucket: bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: rule.objectOwnership }] },
      }),
    *delete(id) {
      yield new DeleteBucketOwnershipControlsCommand({ Bucket: id });
    },
  }),

  putWhole<OnBucket & { readonly policy: string }>({
    ...onBucket,
    type: "aws:s3/bucketPolicy:BucketPolicy",
    models: ["bucket", "policy"],
    differences: [
      "The gates say that plain HTTP on loopback is a secure transport, so aws:SecureTransport holds.",
    ],
    put: ({ bucket, policy }) => new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }),
    *look(id, { policy }) {
      const { Policy: found }: { Policy: string } = yield new GetBucketPolicyCommand({ Bucket: id });
      return { policy: documentAs(policy, found) };
    },
    *delete(id) {
      yield new DeleteBucketPolicyCommand({ Bucket: id });
    },
  }),

  putWhole<OnBucket & { readonly rules: readonly LifecycleRule[] }>({
    ...onBucket,
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    models: [
      "bucket",
      "rules[].id",
      "rules[].status",
      "rules[].filter.prefix",
      "rules[].abortIncompleteMultipartUpload.daysAfterInitiation",
      "rules[].noncurrentVersionExpiration.noncurrentDays",
      "rules[].expiration.expiredObjectDeleteMarker",
      "rules[].expiration.days",
    ],
    differences: ["Rules are checked and stored; nothing expires, since no local run lasts a day."],
    put: ({ bucket, rules }) =>
      new PutBucketLifecycleConfigurationCommand({
        Bucket: bucket,
        LifecycleConfiguration: {
          Rules: rules.map((rule) => ({
            ID: rule.id,
            Status: rule.status,
            Filter: { Prefix: rule.filter?.prefix ?? "" },
            AbortIncompleteMultipartUpload: rule.abortIncompleteMultipartUpload && {
              DaysAfterInitiation: rule.abortIncompleteMultipartUpload.daysAfterInitiation,
            },
            NoncurrentVersionExpiration: rule.noncurrentVersionExpiration && {
              NoncurrentDays: rule.noncurrentVersionExpiration.noncurrentDays,
            },
            Expiration: rule.expiration && {
              ExpiredObjectDeleteMarker: rule.expiration.expiredObjectDeleteMarker,
              Days: rule.expiration.days,
            },
          })),
        },
      }),
    *delete(id) {
      yield new DeleteBucketLifecycleCommand({ Bucket: id });
    },
  }),

  putWhole<OnBucket & { readonly queues?: readonly NotificationTarget[] }>({
    ...onBucket,
    type: "aws:s3/bucketNotification:BucketNotification",
    models: [
      "bucket",
      "queues[].id",
      "queues[].queueArn",
      "queues[].events[]",
      "queues[].filterPrefix",
      "queues[].filterSuffix",
    ],
    differences: [
      "Notifications arrive within about 0.1 s, once and in order; on AWS at least once, in no order.",
    ],
    put: ({ bucket, queues = [] }) =>
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: {
          QueueConfigurations: queues.map((target) => ({
            Id: target.id,
            QueueArn: target.queueArn,
            Events: [...target.events],
            ...filtersOf(target),
          })),
        },
      }),
    *delete(id) {
      yield new PutBucketNotificationConfigurationCommand({ Bucket: id, NotificationConfiguration: {} });
    },
  }),

  putWhole<OnBucket & { readonly role: string; readonly rules: readonly ReplicationRule[] }>({
    ...onBucket,
    type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    models: [
      "bucket",
      "role",
      "rules[].id",
      "rules[].priority",
      "rules[].status",
      "rules[].filter.prefix",
      "rules[].deleteMarkerReplication.status",
      "rules[].destination.bucket",
      "rules[].destination.account",
      "rules[].destination.accessControlTranslation.owner",
      "rules[].destination.metrics.status",
      "rules[].destination.metrics.eventThreshold.minutes",
      "rules[].destination.replicationTime.status",
      "rules[].destination.replicationTime.time.minutes",
    ],
    put: ({ bucket, role, rules }) =>
      new PutBucketReplicationCommand({
        Bucket: bucket,
        ReplicationConfiguration: { Role: role, Rules: rules.map(toReplicationRule) },
      }),
    *look(id, { rules: said }) {
      const { ReplicationConfiguration: found }: GetBucketReplicationOutput =
        yield new GetBucketReplicationCommand({ Bucket: id });
      return { role: found?.Role, rules: (found?.Rules ?? []).map((rule) => replicationAs(rule, said)) };
    },
    *delete(id) {
      yield new DeleteBucketReplicationCommand({ Bucket: id });
    },
  }),
];
