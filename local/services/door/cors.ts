/** Pure: the answers to browsers that an API's CORS configuration gives ("Configure CORS for HTTP APIs"). */
import type { Answer } from "./answer";
import type { Cors } from "./configuration";

/** Whether the gateway answers this request by itself, whatever routes there are. */
export const isPreflight = (cors: Cors | undefined, method: string, headers: CorsRequestHeaders): boolean =>
  cors !== undefined &&
  method === "OPTIONS" &&
  headers.origin !== undefined &&
  headers["access-control-request-method"] !== undefined;

export interface CorsRequestHeaders {
  readonly origin?: string | undefined;
  readonly "access-control-request-method"?: string | undefined;
}

/** 204; without any CORS header when the origin is not allowed, so that the browser refuses. */
export function preflightAnswer(cors: Cors, origin: string): Answer {
  const headers = originHeaders(cors, origin);
  if (headers.length > 0) {
    if (cors.allowMethods.length > 0)
      headers.push("Access-Control-Allow-Methods", cors.allowMethods.join(","));
    if (cors.allowHeaders.length > 0)
      headers.push("Access-Control-Allow-Headers", cors.allowHeaders.join(","));
    if (cors.maxAgeSeconds !== undefined) headers.push("Access-Control-Max-Age", String(cors.maxAgeSeconds));
  }
  return { status: 204, headers, body: Buffer.alloc(0) };
}

/** A function's answer with the configured headers; its own CORS headers are ignored. */
export function withCors(answer: Answer, cors: Cors | undefined, origin: string | undefined): Answer {
  if (!cors) return answer;
  const kept = answer.headers.filter((_, index) => {
    const name = answer.headers[index - (index % 2)] as string;
    return !name.toLowerCase().startsWith("access-control-");
  });
  const added = origin === undefined ? [] : originHeaders(cors, origin);
  if (added.length > 0 && cors.exposeHeaders.length > 0)
    added.push("Access-Control-Expose-Headers", cors.exposeHeaders.join(","));
  return { ...answer, headers: [...kept, ...added] };
}

function originHeaders(cors: Cors, origin: string): string[] {
  const allowed = cors.allowOrigins.find(
    (one) =>
      one === "*" || one === origin || (/^https?:\/\/\*$/.test(one) && origin.startsWith(one.slice(0, -1))),
  );
  if (allowed === undefined) return [];
  const headers = ["Access-Control-Allow-Origin", allowed === "*" ? "*" : origin];
  if (cors.allowCredentials) headers.push("Access-Control-Allow-Credentials", "true");
  return headers;
}
