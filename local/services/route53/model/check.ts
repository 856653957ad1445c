/** A health check over time: what its checkers found, its status, and the status that DNS sees. No clock, no I/O. */
import {
  type CheckersState,
  endpointIsHealthy,
  newCheckers,
  observe,
  type StatusRules,
  statusOf,
} from "./health";
import { arrived, change, newest, type Propagated, propagated } from "./propagation";

export interface CheckState {
  readonly checkers: CheckersState;
  /** True is healthy; `seen` is what DNS goes by. */
  readonly status: Propagated<boolean>;
}

export interface CheckRules extends StatusRules {
  /** Consecutive results that turn a checker's opinion; 1 to 10. */
  readonly failureThreshold: number;
}

/** A new check starts healthy, an inverted one unhealthy. `healthy` is what an earlier run last found, if there was one. */
export function newCheck(rules: StatusRules, checkers: number, healthy = true): CheckState {
  return { checkers: newCheckers(checkers, healthy), status: propagated(statusOf(rules, healthy)) };
}

/** One result of one checker at `now`; a status that changes by it reaches DNS `propagation` later. */
export function checked(
  check: CheckState,
  rules: CheckRules,
  result: { readonly checker: number; readonly success: boolean },
  now: number,
  propagation: number,
): CheckState {
  const checkers = observe(check.checkers, result.checker, result.success, rules.failureThreshold);
  if (checkers === check.checkers) return check;
  return ruled({ ...check, checkers }, rules, now, propagation);
}

/** The status by other rules (the check was updated), or by the same ones after new results. */
export const ruled = (check: CheckState, rules: StatusRules, now: number, propagation: number): CheckState =>
  withStatus(check, statusOf(rules, endpointIsHealthy(check.checkers)), now, propagation);

/** A status that comes from elsewhere: a calculated check's, from its children. */
export function withStatus(
  check: CheckState,
  healthy: boolean,
  now: number,
  propagation: number,
): CheckState {
  if (newest(check.status) === healthy) return check;
  return { ...check, status: change(check.status, healthy, now, propagation) };
}

/** The check's status at once, as its API and its parents see it. */
export const isHealthy = (check: CheckState): boolean => newest(check.status);

/** The check as DNS sees it at `now`. */
export const seenAt = (check: CheckState, now: number): CheckState => {
  const status = arrived(check.status, now);
  return status === check.status ? check : { ...check, status };
};
