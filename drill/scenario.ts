/** A scenario in the words of the pair: what must hold, what happens to it, how that is seen, and what must come of it. */
import type { RegionOutcome } from "../operate/deploy";
import { CLIENT_RETRY_SECONDS } from "./client";
import type { FloodCounts, FloodShape } from "./flood";
import type { Facts, Measure } from "./measures";
import type { Outside } from "./outside";
import type { Patch } from "./patched-program";
import { type BoundInput, boundSeconds } from "./recovery";
import type { ServiceProbeCounts } from "./service-probe";

/** What must hold before anything is injected; else the drill is REFUSED. */
export type Precondition = "primary-serves" | "standby-serves" | "both-checks-healthy" | "stop-is-followed";

/** What every scenario needs: a pair that is whole. */
export const WHOLE_PAIR: readonly Precondition[] = [
  "primary-serves",
  "standby-serves",
  "both-checks-healthy",
];

/** What can be done to a region. All but the gates is what an operator does, by the operator's own functions. */
export interface StageRegion {
  readonly gates: {
    /** Clients connect and never hear anything. */
    hang(): Promise<void>;
    /** Nobody gets in, and no AWS API of the region answers. */
    close(): Promise<void>;
    /** Firehose takes calls and never answers. */
    hangFirehose(): Promise<void>;
    /** Undoes all of these. */
    open(): Promise<void>;
  };
  /** STOP: clients are to be sent to the peer. */
  stop(): Promise<void>;
  resume(): Promise<void>;
  /** Everything but what holds events: its data buckets and its delivery stream. */
  destroy(): Promise<void>;
  create(): Promise<void>;
  /** Until its own name serves; else the drill fails. */
  untilServes(secondsMax: number): Promise<void>;
  /** Until Route 53's checkers find its endpoint healthy; else the drill fails. */
  untilEndpointHealthy(secondsMax: number): Promise<void>;
}

/** Where a scenario plays: the pair under load. */
export interface Stage {
  readonly primary: StageRegion;
  readonly standby: StageRegion;
  readonly speed: number;
  /** Seconds after which every client has heard of what DNS began to answer now: propagation and the TTL that was seen. */
  readonly dnsSeconds: number;
  /** How long Firehose holds a record, at most. Never compressed. */
  readonly bufferSeconds: number;
  hold(seconds: number): Promise<void>;
  /** A new build of the program with `patches`, to both regions by `holdfast deploy`'s own steps. */
  deploy(patches: readonly Patch[]): Promise<void>;
  /** A flood on the failover name. It ends by itself, and at the end of the drill at the latest. */
  flood(shape: FloodShape): void;
  endFlood(): Promise<void>;
  /** Events that a region's clients were acknowledged for since then (epoch milliseconds). */
  acknowledgedBy(region: "primary" | "standby", since: number): number;
  /** The drill fails, with this reason. */
  fail(reason: string): void;
}

/** What showed from outside, between the injection and the repair. */
export interface Seen {
  readonly primary: Outside;
  readonly standby: Outside;
  /** Whether the standby's `/stop/<primary>` said that the primary is stopped. */
  readonly stopped: boolean;
  /** Calls of the primary's Firehose, made by the drill itself. */
  readonly firehose: ServiceProbeCounts;
  readonly flood: FloodCounts;
  readonly deployment: readonly RegionOutcome[] | undefined;
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
  /** Settings of both stacks on this machine, merged over all others; keys carry their namespace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Seconds between two sends of a client. Absent: about one. */
  readonly flushSeconds?: { readonly min: number; readonly max: number };
  /** What its parts take on this machine, in seconds, *measured*; a part's share of the events follows from it. */
  readonly takes?: { readonly inject?: number; readonly meanwhile?: number; readonly repair?: number };
  readonly inject: (stage: Stage) => Promise<void>;
  /** Whether it showed from outside; else INCONCLUSIVE. */
  readonly observed: (seen: Seen) => boolean;
  /** What was not seen when {@link observed} says no. */
  readonly unobserved: string;
  /** Once clients have moved, where they must; else right after the injection. Left out when they did not move. */
  readonly meanwhile?: (stage: Stage) => Promise<void>;
  readonly repair: (stage: Stage) => Promise<void>;
  readonly expect: {
    readonly lost: 0;
    readonly unexpected: 0;
    /** How clients fail over within the bound; absent when they must not move at all. */
    readonly failover?: Failover;
    /** Not one request of a client fails, from the first to the last. */
    readonly failedRequests?: 0;
    /** Which checks may not turn in either region: the endpoints' own, or those that DNS follows, too. */
    readonly flips?: { readonly endpoint: 0; readonly record?: 0 };
    /** Clients never get an answer from the standby. */
    readonly standbyEvents?: 0;
    /** Events of how many builds land from each region. */
    readonly builds?: { readonly primary: number; readonly standby: number };
    /** What becomes of each region that the deployment comes to, the standby first. */
    readonly deployment?: readonly RegionOutcome["outcome"][];
  };
  /** Figures for the report; one beyond its limit fails the drill. */
  readonly measure?: (facts: Facts) => readonly Measure[];
}

export interface Failover extends Pick<BoundInput, "endpoint" | "holdSeconds"> {
  /** Which check's turn moves the clients. Default: the endpoint's. */
  readonly by?: "endpoint" | "stop";
}

/** The longest that the scenario's failover may take, from the check and the TTL that were seen. */
export const recoveryBoundSeconds = (
  { expect }: Scenario,
  seen: {
    /** The one that moves the clients. */
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
