import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyOf } from "./policy";

/** A bucket that holds events: whatever happens to the stack, it stays, and what guards it stays with it. */
export interface DataBucketArgs {
  /** Globally unique, at most 63 characters ("Bucket naming rules"). */
  bucketName: pulumi.Input<string>;
  /**
   * Days that a version stays after it was overwritten, deleted or expired. An undrained object is a current version, and
   * nothing here expires one outside of `events/`. At least 30, over twice the 14 days that a message can wait in SQS.
   */
  noncurrentDays: pulumi.Input<number>;
  /** Days after which landed events expire: what lies under `events/`, and nothing else. Not set: never. */
  expireDays?: number | undefined;
}

/** Days after which the parts of an upload that never ended are removed; they were never an object. */
const ABANDONED_UPLOAD_DAYS = 7;

/**
 * Refuses plain HTTP to everyone ("Security best practices for Amazon S3"). A Deny takes `s3:*` on purpose: what it
 * leaves out would be allowed.
 */
export const tlsOnlyPolicy = (bucketArn: string): string =>
  policyOf({
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:*"],
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });

/** Errors of delivery stay, whatever the age of events: they are events that nobody has read yet. */
const expiryOf = (days: number | undefined) =>
  days === undefined
    ? []
    : [{ id: "expire-events", status: "Enabled", filter: { prefix: "events/" }, expiration: { days } }];

/** Versioned, encrypted, private, TLS only. Protected, children included: unversioned it would lose deleted events. */
export class DataBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** The name, once the bucket is versioned: replication refuses it before ("Requirements for replication"). */
  readonly versionedName: pulumi.Output<string>;

  constructor(name: string, args: DataBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:DataBucket", name, {}, { ...opts, protect: true });
    const child = { parent: this };
    this.bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: args.bucketName, forceDestroy: false },
      child,
    );
    const bucket = this.bucket.bucket;

    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      // S3's own keys: a KMS key would be one more thing that a region must have for an event to be kept.
      { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      child,
    );
    const blocked = new aws.s3.BucketPublicAccessBlock(
      `${name}-private`,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    new aws.s3.BucketPolicy(
      `${name}-tls`,
      { bucket, policy: this.bucket.arn.apply(tlsOnlyPolicy) },
      // S3 answers 409 when two of a bucket's access settings change at once.
      { ...child, dependsOn: [blocked] },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket,
        rules: [
          {
            id: "remove-what-is-no-object",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: ABANDONED_UPLOAD_DAYS },
            noncurrentVersionExpiration: { noncurrentDays: args.noncurrentDays },
            // A marker whose versions are all gone hides nothing, yet every listing would walk past it. Allowed beside the
            // line above as long as it names neither days nor a date ("LifecycleExpiration").
            expiration: { expiredObjectDeleteMarker: true },
          },
          ...expiryOf(args.expireDays),
        ],
      },
      // Noncurrent versions exist only in a versioned bucket.
      { ...child, dependsOn: [versioning] },
    );

    this.versionedName = versioning.bucket;
    this.registerOutputs({ bucket: this.bucket, versionedName: this.versionedName });
  }
}
