import { createHash } from "node:crypto";
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { ReplicationRule } from "./configuration";
import type { VersionTable } from "./version-table";

export interface CopySource {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

export interface CopyDestination {
  readonly client: S3Client;
  readonly rule: ReplicationRule;
  readonly accountId: string;
  readonly table: VersionTable;
}

/** One object version into the destination: the same key, content, metadata, tags and checksum. */
export async function copyVersion(source: CopySource, destination: CopyDestination): Promise<void> {
  const where = { Bucket: source.bucket, Key: source.key, VersionId: source.versionId };
  const found = await source.client.send(new GetObjectCommand({ ...where, ChecksumMode: "ENABLED" }));
  const body = Buffer.from((await found.Body?.transformToByteArray()) ?? []);
  const tagging = found.TagCount ? await tagsOf(source.client, where) : undefined;
  const { rule, table } = destination;
  // The ETag of an object written at once and not encrypted by KMS is its MD5 ("Object", S3 API).
  const etag = `"${createHash("md5").update(body).digest("hex")}"`;
  table.expectReplica(source.key, etag);
  const written = await destination.client.send(
    new PutObjectCommand({
      ...replicaOf(found, rule),
      Bucket: rule.destinationBucket,
      Key: source.key,
      Body: body,
      ...(tagging !== undefined && { Tagging: tagging }),
      ExpectedBucketOwner: rule.destinationAccount ?? destination.accountId,
    }),
  );
  table.replicaWritten(source.key, etag, written.VersionId ?? "null");
}

/** What goes with an object besides its content. Pure. */
export function replicaOf(
  found: GetObjectCommandOutput,
  rule: ReplicationRule,
): Partial<PutObjectCommandInput> {
  const isWhole = found.ChecksumType !== "COMPOSITE"; // A composite checksum is of parts, and a replica has none here.
  return defined({
    CacheControl: found.CacheControl,
    ContentDisposition: found.ContentDisposition,
    ContentEncoding: found.ContentEncoding,
    ContentLanguage: found.ContentLanguage,
    ContentType: found.ContentType,
    Metadata: found.Metadata,
    StorageClass: (rule.storageClass ?? found.StorageClass) as PutObjectCommandInput["StorageClass"],
    WebsiteRedirectLocation: found.WebsiteRedirectLocation,
    ...(isWhole && {
      ChecksumCRC32: found.ChecksumCRC32,
      ChecksumCRC32C: found.ChecksumCRC32C,
      ChecksumCRC64NVME: found.ChecksumCRC64NVME,
      ChecksumSHA1: found.ChecksumSHA1,
      ChecksumSHA256: found.ChecksumSHA256,
    }),
  });
}

async function tagsOf(client: S3Client, where: { Bucket: string; Key: string; VersionId: string }) {
  const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(where));
  return new URLSearchParams(
    TagSet.map(({ Key = "", Value = "" }): [string, string] => [Key, Value]),
  ).toString();
}

const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>;
