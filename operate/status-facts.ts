/** What is known of the pair at one moment. Each fact stands for itself: what could not be learned says why. */
import type { LiveVersion } from "./live-version";
import type { RecordHealth } from "./pair";
import type { StopState } from "./stop-object";

export type Fact<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly problem: string };

/** Undeliverable batches without a receipt. */
export interface Waiting {
  readonly count: number;
  /** Of the one that was stored first; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** Objects of the lake that Postgres does not hold yet. */
export interface Loading {
  /** Waiting, under way, or put off until the database answers again. */
  readonly count: number;
  /** Of the one that has waited longest; undefined without a figure of CloudWatch's. */
  readonly oldestSeconds: number | undefined;
}

/** What `collect`'s breakers last told of themselves, in any execution environment. They speak on a change, and while open. */
export type Breaker =
  | { readonly state: "open" | "closed"; readonly saidSecondsAgo: number }
  /** Nobody has said anything for an hour: the state of a quiet day. One that is open and not asked says nothing either. */
  | { readonly state: "silent" }
  /** The last word is an old one of a breaker that opened. */
  | { readonly state: "unknown"; readonly why: string };

/** The objects that Firehose wrote lately, and whether they are in the peer's lake. */
export interface Replication {
  /** False: `replication.replicate` keeps the lake at home. */
  readonly on: boolean;
  readonly recent: number;
  /** How many of them the peer does not have yet. */
  readonly behind: number;
  /** Of the oldest that it does not have. */
  readonly oldestSeconds: number;
}

export interface RedAlarm {
  /** Without the region's prefix. */
  readonly name: string;
  /** The page that its description links to; one runbook may serve several alarms. */
  readonly runbook: string;
}

export interface RegionFacts {
  readonly region: string;
  readonly role: "primary" | "standby";
  readonly health: Fact<RecordHealth>;
  readonly stop: Fact<StopState>;
  readonly version: Fact<LiveVersion | undefined>;
  /** What its own replay has to bring home. */
  readonly undelivered: Fact<Waiting>;
  /** Of the peer's, as replicated here: what adopting would take over. */
  readonly replicas: Fact<Waiting>;
  readonly deadLetters: Fact<number>;
  readonly quarantined: Fact<number>;
  readonly loading: Fact<Loading>;
  readonly etlDeadLetters: Fact<number>;
  readonly breaker: Fact<Breaker>;
  readonly replication: Fact<Replication>;
  /** Those that are red. */
  readonly alarms: Fact<readonly RedAlarm[]>;
}

/** The last drill on this machine. */
export interface Drill {
  readonly scenario: string;
  readonly verdict: string;
  readonly startedAt: string;
}

export interface Facts {
  readonly at: Date;
  /** The region that the failover name leads to, as this machine's resolver answers. */
  readonly answered: Fact<string>;
  /** The primary, then the standby. */
  readonly regions: readonly [RegionFacts, RegionFacts];
  readonly drill: Fact<Drill | undefined>;
}
