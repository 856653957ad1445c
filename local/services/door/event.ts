/** Pure: an HTTP request as the event of payload format 2.0 ("AWS Lambda proxy integrations for HTTP APIs"). */
import type { APIGatewayProxyEventV2 } from "aws-lambda";

export interface ReceivedRequest {
  readonly method: string;
  /** `HTTP/1.1` */
  readonly protocol: string;
  /** Names and values alternate, as received. */
  readonly rawHeaders: readonly string[];
  /** Without the question mark. */
  readonly rawQueryString: string;
  readonly body: Buffer;
  /** The address of the connection's other end. */
  readonly peerAddress: string;
}

export interface RequestPlace {
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly routeKey: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** Decoded. */
  readonly rawPath: string;
  /** Without a port. */
  readonly domainName: string;
}

export function eventOf(
  request: ReceivedRequest,
  place: RequestPlace,
  requestId: string,
  now: Date,
): APIGatewayProxyEventV2 {
  const { headers, cookies } = combinedHeaders(request.rawHeaders);
  // Here everybody comes from a loopback address, so who says where it comes from is believed.
  const sourceIp = headers["x-forwarded-for"]?.split(",").at(-1)?.trim() || request.peerAddress;
  headers["x-forwarded-for"] ??= request.peerAddress;
  headers["x-forwarded-proto"] ??= "https";
  headers["x-forwarded-port"] ??= "443";
  headers["content-length"] = String(request.body.length);
  const isText = isTextBody(headers["content-type"], headers["content-encoding"]);
  const query = queryParameters(request.rawQueryString);
  return {
    version: "2.0",
    routeKey: place.routeKey,
    rawPath: place.rawPath,
    rawQueryString: request.rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: place.accountId,
      apiId: place.apiId,
      domainName: place.domainName,
      domainPrefix: place.domainName.split(".")[0] ?? "",
      http: {
        method: request.method,
        path: place.rawPath,
        protocol: request.protocol,
        sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: place.routeKey,
      stage: place.stage,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(place.pathParameters && { pathParameters: { ...place.pathParameters } }),
    ...(Object.keys(place.stageVariables).length > 0 && { stageVariables: { ...place.stageVariables } }),
    ...(request.body.length > 0 && { body: request.body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** Everything else reaches the function in base64: also forms, and whatever has a content encoding. */
export const isTextBody = (contentType: string | undefined, contentEncoding: string | undefined): boolean =>
  contentEncoding === undefined &&
  /^\s*(text\/[^;]*|application\/(json|javascript|xml))\s*(;|$)/i.test(contentType ?? "");

/** What concerns one connection only, or is told in a place of its own. */
const ownPlace = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|cookie)$/;

/** Names in lower case, values of one name joined by commas, cookies apart. */
function combinedHeaders(rawHeaders: readonly string[]) {
  const headers: [string, string][] = [];
  const cookies: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    const value = rawHeaders[index + 1] as string;
    if (name === "cookie") cookies.push(...value.split(";").map((one) => one.trim()));
    if (!ownPlace.test(name)) headers.push([name, value]);
  }
  return { headers: joined(headers), cookies: cookies.filter((cookie) => cookie !== "") };
}

/** Decoded, values of one name joined by commas. */
const queryParameters = (rawQueryString: string): Record<string, string> | undefined =>
  rawQueryString === "" ? undefined : joined(new URLSearchParams(rawQueryString));

/** Through a map, since a client may call anything `__proto__`. */
function joined(pairs: Iterable<[string, string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(" ");
  return `${day}/${month}/${year}:${clock} +0000`;
}
