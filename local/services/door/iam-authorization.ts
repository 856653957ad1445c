/** Routes with the authorization AWS_IAM: whether IAM lets the caller in, and who it is ("Control access to HTTP APIs with IAM authorization"). */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithIAMAuthorizer } from "aws-lambda";
import { Agent, request as send } from "undici";

type IamAuthorizer = APIGatewayProxyEventV2WithIAMAuthorizer["requestContext"]["authorizer"];
export type IamCaller = IamAuthorizer["iam"];

/** A request as its caller signed it, and the route that it is for. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly api: { readonly region: string; readonly id: string; readonly stage: string };
}

const TIMEOUT_MS = 5_000;
/** Of the client's connection only ("Hop-by-hop headers"). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Asks MiniStack, which knows keys, sessions and policies, about the very request; it judges and does not carry out
 * (`judge_for_doors` in ministack/run.py). What is not signed for API Gateway in the API's region does not get so far.
 */
export class IamAuthorization {
  readonly #agent = new Agent({ connections: 8, keepAliveTimeout: 60_000 });

  constructor(private readonly ministack: string) {}

  /** The caller; undefined when it may not, or is not known. @throws when MiniStack gives no verdict. */
  async callerOf({ method, url, headers, body, api }: SignedRequest): Promise<IamCaller | undefined> {
    // MiniStack takes the signed hash at its word.
    const hash = headers["x-amz-content-sha256"];
    if (hash !== undefined && hash !== createHash("sha256").update(body).digest("hex")) return undefined;
    const scope = scopeOf(headers.authorization);
    if (scope?.service !== "execute-api" || scope.region !== api.region) return undefined;
    const passedOn = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
    const answer = await send(new URL(url, this.ministack), {
      method: method as "POST",
      // With the caller's Host: the signature covers it.
      headers: { ...Object.fromEntries(passedOn), "x-holdfast-judge": `${api.id} ${api.stage}` },
      body,
      dispatcher: this.#agent,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return JSON.parse(text) as IamCaller;
    if (answer.statusCode < 500) return undefined;
    throw new Error(`IAM answered ${answer.statusCode}: ${text.slice(0, 200)}`);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Pure: the event as a function behind such a route gets it. */
export const withCaller = (
  event: APIGatewayProxyEventV2,
  iam: IamCaller,
): APIGatewayProxyEventV2WithIAMAuthorizer => ({
  ...event,
  requestContext: { ...event.requestContext, authorizer: { iam } },
});

/** Pure: what a signature in the header is for: `<access key>/<date>/<region>/<service>/aws4_request`. */
export function scopeOf(authorization: string | undefined): { region: string; service: string } | undefined {
  const credential = /^AWS4-HMAC-SHA256 .*?Credential=([^,\s]+)/.exec(authorization ?? "")?.[1];
  const [, , region, service, end] = credential?.split("/") ?? [];
  return region && service && end === "aws4_request" ? { region, service } : undefined;
}
