import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { boundedTimeouts, type Credentials, ServiceRoles } from "../service-role";
import type { WriteObject } from "./delivery";
import { deliveryErrorLog } from "./delivery-error-log";
import { bucketName } from "./destination";

/** One call's timeout; an object of 128 MiB passes through a local gate well within it. */
const WRITE_TIMEOUT_MS = 10_000;

export interface ObjectWriter {
  readonly write: WriteObject;
  readonly roles: ServiceRoles;
  close(): void;
}

/** Writes as the stream's own role through the region's gate, so that a role too narrow, or S3 down, shows. */
export function objectWriter(options: {
  readonly region: string;
  readonly aws: string;
  readonly accountId: string;
  readonly credentials: Credentials;
}): ObjectWriter {
  const { region, accountId } = options;
  const roles = new ServiceRoles({
    endpoint: options.aws,
    region,
    credentials: options.credentials,
    principal: "firehose.amazonaws.com",
    externalId: accountId,
  });
  const clients = new Map<string, S3Client>();
  const clientOf = (roleArn: string): S3Client => {
    const known = clients.get(roleArn);
    if (known !== undefined) return known;
    const client = new S3Client({
      region,
      endpoint: options.aws,
      forcePathStyle: true,
      credentials: () => roles.assume(roleArn),
      maxAttempts: 1, // The delivery itself tries again, and counts.
      requestHandler: boundedTimeouts(WRITE_TIMEOUT_MS),
    });
    clients.set(roleArn, client);
    return client;
  };
  const log = deliveryErrorLog({ region, endpoint: options.aws, roles });
  const write: WriteObject = async (stream, key, body, abortSignal) => {
    const { destination } = stream;
    const roleArn = destination.RoleARN as string;
    const command = new PutObjectCommand({
      Bucket: bucketName(destination),
      Key: key,
      Body: body,
      ContentType: "application/octet-stream",
      ExpectedBucketOwner: accountId,
    });
    await clientOf(roleArn)
      .send(command, { abortSignal })
      .catch((error: unknown) => {
        if (!abortSignal.aborted) log(stream, error);
        roles.forget(roleArn); // The role may have been made anew.
        clients.get(roleArn)?.destroy();
        clients.delete(roleArn);
        throw error;
      });
  };
  const close = () => {
    roles.close();
    for (const client of clients.values()) client.destroy();
  };
  return { write, roles, close };
}
