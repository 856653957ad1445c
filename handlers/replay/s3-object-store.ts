/** The object store over the AWS SDK. Every call names the expected owner and ends within its patience. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { clientConfig } from "../delivery/aws";
import { callMs } from "../delivery/budget";
import { type Clock, within } from "../delivery/clock";
import type { BucketSettings } from "../delivery/undeliverable-bucket";
import { base64Of, sha256Of } from "../delivery/undeliverable-object";
import type { ObjectStore } from "./object-store";

export function s3ObjectStore(settings: BucketSettings, clock: Clock): ObjectStore {
  const client = new S3Client(clientConfig(settings));
  const bucket = { Bucket: settings.bucket, ExpectedBucketOwner: settings.accountId };
  const call = <Answer>(operation: (options: { abortSignal: AbortSignal }) => Promise<Answer>) =>
    within(clock, callMs(settings.patience), "S3", (abortSignal) => operation({ abortSignal }));

  return {
    get: (key) =>
      unlessMissing(
        call(async (options) => {
          // The SDK compares the body with the checksum that S3 keeps: a body cut on its way here is an error, not a corrupt object.
          const command = new GetObjectCommand({ ...bucket, Key: key, ChecksumMode: "ENABLED" });
          const { Body: body, Metadata: metadata = {} } = await client.send(command, options);
          return { body: Buffer.from((await body?.transformToByteArray()) ?? []), metadata };
        }),
      ),
    async exists(key) {
      const head = call((options) => client.send(new HeadObjectCommand({ ...bucket, Key: key }), options));
      return (await unlessMissing(head)) !== undefined;
    },
    list: (prefix, max, after) =>
      call(async (options) => {
        const command = new ListObjectsV2Command({
          ...bucket,
          Prefix: prefix,
          MaxKeys: max,
          StartAfter: after,
        });
        const { Contents: contents = [] } = await client.send(command, options);
        return contents.flatMap(({ Key: key, LastModified: lastModified }) =>
          key === undefined || lastModified === undefined
            ? []
            : [{ key, lastModified: lastModified.getTime() }],
        );
      }),
    async put(key, { body, metadata, contentType }) {
      const command = new PutObjectCommand({
        ...bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        ChecksumSHA256: base64Of(sha256Of(body)),
        Metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, value ?? ""])),
      });
      await call((options) => client.send(command, options));
    },
    async delete(key) {
      await call((options) => client.send(new DeleteObjectCommand({ ...bucket, Key: key }), options));
    },
  };
}

/** S3 says 404 only to those who may list the bucket; others it answers 403, which stays an error here ("GetObject", Permissions). */
async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: unknown } }).$metadata?.httpStatusCode;
    if (status === 404) return undefined;
    throw error;
  }
}
