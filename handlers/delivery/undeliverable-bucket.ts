/** The undeliverable port over the AWS SDK. Most functions never need it, so the S3 client is loaded only when the first one does. */
import { type ClientSettings, clientConfig } from "./aws";
import type { UndeliverablePort } from "./to-s3";

export interface BucketSettings extends ClientSettings {
  bucket: string;
  /** Bucket names are global: after a destroy a stranger can take one, so each call names the owner that it expects. */
  accountId: string;
}

export function undeliverableBucket(settings: BucketSettings): UndeliverablePort {
  const load = async () => {
    const { PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
    return { client: new S3Client(clientConfig(settings)), PutObjectCommand };
  };
  let loading: ReturnType<typeof load> | undefined;
  return {
    async put({ key, body, manifest, checksumSha256 }, abortSignal) {
      loading ??= load();
      const { client, PutObjectCommand } = await loading;
      const command = new PutObjectCommand({
        Bucket: settings.bucket,
        ExpectedBucketOwner: settings.accountId,
        Key: key,
        Body: body,
        ContentType: "application/x-ndjson",
        ChecksumSHA256: checksumSha256, // S3 refuses what arrives changed ("Checking object integrity").
        Metadata: { ...manifest },
      });
      await client.send(command, { abortSignal });
    },
  };
}
