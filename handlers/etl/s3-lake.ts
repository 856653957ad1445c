/** The lake over the AWS SDK. Every call names the expected owner, and ends within its patience. */
import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { HoldfastError } from "../../errors";
import { clientConfig } from "../delivery/aws";
import type { BucketSettings } from "../delivery/undeliverable-bucket";
import type { LakeObject } from "../warehouse/lake-object";
import type { Lake } from "./lake";

/** A load has minutes, so it is worth asking S3 again before the message is put off. */
const attempts = 3;

/** @param settings whose patience is for the start of an answer, and for each silence while a body arrives. */
export function s3Lake(settings: BucketSettings): Lake {
  const client = new S3Client({ ...clientConfig(settings), maxAttempts: attempts });
  const bucket = { Bucket: settings.bucket, ExpectedBucketOwner: settings.accountId };
  return {
    async find(key) {
      try {
        const head = await client.send(new HeadObjectCommand({ ...bucket, Key: key }));
        return {
          key,
          etag: (head.ETag ?? "").replaceAll('"', ""),
          bytes: head.ContentLength ?? 0,
          modifiedAt: head.LastModified?.getTime() ?? 0,
        };
      } catch (error) {
        // 404 is for those who may list the bucket; others are answered 403, which stays an error here ("HeadObject", Permissions).
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
    async *read({ key, etag, bytes }: LakeObject) {
      const command = new GetObjectCommand({
        ...bucket,
        Key: key,
        IfMatch: `"${etag}"`, // Another object under the same key has a notification of its own.
        ChecksumMode: "ENABLED", // The SDK compares the body with the checksum that S3 keeps.
      });
      const { Body: body } = await client.send(command);
      let read = 0;
      for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
        read += chunk.length;
        yield chunk;
      }
      // Else a connection that was cut would look like a truncated object, and that is set aside for good.
      if (read !== bytes) throw new HoldfastError("HF_ETL_SHORT_READ", { key, bytes, read });
    },
  };
}

const statusOf = (error: unknown): unknown =>
  (error as { $metadata?: { httpStatusCode?: unknown } }).$metadata?.httpStatusCode;
