/** Pure: what a client gets, from a function's answer or from the gateway itself. */
export interface Answer {
  readonly status: number;
  /** Names and values alternate. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** The gateway's own answers. AWS documents few of them; what is assumed stands in the table of differences. */
const gatewayMessages = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

export type GatewayStatus = keyof typeof gatewayMessages;

export const gatewayAnswer = (status: GatewayStatus): Answer => ({
  status,
  headers: ["Content-Type", "application/json"],
  body: Buffer.from(JSON.stringify({ message: gatewayMessages[status] })),
});

/** How an invocation ended that gave no answer of the function. */
export type InvocationFailure =
  | "timeout"
  | "throttled"
  | "unavailable"
  | "function-error"
  | "denied"
  | "too-large";

/**
 * A function's own failure, or no permission to call it, is 500 ("Troubleshooting issues with HTTP API Lambda
 * integrations"); no answer within the integration's timeout is 503, and so is a throttle or an outage of Lambda.
 */
export const statusOfFailure: Readonly<Record<InvocationFailure, GatewayStatus>> = {
  denied: 500,
  "function-error": 500,
  throttled: 503,
  timeout: 503,
  "too-large": 413,
  unavailable: 503,
};

/**
 * A function's answer in payload format 2.0: with a `statusCode` it is taken as written, without one it is itself
 * the JSON body of a 200. Undefined when it is malformed: the client gets a 500 then.
 */
export function answerOf(payload: string): Answer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.statusCode === undefined) {
    const body = typeof value === "string" ? value : JSON.stringify(value);
    return { status: 200, headers: ["Content-Type", "application/json"], body: Buffer.from(body) };
  }
  const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded = false } = value;
  const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 599)
    return undefined;
  const lines = headerLines(headers ?? {}, cookies ?? []);
  if (!lines || (body !== null && typeof body !== "string") || typeof isBase64Encoded !== "boolean")
    return undefined;
  return { status, headers: lines, body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8") };
}

/** Set by the server that sends the answer, from what it sends. */
const ownHeaders = /^(connection|content-length|date|keep-alive|transfer-encoding|upgrade)$/i;
/** What no HTTP header can hold ("Field Names" and "Field Values", RFC 9110). */
const impossible = /[^\t\x20-\x7e\x80-\xff]/;

function headerLines(headers: unknown, cookies: unknown): readonly string[] | undefined {
  if (!isRecord(headers) || !Array.isArray(cookies)) return undefined;
  const lines: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || impossible.test(String(value))) return undefined;
    if (!ownHeaders.test(name)) lines.push(name, String(value));
  }
  for (const cookie of cookies) {
    if (typeof cookie !== "string" || impossible.test(cookie)) return undefined;
    lines.push("Set-Cookie", cookie);
  }
  if (!lines.some((line, index) => index % 2 === 0 && /^content-type$/i.test(line)))
    lines.push("Content-Type", "text/plain;charset=UTF-8");
  return lines;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
