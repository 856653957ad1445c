import type { IncomingMessage } from "node:http";
import type { Answer } from "../../loopback";
import { answerXml, parseConfiguration } from "./configuration";
import type { Replicator } from "./replicator";
import { S3Error, s3Answer, s3ErrorAnswer } from "./s3-error";

export interface ReplicationApiOptions {
  readonly replicator: Replicator;
  readonly accountId: string;
}

/** `PUT|GET|DELETE /<bucket>?replication`; the caller is known to be root, the region to be the signature's. */
export async function replicationAnswer(
  request: IncomingMessage,
  body: Buffer,
  region: string,
  { replicator, accountId }: ReplicationApiOptions,
): Promise<Answer> {
  const bucket = bucketOf(request);
  try {
    const owner = request.headers["x-amz-expected-bucket-owner"];
    if (owner !== undefined && owner !== accountId) throw new S3Error(403, "AccessDenied", "Access Denied");
    switch (request.method) {
      case "PUT":
        await replicator.configure(bucket, region, parseConfiguration(body.toString()));
        return s3Answer(200);
      case "GET": {
        await replicator.requireExisting(bucket);
        const configuration = replicator.configurationOf(bucket);
        if (configuration === undefined)
          throw new S3Error(
            404,
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
          );
        return s3Answer(200, answerXml(configuration));
      }
      case "DELETE":
        await replicator.requireExisting(bucket);
        replicator.remove(bucket);
        return s3Answer(204);
      default:
        throw new S3Error(
          405,
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
        );
    }
  } catch (error) {
    if (error instanceof S3Error) return s3ErrorAnswer(error, `/${bucket}`);
    console.error(error);
    return s3ErrorAnswer(
      new S3Error(500, "InternalError", "We encountered an internal error. Please try again."),
      `/${bucket}`,
    );
  }
}

/** From the path, or from a virtual host (`<bucket>.s3.<region>.…`). Pure. */
export function bucketOf({ headers, url = "/" }: Pick<IncomingMessage, "headers" | "url">): string {
  const [, virtual] = /^(.+)\.s3[.-]/.exec(headers.host ?? "") ?? [];
  return virtual ?? decodeURIComponent(new URL(url, "http://s3").pathname.split("/")[1] ?? "");
}
