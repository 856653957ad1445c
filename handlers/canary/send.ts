/** One canary through the real path: the name's DNS, API Gateway and IAM, the collector, and what keeps events for it. */
import { randomUUID } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { request as overHttp, type RequestOptions } from "node:http";
import { request as overHttps } from "node:https";
import { text } from "node:stream/consumers";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { canaryPath } from "../collect/canary-route";
import type { Credentials } from "../delivery/aws";
import { reasonOf } from "../delivery/deliver";

/** What signs for an API's routes ("Control access to HTTP APIs with IAM authorization"). */
const SERVICE = "execute-api";

export interface CanaryRequest {
  /** A custom domain name of the API, e.g. eu-west-1.events.example.com. */
  readonly name: string;
  /** The region whose API is to answer: a signature holds in one region alone. */
  readonly region: string;
  readonly credentials: Credentials;
  /** Milliseconds until there must be a whole answer, resolving the name and connecting included. */
  readonly withinMs: number;
  readonly way?: Way;
  readonly signal?: AbortSignal;
}

/** How names are reached where the machine's own resolver does not know them. Left out: HTTPS, as anybody's. */
export interface Way {
  /** A DNS server, `address:port`. */
  readonly dns: string;
  /** The port that serves every name, in plain HTTP. */
  readonly httpPort: number;
}

export interface CanaryResult {
  /** Of the answer; 0 when there was none. */
  readonly status: number;
  /** From before the name was resolved until the whole answer. */
  readonly milliseconds: number;
  readonly eventId: string;
  /** Which region and build took it, as the collector says. */
  readonly region?: string;
  readonly build?: string;
  /** Why the canary is not acknowledged; absent when it is. */
  readonly problem?: string;
}

/** Sends one and reads the answer. Never rejects: what went wrong is its result. */
export async function sendCanary(request: CanaryRequest): Promise<CanaryResult> {
  const eventId = randomUUID();
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(request.withinMs);
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
  const result = await exchange(request, eventId, signal).then(
    ({ status, body }) => ({ status, ...verdictOf(status, body) }),
    (error: unknown) => {
      const problem = deadline.aborted ? `no answer within ${request.withinMs} ms` : reasonOf(error);
      return { status: 0, problem };
    },
  );
  return { eventId, milliseconds: Math.round(performance.now() - startedAt), ...result };
}

/** Pure: what an answer says of the canary. Acknowledged is only what the collector itself says it kept. */
export function verdictOf(status: number, body: string): Pick<CanaryResult, "region" | "build" | "problem"> {
  const { accepted, region, build, code, message } = objectIn(body);
  const taker = {
    ...(typeof region === "string" && { region }),
    ...(typeof build === "string" && { build }),
  };
  if (status === 200 && accepted === 1) return taker;
  const said = [code, message].find((one) => typeof one === "string");
  if (status === 200) return { ...taker, problem: "HTTP 200, but not the collector's answer" };
  return { ...taker, problem: `HTTP ${status}${said === undefined ? "" : ` ${said}`}` };
}

/** What is sent, signed. Host is the name alone, whatever the port: so the API knows the request by it. */
export async function signedCanary({ name, region, credentials }: CanaryRequest, eventId: string) {
  const signer = new SignatureV4({ service: SERVICE, region, credentials, sha256: Sha256 });
  const body = JSON.stringify({ event_id: eventId, event_name: "canary" });
  const { headers } = await signer.sign({
    method: "POST",
    protocol: "https:",
    hostname: name,
    path: canaryPath,
    headers: { host: name, "content-type": "application/json" },
    body,
  });
  return { headers, body };
}

async function exchange(request: CanaryRequest, eventId: string, signal: AbortSignal) {
  const { name, way } = request;
  const { headers, body } = await signedCanary(request, eventId);
  // A connection of its own: one that was kept would pass by what DNS answers now.
  const common: RequestOptions = { method: "POST", path: canaryPath, headers, agent: false, signal };
  const outgoing = way
    ? overHttp({ ...common, host: await addressOf(name, way.dns, signal), port: way.httpPort })
    : overHttps({ ...common, host: name, servername: name });
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    outgoing.once("error", reject);
    outgoing.once("response", (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    outgoing.end(body);
  });
}

async function addressOf(name: string, server: string, signal: AbortSignal): Promise<string> {
  const resolver = new Resolver();
  resolver.setServers([server]);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel);
  try {
    signal.throwIfAborted();
    return (await resolver.resolve4(name))[0] as string;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function objectIn(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // An answer that is not JSON is not the collector's.
  }
}
