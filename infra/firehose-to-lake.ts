import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allow, policyOf, trustOf } from "./parts/policy";

/** Firehose → lake: the delivery stream, and its right to write under this region's prefixes. */
export interface FirehoseToLakeArgs {
  streamName: pulumi.Input<string>;
  /** The delivery role's name. */
  roleName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  region: string;
  lakeArn: pulumi.Input<string>;
  /** Seconds that the oldest record may wait; 0 to 900 ("BufferingHints"). */
  bufferSeconds: number;
  /** MiB that make an object at once; 1 to 128 ("BufferingHints"). */
  bufferMebibytes: number;
  logDays: number;
}

/** Where events lie, by the UTC hour in which Firehose took them ("Custom prefixes for Amazon S3 objects"). */
export const eventsPrefix = (region: string): string => `events/region=${region}/!{timestamp:yyyy/MM/dd/HH}/`;

/** Where records lie that Firehose could not deliver as they were, by what went wrong. */
export const errorsPrefix = (region: string): string =>
  `errors/region=${region}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`;

/** Firehose, for streams of this account: its external id is the account ("Controlling access with Firehose"). */
export const deliveryTrust = (accountId: string): string =>
  trustOf("firehose.amazonaws.com", { StringEquals: { "sts:ExternalId": accountId } });

/** What Firehose needs for an S3 destination, on this region's prefixes alone, and its own error log. */
export const deliverToLakePolicy = (
  lakeArn: string,
  region: string,
  logGroupArn: string,
  logStream: string,
) =>
  policyOf(
    allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], lakeArn),
    allow(
      ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      [`${lakeArn}/events/region=${region}/*`, `${lakeArn}/errors/region=${region}/*`],
    ),
    allow("logs:PutLogEvents", `${logGroupArn}:log-stream:${logStream}`),
  );

/** The log of what Firehose could not deliver, its stream, and the policy of the delivery role: a stack without a state finds them by name. */
export const deliveryLogGroup = (streamName: string): string => `/aws/kinesisfirehose/${streamName}`;
export const DELIVERY_ERRORS = "delivery-errors";
export const DELIVERY_POLICY = "deliver-to-lake";

/**
 * Protected, children included: deleting a stream deletes what it still buffers, acknowledged events all of it
 * ("DeleteDeliveryStream"), and without its role or its log it could not deliver them.
 */
export class FirehoseToLake extends pulumi.ComponentResource {
  readonly stream: aws.kinesis.FirehoseDeliveryStream;

  constructor(name: string, args: FirehoseToLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:FirehoseToLake", name, {}, { ...opts, protect: true });
    const child = { parent: this };
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: pulumi.output(args.streamName).apply(deliveryLogGroup),
        retentionInDays: args.logDays,
      },
      child,
    );
    const errors = new aws.cloudwatch.LogStream(
      `${name}-errors`,
      { name: DELIVERY_ERRORS, logGroupName: logs.name },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      { name: args.roleName, assumeRolePolicy: pulumi.output(args.accountId).apply(deliveryTrust) },
      child,
    );
    const deliver = new aws.iam.RolePolicy(
      `${name}-deliver`,
      {
        name: DELIVERY_POLICY,
        role: role.name,
        policy: pulumi
          .all([args.lakeArn, logs.arn])
          .apply(([lakeArn, logGroupArn]) =>
            deliverToLakePolicy(lakeArn, args.region, logGroupArn, DELIVERY_ERRORS),
          ),
      },
      child,
    );
    this.stream = new aws.kinesis.FirehoseDeliveryStream(
      `${name}-stream`,
      {
        name: args.streamName,
        destination: "extended_s3",
        serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
        extendedS3Configuration: {
          roleArn: role.arn,
          bucketArn: args.lakeArn,
          prefix: eventsPrefix(args.region),
          errorOutputPrefix: errorsPrefix(args.region),
          customTimeZone: "UTC",
          bufferingInterval: args.bufferSeconds,
          bufferingSize: args.bufferMebibytes,
          compressionFormat: "GZIP",
          cloudwatchLoggingOptions: {
            enabled: true,
            logGroupName: logs.name,
            logStreamName: errors.name,
          },
        },
      },
      // A stream without its rights takes records and cannot deliver them.
      { ...child, dependsOn: [deliver] },
    );
    this.registerOutputs({ stream: this.stream });
  }
}
