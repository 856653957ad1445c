/** What became of a request, and the one line that it leaves in the log. */
import type { BehindBreaker } from "../delivery/circuit-breaker";
import type { Delivery } from "../delivery/deliver";
import type { Protocol } from "../event/envelope";
import type { Refusal } from "../event/refusal";
import { embeddedMetrics, type MetricValues } from "../metrics";
import type { HttpAnswer, HttpRequest } from "./http";

export interface Outcome {
  answer: HttpAnswer;
  /**
   * One word: accepted, refused, not_durable, healthy, unhealthy, stopped, not_stopped, preflight, failed, or why the whole request
   * was refused.
   */
  outcome: string;
  /** How the events came, where the request held any; canaries are told apart by it. */
  protocol?: Protocol;
  /** Events acknowledged by this answer. */
  accepted?: number;
  refused?: readonly Refusal[];
  delivery?: Delivery;
  /** The code or name of an error that should not have been. */
  error?: string;
}

/** Who writes a line. */
export interface Writer {
  functionName: string;
  region: string;
  build: string;
}

/** Milliseconds since 1970. */
export interface Span {
  startedAt: number;
  endedAt: number;
}

/**
 * Nothing in it can name a person: no address, no query string, no agent, and of what the client wrote only what is ours (a path
 * that we know, a code that we gave). Lambda writes its own request id in front of it.
 */
export function logLine(request: HttpRequest, result: Outcome, writer: Writer & Span): string {
  const { answer, outcome, accepted, refused, delivery, error } = result;
  const { functionName, region, build, startedAt, endedAt } = writer;
  return JSON.stringify({
    message: "request",
    request_id: request.requestId,
    method: knownOr(request.method, ["GET", "POST", "OPTIONS", "HEAD"]),
    path: knownOr(request.path.replace(/^\/stop\/.*/, "/stop"), [
      "/i",
      "/events",
      "/canary",
      "/health",
      "/stop",
    ]),
    status: answer.statusCode,
    outcome,
    accepted,
    refused: refused && refused.length > 0 ? countByCode(refused) : undefined,
    kept: delivery?.kept,
    undelivered: delivery?.undelivered || undefined,
    reasons: delivery && Object.keys(delivery.reasons).length > 0 ? delivery.reasons : undefined,
    error,
    region,
    build,
    milliseconds: endedAt - startedAt,
    ...embeddedMetrics(metricsOf(result), functionName, endedAt),
  });
}

/** What there is to count, canaries left out: they are nobody's events. */
function metricsOf({ protocol, accepted = 0, delivery }: Outcome): MetricValues {
  if (protocol === undefined || protocol === "canary") return {};
  const counts: MetricValues = {
    EventsAcknowledged: accepted,
    EventsNotDurable: delivery?.undelivered ?? 0,
    EventsUndeliverable: delivery?.kept.here ?? 0,
    EventsToPeer: delivery?.kept.peer ?? 0,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** What a breaker leaves in the log when it opens, opens again after a probe, or closes. */
export function breakerLine(
  change: Parameters<BehindBreaker["onChange"]>[0],
  { functionName, region, build, reason, at }: Writer & { reason: string | undefined; at: number },
): string {
  const metrics = embeddedMetrics({ BreakerOpen: change === "opened" ? 1 : 0 }, functionName, at);
  return JSON.stringify({ message: "breaker", state: change, reason, region, build, ...metrics });
}

const knownOr = (text: string, known: readonly string[]): string => (known.includes(text) ? text : "other");

function countByCode(refused: readonly Refusal[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of refused) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
