/**
 * What of a region stays when its stack goes, and what each part is called: by this a stack without a state takes its data back. Pure.
 */
import { DELIVERY_ERRORS, DELIVERY_POLICY, deliveryLogGroup } from "../infra/firehose-to-lake";
import type { Names } from "./names";

export interface ProtectedResource {
  readonly type: string;
  /** The logical name in the program. */
  readonly name: string;
  /** The logical name of the parent; undefined for the region itself. */
  readonly parent: string | undefined;
  /** What `pulumi import` asks for; undefined for a component, which exists in the program alone. */
  readonly id: string | undefined;
}

const component = (type: string, name: string, parent: string | undefined): ProtectedResource => ({
  type: `holdfast:${type}`,
  name,
  parent,
  id: undefined,
});

/** What {@link DataBucket} registers, by its role. Each is imported by the bucket's name. */
const ON_BUCKET = {
  bucket: "aws:s3/bucket:Bucket",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  private: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  ownership: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  tls: "aws:s3/bucketPolicy:BucketPolicy",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
};

const bucketOf = (name: string, bucketName: string, region: string): ProtectedResource[] => [
  component("infra:DataBucket", name, region),
  ...Object.entries(ON_BUCKET).map(([role, type]) => ({
    type,
    name: `${name}-${role}`,
    parent: name,
    id: bucketName,
  })),
];

function deliveryOf(names: Names, region: string, accountId: string): ProtectedResource[] {
  const parent = "firehose-to-lake";
  const part = (type: string, role: string, id: string) => ({ type, name: `${parent}-${role}`, parent, id });
  const logGroup = deliveryLogGroup(names.stream);
  return [
    component("infra:FirehoseToLake", parent, region),
    part("aws:cloudwatch/logGroup:LogGroup", "logs", logGroup),
    part("aws:cloudwatch/logStream:LogStream", "errors", `${logGroup}:${DELIVERY_ERRORS}`),
    part("aws:iam/role:Role", "role", names.deliveryRole),
    part("aws:iam/rolePolicy:RolePolicy", "deliver", `${names.deliveryRole}:${DELIVERY_POLICY}`),
    part(
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "stream",
      `arn:aws:firehose:${region}:${accountId}:deliverystream/${names.stream}`,
    ),
  ];
}

/** What S3 has told of and Postgres does not have. A queue's id is its URL. */
function toLoadOf(names: Names, region: string, accountId: string): ProtectedResource[] {
  const parent = "lake-to-queue";
  const url = (queue: string) => `https://sqs.${region}.amazonaws.com/${accountId}/${queue}`;
  const part = (type: string, role: string, id: string) => ({ type, name: `${parent}-${role}`, parent, id });
  return [
    component("infra:LakeToQueue", parent, region),
    part("aws:sqs/queue:Queue", "dead-letters", url(names.etlDeadLetterQueue)),
    part("aws:sqs/queue:Queue", "queue", url(names.etlQueue)),
    part("aws:sqs/queuePolicy:QueuePolicy", "may-notify", url(names.etlQueue)),
    part("aws:s3/bucketNotification:BucketNotification", "notification", names.lakeBucket),
  ];
}

/**
 * Parents before their children. Without the region itself, which is not protected, only needed. And without the database, which is
 * protected: it cannot move into another network, and its own has ids that no name tells. It is imported together with that network, or
 * loaded anew from the lake (docs/runbooks/rebuild.md).
 */
export const protectedResources = (
  names: Names,
  { region, accountId }: { region: string; accountId: string },
): ProtectedResource[] => [
  ...bucketOf("lake", names.lakeBucket, region),
  ...bucketOf("undeliverable", names.undeliverableBucket, region),
  ...deliveryOf(names, region, accountId),
  ...toLoadOf(names, region, accountId),
];

/** The file that `pulumi import --file` takes ("Bulk import operations"). */
export function importFile(names: Names, place: { region: string; accountId: string }) {
  const region = component("stacks:Region", place.region, undefined);
  return {
    resources: [region, ...protectedResources(names, place)].map(({ type, name, parent, id }) => ({
      type,
      name,
      ...(parent !== undefined && { parent }),
      ...(id === undefined ? { component: true } : { id }),
    })),
  };
}
