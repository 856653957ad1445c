/** A healthy pair's facts, for tests that change one thing. */
import type { Fact, Facts, RegionFacts } from "../status-facts";

export const known = <Value>(value: Value): Fact<Value> => ({ known: true, value });
export const unreachable = { known: false, problem: "no answer within 8 s" } as const;

export const none = { count: 0, oldestSeconds: 0 };
const quiet = { followed: true, stopped: false, checkers: 16 };
const healthyEndpoint = { healthy: true, checkers: 16, problem: undefined };

export const healthy = known({ healthy: true, endpoint: healthyEndpoint, stop: quiet });
export const unhealthy = known({
  healthy: false,
  endpoint: { healthy: false, checkers: 16, problem: "Failure: connection timed out" },
  stop: quiet,
});
export const stoppedAt = (time: string) =>
  known({ stopped: true, foreign: false, since: new Date(time), by: "arn:aws:iam::123456789012:user/ann" });

const regionFacts = (role: RegionFacts["role"], region: string): RegionFacts => ({
  region,
  role,
  health: healthy,
  stop: known({ stopped: false, foreign: false }),
  version: known({ live: "3", newest: "3", shifting: undefined }),
  undelivered: known(none),
  replicas: known(none),
  deadLetters: known(0),
  quarantined: known(0),
  loading: known({ count: 0, oldestSeconds: undefined }),
  etlDeadLetters: known(0),
  breaker: known({ state: "silent" }),
  replication: known({ on: true, recent: 12, behind: 0, oldestSeconds: 0 }),
  alarms: known([]),
});

/** Every fact of a region that does not answer; its health and its STOP switch are kept elsewhere. */
export const gone: Partial<RegionFacts> = {
  version: unreachable,
  undelivered: unreachable,
  replicas: unreachable,
  deadLetters: unreachable,
  quarantined: unreachable,
  loading: unreachable,
  etlDeadLetters: unreachable,
  breaker: unreachable,
  replication: unreachable,
  alarms: unreachable,
};

export interface Change {
  readonly answered?: Facts["answered"];
  readonly primary?: Partial<RegionFacts>;
  readonly standby?: Partial<RegionFacts>;
}

export const facts = ({ answered = known("eu-west-1"), primary, standby }: Change = {}): Facts => ({
  at: new Date("2026-11-21T15:00:00Z"),
  answered,
  regions: [
    { ...regionFacts("primary", "eu-west-1"), ...primary },
    { ...regionFacts("standby", "us-west-2"), ...standby },
  ],
  drill: known({ scenario: "primary-black-hole", verdict: "PASS", startedAt: "2026-11-21T14:00:00Z" }),
});
