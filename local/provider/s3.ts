/** S3: the bucket itself. */
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { handler, type Place, physicalName, type ResourceHandler, type Talk } from "./handler";

interface BucketInputs {
  readonly bucket?: string;
  readonly forceDestroy?: boolean;
}

export const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;

const outputsOf = (bucket: string, region: string) => ({
  bucket,
  arn: bucketArn(bucket),
  bucketDomainName: `${bucket}.s3.amazonaws.com`,
  bucketRegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
  bucketRegion: region,
});

/** Every version goes, as S3 demands of a bucket that is to be deleted. */
function* emptyBucket(bucket: string): Talk<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = yield new ListObjectVersionsCommand({ Bucket: bucket });
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    yield new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
  }
}

export const buckets: readonly ResourceHandler[] = [
  handler<BucketInputs>({
    type: "aws:s3/bucket:Bucket",
    service: "s3",
    models: ["bucket", "forceDestroy"],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    replacesOn: ["bucket"],
    *create(inputs, place: Place) {
      const bucket = physicalName(inputs.bucket, place).toLowerCase();
      yield new CreateBucketCommand({
        Bucket: bucket,
        // us-east-1 is where a bucket goes that names no place, and refuses to be named ("CreateBucket").
        ...(place.region !== "us-east-1" && {
          CreateBucketConfiguration: { LocationConstraint: place.region as BucketLocationConstraint },
        }),
      });
      return { id: bucket, outputs: outputsOf(bucket, place.region) };
    },
    // biome-ignore lint/correctness/useYield: forceDestroy is read when the bucket goes, and told to nobody before.
    *update(id, _inputs, { region }) {
      return outputsOf(id, region);
    },
    *delete(id, { forceDestroy }) {
      if (forceDestroy) yield* emptyBucket(id);
      yield new DeleteBucketCommand({ Bucket: id });
    },
    *look(id) {
      yield new HeadBucketCommand({ Bucket: id });
      return { bucket: id };
    },
    *read(id, { region }) {
      yield new HeadBucketCommand({ Bucket: id });
      return { id, outputs: outputsOf(id, region) };
    },
  }),
];
