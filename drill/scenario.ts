/** A scenario in the words of the pair: what must hold, what happens to it, how that is seen, and what must come of it. */
import { CLIENT_RETRY_SECONDS } from "./client";
import type { Outside } from "./outside";
import { type BoundInput, boundSeconds } from "./recovery";

/** What must hold before anything is injected; else the drill is REFUSED. */
export type Precondition = "primary-serves" | "standby-serves" | "both-checks-healthy";

export interface ScenarioRegion {
  readonly gates: { hang(): Promise<void>; open(): Promise<void> };
}

export interface ScenarioPair {
  readonly primary: ScenarioRegion;
  readonly standby: ScenarioRegion & {
    /** Everything but its data buckets. */
    destroy(): Promise<void>;
    create(): Promise<void>;
  };
}

export interface Scenario {
  readonly name: string;
  /** Its number in "Drills", where it has one. */
  readonly drill?: string;
  /** One sentence: the state of the world. */
  readonly title: string;
  readonly needs: readonly Precondition[];
  /** The region that it happens to. */
  readonly hits: "primary" | "standby";
  /** Whether the gates inject it. False: `--disable-faults` has nothing to leave out. */
  readonly restsOnInjectedFault: boolean;
  readonly inject: (pair: ScenarioPair) => Promise<void>;
  /** Whether requests to the regions' own names show it; asked of what they met from the injection to the repair. */
  readonly observed: (outside: { primary: Outside; standby: Outside }) => boolean;
  /** What was not seen when {@link observed} says no. */
  readonly unobserved: string;
  readonly repair: (pair: ScenarioPair) => Promise<void>;
  readonly expect: {
    readonly lost: 0;
    readonly unexpected: 0;
    /** How the primary behaves while clients fail over within the bound; absent when they must not move at all. */
    readonly failover?: Pick<BoundInput, "endpoint" | "holdSeconds">;
  };
}

/** The longest that the scenario's failover may take, from the check and the TTL that were seen. */
export const recoveryBoundSeconds = (
  { expect }: Scenario,
  seen: {
    readonly check: { readonly intervalSeconds: number; readonly failureThreshold: number };
    readonly ttlSeconds: number;
    readonly speed: number;
  },
): number =>
  boundSeconds({
    ...seen.check,
    ttlSeconds: seen.ttlSeconds,
    speed: seen.speed,
    endpoint: expect.failover?.endpoint ?? "answers",
    holdSeconds: expect.failover?.holdSeconds ?? 0,
    clientRetrySeconds: CLIENT_RETRY_SECONDS,
  });
