/**
 * When Route 53 holds an endpoint for healthy ("How Amazon Route 53 determines whether a health check is healthy").
 * Each checker decides for itself, by consecutive results; Route 53 then counts the checkers. No clock, no I/O.
 */

/** More than this share of checkers (percent) must say healthy, or the endpoint is unhealthy. */
export const HEALTHY_SHARE_PERCENT = 18;

/** One checker's own opinion of an endpoint. */
export interface CheckerState {
  readonly healthy: boolean;
  /** Consecutive results, up to now, that contradict the opinion. */
  readonly against: number;
}

/** All checkers of one endpoint, in a fixed order. */
export type CheckersState = readonly CheckerState[];

/** What turns the checkers' count into a status. */
export interface StatusRules {
  /** Healthy counts as unhealthy, and the other way round. */
  readonly inverted?: boolean;
  /** No checks are made; the endpoint counts as healthy ("HealthCheckConfig", Disabled). */
  readonly disabled?: boolean;
}

/** A new check starts healthy until its checkers know better ("Values that you specify when you create health checks"). */
export const newCheckers = (count: number, healthy = true): CheckersState =>
  Array.from({ length: count }, () => ({ healthy, against: 0 }));

/**
 * One result of one checker. Its opinion turns when `failureThreshold` results in a row contradict it, in either
 * direction: the threshold is as many successes as failures ("HealthCheckConfig", FailureThreshold).
 */
export function observe(
  checkers: CheckersState,
  checker: number,
  success: boolean,
  failureThreshold: number,
): CheckersState {
  const before = checkers[checker];
  if (before === undefined) return checkers;
  const after = turned(before, success, failureThreshold);
  return after === before ? checkers : checkers.with(checker, after);
}

function turned(before: CheckerState, success: boolean, failureThreshold: number): CheckerState {
  if (success === before.healthy) return before.against === 0 ? before : { ...before, against: 0 };
  const against = before.against + 1;
  return against >= failureThreshold
    ? { healthy: success, against: 0 }
    : { healthy: before.healthy, against };
}

/** Healthy when more than 18 % of the checkers say so; exactly 18 % is not enough. */
export function endpointIsHealthy(checkers: CheckersState): boolean {
  let healthy = 0;
  for (const checker of checkers) if (checker.healthy) healthy += 1;
  return healthy * 100 > HEALTHY_SHARE_PERCENT * checkers.length;
}

/**
 * The status that DNS goes by. Inversion comes last, over a disabled check too: the documentation names it as the
 * way to stop traffic to a disabled check's resource ("HealthCheckConfig", Disabled).
 */
export const statusOf = (rules: StatusRules, endpointHealthy: boolean): boolean =>
  (rules.disabled === true || endpointHealthy) !== (rules.inverted === true);

/** Healthy when at least `healthThreshold` children are; 0 is always healthy ("HealthCheckConfig", HealthThreshold). */
export const calculatedIsHealthy = (children: readonly boolean[], healthThreshold: number): boolean =>
  children.filter((healthy) => healthy).length >= healthThreshold;

/**
 * The longest time, in seconds, from the moment an endpoint starts to answer otherwise until DNS answers otherwise.
 * A result may have come just before; then each of `failures` results takes an interval and the time of a check.
 */
export const answerChangesWithinSeconds = (timing: {
  readonly failures: number;
  readonly intervalSeconds: number;
  readonly checkSecondsMax: number;
  readonly propagationSeconds: number;
}): number => timing.failures * (timing.intervalSeconds + timing.checkSecondsMax) + timing.propagationSeconds;
