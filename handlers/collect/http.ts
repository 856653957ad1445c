/** HTTP API's payload format 2.0, read without trusting it and answered ("Working with AWS Lambda proxy integrations for HTTP APIs"). */
import { isJsonObject } from "../event/client-event";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** As it was written in the URL, without the question mark. */
  readonly query: string;
  /** "name=value", as many as the client sent. */
  readonly cookies: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
  readonly sourceIp: string;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** Whom IAM let call, on a route that asks it; null on every other. API Gateway says it, no client can. */
  readonly iamCaller: string | null;
  /** Null when absent; names in lower case, as API Gateway writes them. */
  header(name: string): string | null;
}

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: string[];
  body: string;
  isBase64Encoded?: boolean;
}

/** Any value: what is missing or of another type reads as absent, so no request can make reading it fail. */
export function readRequest(event: unknown): HttpRequest {
  const outer = objectOr(event);
  const context = objectOr(outer.requestContext);
  const http = objectOr(context.http);
  const headers = objectOr(outer.headers);
  const header = (name: string) => (Object.hasOwn(headers, name) ? textOr(headers[name], null) : null);
  return {
    method: textOr(http.method, "").toUpperCase(),
    path: textOr(outer.rawPath, textOr(http.path, "")),
    query: textOr(outer.rawQueryString, ""),
    cookies: cookiesOf(outer.cookies, header("cookie")),
    body: textOr(outer.body, ""),
    isBase64Encoded: outer.isBase64Encoded === true,
    sourceIp: textOr(http.sourceIp, ""),
    userAgent: textOr(http.userAgent, header("user-agent")),
    requestId: textOr(context.requestId, ""),
    iamCaller: textOr(objectOr(objectOr(context.authorizer).iam).userArn, null),
    header,
  };
}

const objectOr = (value: unknown) => (isJsonObject(value) ? value : {});

const textOr = <Otherwise>(value: unknown, otherwise: Otherwise): string | Otherwise =>
  typeof value === "string" ? value : otherwise;

function cookiesOf(cookies: unknown, header: string | null): string[] {
  const list = Array.isArray(cookies) ? cookies.filter((cookie) => typeof cookie === "string") : [];
  return list.length > 0 ? list : (header ?? "").split(/; */);
}

/** Seconds after which a client may try again what nothing could keep. */
const retryAfterSeconds = 5;

/** No answer may be kept by a cache: the next one differs. */
const noStore = { "cache-control": "no-store" };

export const jsonAnswer = (statusCode: number, body: unknown, headers = {}): HttpAnswer => ({
  statusCode,
  headers: { "content-type": "application/json", ...noStore, ...headers },
  body: JSON.stringify(body),
});

export const emptyAnswer = (statusCode: number, headers = {}): HttpAnswer => ({
  statusCode,
  headers: { ...noStore, ...headers },
  body: "",
});

export const bytesAnswer = (contentType: string, base64: string, headers = {}): HttpAnswer => ({
  statusCode: 200,
  headers: { "content-type": contentType, ...noStore, ...headers },
  body: base64,
  isBase64Encoded: true,
});

/** Nothing of the request counts as received. */
export const notDurableAnswer = (): HttpAnswer =>
  jsonAnswer(
    503,
    { code: "not_durable", message: "The events could not be stored. Send them again." },
    { "retry-after": String(retryAfterSeconds) },
  );
