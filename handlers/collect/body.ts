/** The body of `POST /events`, from what API Gateway hands over to JSON. Every way to get it wrong has its code. */
import { gunzipSync } from "node:zlib";
import { limits } from "../event/limits";
import type { HttpRequest } from "./http";

export const bodyRefusals = {
  body_empty: [400, "The body is empty. Send one event, or an array of events."],
  body_not_base64: [400, "The body is said to be base64, and is not."],
  body_not_gzip: [400, "The body is said to be gzip, and is not."],
  body_not_json: [400, "The body is not JSON."],
  body_not_utf8: [400, "The body is not UTF-8."],
  body_too_large: [413, `The body is larger than ${limits.bodyBytesMax} bytes, as sent or decompressed.`],
  charset_unsupported: [415, "The body's charset is not UTF-8."],
  content_encoding_unsupported: [415, "The content encoding is neither gzip nor identity."],
  content_type_unsupported: [415, "The content type is neither application/json nor text/plain."],
  events_none: [400, "The array holds no event."],
  events_too_many: [413, `The array holds more than ${limits.eventsMax} events.`],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type BodyRefusal = keyof typeof bodyRefusals;

/** The values that may be events, or why there are none. */
export function readEvents(request: HttpRequest): unknown[] | BodyRefusal {
  const unsupported = unsupportedType(request.header("content-type"));
  if (unsupported !== undefined) return unsupported;
  const bytes = decode(request);
  if (typeof bytes === "string") return bytes;
  if (bytes.length === 0) return "body_empty";
  const text = utf8Of(bytes);
  if (text === undefined) return "body_not_utf8";
  const value = jsonOf(text);
  if (value === undefined) return "body_not_json";
  if (!Array.isArray(value)) return [value];
  if (value.length === 0) return "events_none";
  return value.length > limits.eventsMax ? "events_too_many" : value;
}

/** text/plain is what `navigator.sendBeacon` sends a string as; it needs no preflight. */
function unsupportedType(contentType: string | null): BodyRefusal | undefined {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  if (type.trim() !== "application/json" && type.trim() !== "text/plain") return "content_type_unsupported";
  const charset = parameters.map((parameter) => parameter.trim()).find((text) => text.startsWith("charset="));
  return charset === undefined || /^charset="?utf-?8"?$/.test(charset) ? undefined : "charset_unsupported";
}

function decode(request: HttpRequest): Buffer | BodyRefusal {
  const bytes = request.isBase64Encoded ? base64Of(request.body) : Buffer.from(request.body);
  if (bytes === undefined) return "body_not_base64";
  if (bytes.length > limits.bodyBytesMax) return "body_too_large";
  const encoding = (request.header("content-encoding") ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity") return bytes;
  return encoding === "gzip" ? gunzip(bytes) : "content_encoding_unsupported";
}

/** Undefined when it is not base64. Node skips what it does not know, which would change a body without a word. */
function base64Of(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

/** Bounded: a few kilobytes can decompress to gigabytes. */
function gunzip(bytes: Buffer): Buffer | BodyRefusal {
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.bodyBytesMax });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
      ? "body_too_large"
      : "body_not_gzip";
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function utf8Of(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // Only the encoding can be wrong here.
  }
}

/** Undefined, which JSON cannot say, when it is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Only the syntax can be wrong here.
  }
}
