/** How long recovery took, how long it may take, and what that would be with uncompressed waits. Pure. */

/** What a client saw of one request that was not acknowledged, nor refused for what it held. */
export interface FailedRequest {
  readonly client: number;
  /** Absent when the name could not be resolved. */
  readonly region: string | undefined;
  /** Epoch milliseconds of its start and of its failure. */
  readonly startedAt: number;
  readonly failedAt: number;
  /** In a word or two, to be counted by: "HTTP 503", "TimeoutError". */
  readonly problem: string;
}

export interface AcknowledgedRequest {
  readonly client: number;
  readonly region: string;
  readonly at: number;
}

/** When a client's resolver first answered a region after it had answered another. */
export interface Move {
  readonly client: number;
  readonly region: string;
  readonly at: number;
}

/** The share of clients that must be acknowledged for recovery to be over. */
const CLIENT_SHARE = 0.99;
/** A check that hangs ends after 4 s to connect, 2 s for the status, 2 s for the body ("How Route 53 determines…"). */
const CHECK_SECONDS_MAX = 8;
/** How long a change of health takes to reach DNS: assumed, AWS gives no figure. */
export const PROPAGATION_SECONDS = 10;

export interface BoundInput {
  /** From GetHealthCheck, uncompressed. */
  readonly intervalSeconds: number;
  readonly failureThreshold: number;
  /** As the DNS answers said it, so compressed already. */
  readonly ttlSeconds: number;
  readonly speed: number;
  /** Whether the endpoint hangs (then each check takes up to 8 s) or refuses at once. */
  readonly endpoint: "hangs" | "refuses" | "answers";
  /** How long the signal stays healthy though nothing can be kept; 0 when the endpoint does not answer. Uncompressed. */
  readonly holdSeconds: number;
  /** The longest time between two tries of a client: its timeout and its longest pause. Never compressed. */
  readonly clientRetrySeconds: number;
}

/** H + F×(I+τ) + P + TTL + C ("Recovery time" in docs/drills.md): waits are compressed, timeouts are not. */
export function boundSeconds(bound: BoundInput): number {
  const checkSeconds = bound.endpoint === "hangs" ? CHECK_SECONDS_MAX : 0;
  const compressed = (seconds: number) => seconds / bound.speed;
  return (
    compressed(bound.holdSeconds) +
    bound.failureThreshold * (compressed(bound.intervalSeconds) + checkSeconds) +
    compressed(PROPAGATION_SECONDS) +
    bound.ttlSeconds +
    bound.clientRetrySeconds
  );
}

/** When 99 % of `clients` had been acknowledged by `region` at or after `from`; undefined while fewer were. */
export function movedAt(
  clients: ReadonlySet<number>,
  acknowledged: Iterable<AcknowledgedRequest>,
  region: string,
  from: number,
): number | undefined {
  const first = new Map<number, number>();
  for (const { client, region: by, at } of acknowledged)
    if (by === region && at >= from && clients.has(client))
      first.set(client, Math.min(first.get(client) ?? Number.POSITIVE_INFINITY, at));
  const needed = Math.ceil(CLIENT_SHARE * clients.size);
  return needed === 0 ? undefined : [...first.values()].sort((a, b) => a - b)[needed - 1];
}

/** The first request to `region` that the fault made fail: it may have been under way when the fault began. */
export function firstFailureAt(
  failed: Iterable<FailedRequest>,
  region: string,
  faultAt: number,
): number | undefined {
  let first: number | undefined;
  for (const { region: to, startedAt, failedAt } of failed)
    if (to === region && failedAt >= faultAt) first = Math.min(first ?? startedAt, startedAt);
  return first;
}

export interface RecoveryInput {
  readonly firstFailureAt: number;
  readonly recoveredAt: number;
  /** When the check turned, when DNS answered the standby, when 99 % of the clients had resolved it; where seen. */
  readonly healthAt: number | undefined;
  readonly dnsAt: number | undefined;
  readonly resolvedAt: number | undefined;
  readonly intervalSeconds: number;
  readonly failureThreshold: number;
  readonly ttlSeconds: number;
  readonly speed: number;
}

export interface Recovery {
  readonly seconds: number;
  /** How many of those seconds were waits that the speed shortens. */
  readonly waitedSeconds: number;
  readonly asIfUncompressedSeconds: number;
}

/**
 * Splits recovery at the health flip and at the change of DNS: of the detection, F intervals were waits at most (the rest
 * were checks that hung); propagation was a wait; of the clients' part, what passed until they resolved anew, up to the TTL.
 * A point that was not seen adds no wait, so the uncompressed figure is never made of a guess.
 */
export function recoveryOf(input: RecoveryInput): Recovery {
  const between = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? 0 : Math.max(0, to - from) / 1000;
  const intervals = (input.failureThreshold * input.intervalSeconds) / input.speed;
  const seconds = between(input.firstFailureAt, input.recoveredAt);
  const waited =
    Math.min(between(input.firstFailureAt, input.healthAt), intervals) +
    between(input.healthAt, input.dnsAt) +
    Math.min(between(input.dnsAt, input.resolvedAt), input.ttlSeconds);
  const waitedSeconds = Math.min(waited, seconds);
  return {
    seconds,
    waitedSeconds,
    asIfUncompressedSeconds: seconds - waitedSeconds + waitedSeconds * input.speed,
  };
}
