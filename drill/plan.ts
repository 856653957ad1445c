/** How long each phase of a drill should take on this machine, which also says how many of the events it gets. Pure. */
import { PROPAGATION_SECONDS } from "./recovery";
import type { Scenario } from "./scenario";

/** Expected seconds of each phase. */
export interface Plan {
  readonly baseline: number;
  /** The injection, and the way to the standby where clients must move. */
  readonly fault: number;
  readonly meanwhile: number;
  /** The repair, and the way back. */
  readonly return: number;
  readonly after: number;
}

export interface PlanInput {
  readonly scenario: Pick<Scenario, "expect" | "takes">;
  readonly check: { readonly intervalSeconds: number; readonly failureThreshold: number };
  readonly ttlSeconds: number;
  readonly speed: number;
}

/** A check that hangs on an endpoint which accepts connections ends here: 2 s for the status. */
const HUNG_CHECK_SECONDS = 2;
/** Rests last so long at speed 1, and never less or more than what traffic needs to show. */
const BASELINE_SECONDS = { uncompressed: 80, min: 4, max: 10 };
const REST_SECONDS = { uncompressed: 50, min: 2, max: 10 };

export function planOf({ scenario: { expect, takes = {} }, check, ttlSeconds, speed }: PlanInput): Plan {
  const rest = ({ uncompressed, min, max }: typeof REST_SECONDS) =>
    Math.min(max, Math.max(min, uncompressed / speed));
  const follow = dnsSeconds(ttlSeconds, speed) + 1;
  const checks = (each: number) => check.failureThreshold * (check.intervalSeconds / speed + each);
  const hung = expect.failover?.endpoint === "hangs" ? HUNG_CHECK_SECONDS : 0;
  const moves = expect.failover !== undefined;
  return {
    baseline: rest(BASELINE_SECONDS),
    fault: (takes.inject ?? 0) + (moves ? checks(hung) + follow : 0),
    meanwhile: takes.meanwhile ?? (moves ? rest(REST_SECONDS) : 0),
    return: (takes.repair ?? 0) + (moves ? checks(0) + follow : 0),
    after: rest(REST_SECONDS),
  };
}

/** Until every client has heard of a change of health. */
export const dnsSeconds = (ttlSeconds: number, speed: number): number =>
  PROPAGATION_SECONDS / speed + ttlSeconds;

/** A phase's share of the events is its share of the time. */
export const shareOf = (plan: Plan, phase: keyof Plan): number =>
  plan[phase] / Object.values(plan).reduce((sum, seconds) => sum + seconds, 0);
