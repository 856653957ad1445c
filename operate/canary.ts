/** A canary that an operator sends: the proof, from outside, that a region takes events and keeps them. */
import { type CanaryResult, sendCanary as send } from "../handlers/canary/send";
import type { Pair, RegionOutputs } from "./pair";

export type { CanaryResult };

/** Longer than an HTTP API waits for its function, 30 s: what a region can still answer counts. */
const WITHIN_MS = 31_000;

export interface CanaryOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds until there must be a whole answer. */
  readonly withinMs?: number;
}

/**
 * One canary to the region's own name, signed with the caller's credentials, which need `execute-api:Invoke` on the route
 * (HTTP 403 otherwise). Never rejects for what the region does: a result with a `problem` was not acknowledged.
 */
export async function sendCanary(
  pair: Pair,
  { region, regionalName }: RegionOutputs,
  { signal, withinMs = WITHIN_MS }: CanaryOptions = {},
): Promise<CanaryResult> {
  const credentials = await pair.clients.credentials(region);
  const { way } = pair.clients;
  return send({
    name: regionalName,
    region,
    credentials,
    withinMs,
    ...(way && { way }),
    ...(signal && { signal }),
  });
}
