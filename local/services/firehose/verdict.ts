import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "undici";
import { FirehoseError, internalFailure } from "./protocol";

/** A request as its caller signed it. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Verdict {
  /** What the caller is told when IAM says no. */
  readonly refusal: FirehoseError | undefined;
  /** Whether MiniStack carried the operation out, beyond judging it. */
  readonly carriedOut: boolean;
}

/** How long a yes or no of IAM stands in for the next calls of the same caller, operation and stream. */
const KEPT_MS = 1_000;
const TIMEOUT_MS = 5_000;
/** Of this connection only, so not the caller's to hand on ("Hop-by-hop headers"). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "expect",
  "upgrade",
]);

/**
 * IAM's verdict on a signed request. The request itself is passed on to MiniStack, which checks signature and
 * policies before it looks for the stream; it has none, so an allowed call ends there in "not found".
 */
export class Verdicts {
  readonly #agent = new Agent({ connections: 16, keepAliveTimeout: 60_000 });
  readonly #kept = new Map<string, { until: number; verdict: Promise<Verdict> }>();

  constructor(private readonly ministack: string) {}

  /** Throws when IAM says no. @throws InternalFailure when IAM does not answer. */
  async require(signed: SignedRequest, resourceArn: string): Promise<Verdict> {
    const verdict = await this.#ask(signed, resourceArn);
    if (verdict.refusal !== undefined) throw verdict.refusal;
    return verdict;
  }

  /** The same for data calls, which come by the thousand: a verdict is shared for a second. */
  async requireKept(signed: SignedRequest, operation: string, resourceArn: string): Promise<void> {
    const key = `${accessKeyOf(signed.headers)} ${operation} ${resourceArn}`;
    const now = Date.now();
    let kept = this.#kept.get(key);
    if (kept === undefined || kept.until < now) {
      kept = { until: now + KEPT_MS, verdict: this.#ask(signed, resourceArn) };
      this.#kept.set(key, kept);
      kept.verdict.catch(() => this.#kept.delete(key));
    }
    const { refusal } = await kept.verdict;
    if (refusal !== undefined) throw refusal;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #ask({ method, path, headers, body }: SignedRequest, resourceArn: string): Promise<Verdict> {
    const passedOn = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
    try {
      const answer = await request(new URL(path, this.ministack), {
        method: method as "POST",
        headers: Object.fromEntries(passedOn), // With the caller's Host: the signature covers it.
        body,
        dispatcher: this.#agent,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      });
      const refusal = refusalIn(answer.statusCode, await answer.body.text(), resourceArn);
      return { refusal, carriedOut: answer.statusCode === 200 };
    } catch (error) {
      console.error(`No verdict from IAM on ${headers["x-amz-target"]}:`, error);
      throw internalFailure();
    }
  }
}

/** Pure. A 4xx that is not about IAM or the signature means that the caller may. @throws on a failing IAM. */
export function refusalIn(status: number, body: string, resourceArn: string): FirehoseError | undefined {
  if (status >= 500) throw new Error(`IAM answered ${status}: ${body.slice(0, 200)}`);
  if (status < 400) return undefined;
  const { __type = "", message = "" } = JSON.parse(body) as { __type?: string; message?: string };
  const type = __type.split("#").at(-1) as string;
  if (type === "AccessDeniedException") return new FirehoseError(type, namingResource(message, resourceArn));
  // The rest of 403: a signature that does not hold, an unknown key, an expired token.
  return status === 403 || SIGNATURE_ERRORS.has(type) ? new FirehoseError(type, message) : undefined;
}

const SIGNATURE_ERRORS: ReadonlySet<string> = new Set([
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);

/** AWS's message names the resource; MiniStack's leaves it out. */
const namingResource = (message: string, resourceArn: string): string =>
  message.includes(" on resource: ")
    ? message
    : message.replace(/(is not authorized to perform: \S+)/, `$1 on resource: ${resourceArn}`);

/** The key that signed, from the credential scope. */
export const accessKeyOf = (headers: IncomingHttpHeaders): string =>
  /Credential=([^/,\s]+)/.exec(headers.authorization ?? "")?.[1] ?? "";
