/** As much of S3, SQS and Secrets Manager as a load calls, over HTTP, in memory. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface Aws {
  /** For AWS_ENDPOINT_URL. */
  readonly url: string;
  readonly bucket: string;
  /** What lies in the bucket, by key. */
  readonly objects: Map<string, Buffer>;
  /** What was asked of SQS: the message's receipt handle, and the seconds until it comes again. */
  readonly putOff: [string, number][];
  close(): Promise<void>;
}

/** @param password what Secrets Manager answers. */
export async function startAws(password: string): Promise<Aws> {
  const bucket = "lake";
  const objects = new Map<string, Buffer>();
  const putOff: [string, number][] = [];

  const s3 = (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://s3").pathname);
    const body = objects.get(path.slice(`/${bucket}/`.length));
    if (body === undefined) return response.writeHead(404).end();
    const etag = `"${createHash("md5").update(body).digest("hex")}"`;
    const asked = request.headers["if-match"];
    if (asked !== undefined && asked !== etag) return response.writeHead(412).end();
    response.writeHead(200, {
      ETag: etag,
      "Content-Length": body.length,
      "Last-Modified": "Sat, 21 Nov 2026 12:00:00 GMT",
    });
    return response.end(request.method === "HEAD" ? undefined : body);
  };
  const server = createServer(async (request, response) => {
    const target = String(request.headers["x-amz-target"]);
    if (target === "undefined") return s3(request, response);
    const asked = (await json(request)) as { ReceiptHandle?: string; VisibilityTimeout?: number };
    if (target === "AmazonSQS.ChangeMessageVisibility") {
      putOff.push([String(asked.ReceiptHandle), Number(asked.VisibilityTimeout)]);
      return response.end("{}");
    }
    if (target === "secretsmanager.GetSecretValue")
      return response.end(
        JSON.stringify({ SecretString: JSON.stringify({ username: "holdfast", password }) }),
      );
    return response.writeHead(400).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ bucket, objects, putOff },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A queue's batch of one message, which names these objects. */
export const batchOf = (bucket: string, keys: readonly string[], receives = 1) => ({
  Records: [
    {
      eventSource: "aws:sqs",
      messageId: "m1",
      receiptHandle: "r1",
      attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: "0" },
      body: JSON.stringify({
        Records: keys.map((key) => ({
          eventName: "ObjectCreated:Put",
          s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key) } },
        })),
      }),
    },
  ],
});
