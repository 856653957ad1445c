/** The parts of a request that the gateway judges before any function sees it. */
import type { IncomingMessage } from "node:http";

/** Total combined size of request line and header values ("Quotas for HTTP APIs"). */
export const HEADER_BYTES_MAX = 10_240;
/** Payload size ("Quotas for HTTP APIs": 10 MB). */
export const BODY_BYTES_MAX = 10 * 1024 * 1024;

type Head = Pick<IncomingMessage, "method" | "url" | "httpVersion" | "rawHeaders">;

/** Request line and header values, without the names. */
export function headerBytes({ method = "", url = "", httpVersion, rawHeaders }: Head): number {
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  const line = `${method} ${url} HTTP/${httpVersion}`;
  return values.reduce((sum, value) => sum + value.length, line.length);
}

export interface RequestLine {
  readonly method: string;
  /** In lower case, without a port. */
  readonly host: string;
  /** Decoded. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
}

/** Undefined when it cannot be read: an escape that is none, or a target that is no path. */
export function requestLine(
  request: Pick<IncomingMessage, "method" | "url" | "headers">,
): RequestLine | undefined {
  const { method = "GET", url = "/", headers } = request;
  if (!url.startsWith("/")) return undefined;
  const mark = url.indexOf("?");
  try {
    return {
      method,
      host: (headers.host ?? "").toLowerCase().replace(/:\d+$/, ""),
      path: decodeURIComponent(mark < 0 ? url : url.slice(0, mark)),
      query: mark < 0 ? "" : url.slice(mark + 1),
    };
  } catch {
    return undefined;
  }
}

/** How much more than its limit is read, so that a client that only sends learns of the refusal. */
const DISCARDED_BYTES_MAX = 10 * BODY_BYTES_MAX;

/** The whole body; undefined when it is larger than the gateway takes. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > DISCARDED_BYTES_MAX) return undefined;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  return bytes > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks, bytes);
}
