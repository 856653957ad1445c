/** Buckets and what writes to them, for specs. */
import type { GraphResource, Properties } from "../../engine/graph";
import { type ResourceOptions, resource } from "./stack";

export const bucket = (name: string, props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource("aws:s3/bucket:Bucket", name, { bucket: name, arn: `arn:aws:s3:::${name}`, ...props }, options);

export const versioning = (of: string, status: unknown = "Enabled"): GraphResource =>
  resource("aws:s3/bucketVersioning:BucketVersioning", `${of}-versioning`, {
    bucket: of,
    versioningConfiguration: { status },
  });

/** Delivers to the bucket. */
export const stream = (to: string, props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource(
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "stream",
    {
      destination: "extended_s3",
      extendedS3Configuration: {
        bucketArn: `arn:aws:s3:::${to}`,
        prefix: "events/!{timestamp:yyyy}/",
        ...props,
      },
    },
    options,
  );

const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

export const role = (name: string, service = "lambda.amazonaws.com"): GraphResource =>
  resource("aws:iam/role:Role", name, {
    name,
    assumeRolePolicy: document({
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
    }),
  });

export const may = (
  of: string,
  Action: string | readonly string[],
  Resource: string | readonly string[],
  name = "may",
): GraphResource =>
  resource("aws:iam/rolePolicy:RolePolicy", name, {
    role: of,
    policy: document({ Effect: "Allow", Action, Resource }),
  });

/** A right of which no preview knows more than what it was computed from. */
export const mayPerhaps = (of: string, ...on: readonly GraphResource[]): GraphResource =>
  resource("aws:iam/rolePolicy:RolePolicy", "may-perhaps", { role: of }, { dependsOn: { policy: on } });

/** Copies all of one bucket to another. */
export const replication = (from: string, to: string, rule: Properties = {}): GraphResource =>
  resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", `${from}-replication`, {
    bucket: from,
    rules: [{ status: "Enabled", filter: {}, destination: { bucket: `arn:aws:s3:::${to}` }, ...rule }],
  });
