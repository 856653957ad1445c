/** What became of a request, and the one line that it leaves in the log. */
import type { Delivery } from "../delivery/deliver";
import type { Refusal } from "../event/refusal";
import type { HttpAnswer, HttpRequest } from "./http";

export interface Outcome {
  answer: HttpAnswer;
  /** One word: accepted, refused, not_durable, healthy, unhealthy, preflight, failed, or why the whole request was refused. */
  outcome: string;
  /** Events acknowledged by this answer. */
  accepted?: number;
  refused?: readonly Refusal[];
  delivery?: Delivery;
  /** The code or name of an error that should not have been. */
  error?: string;
}

export interface Where {
  region: string;
  build: string;
  milliseconds: number;
}

/**
 * Nothing in it can name a person: no address, no query string, no agent, and of what the client wrote only what is ours (a path
 * that we know, a code that we gave).
 */
export function logLine(request: HttpRequest, result: Outcome, where: Where): string {
  const { answer, outcome, accepted, refused, delivery, error } = result;
  return JSON.stringify({
    message: "request",
    request_id: request.requestId,
    method: knownOr(request.method, ["GET", "POST", "OPTIONS", "HEAD"]),
    path: knownOr(request.path, ["/i", "/events", "/health"]),
    status: answer.statusCode,
    outcome,
    accepted,
    refused: refused && refused.length > 0 ? countByCode(refused) : undefined,
    kept: delivery?.kept,
    undelivered: delivery?.undelivered || undefined,
    reasons: delivery && Object.keys(delivery.reasons).length > 0 ? delivery.reasons : undefined,
    error,
    ...where,
  });
}

const knownOr = (text: string, known: readonly string[]): string => (known.includes(text) ? text : "other");

function countByCode(refused: readonly Refusal[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of refused) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
