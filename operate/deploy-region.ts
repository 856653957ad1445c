/** A region as a deployment meets it: through names, the AWS SDK, and whatever brings its stack up. */
import { setTimeout as pause } from "node:timers/promises";
import { type CanaryResult, sendCanary } from "./canary";
import {
  type DeployClock,
  type DeployOptions,
  deployRegions,
  type RegionOutcome,
  type RegionPort,
} from "./deploy";
import { judgeOf } from "./deploy-judge";
import { liveVersion, shiftLive } from "./live-version";
import type { HealthStatus, Pair, RegionOutputs } from "./pair";
import { stopState } from "./stop-object";

/** Pulumi's engine, or another one that runs the same program. */
export interface Stacks {
  /** What {@link up} would do, one line a resource. */
  plan(region: RegionOutputs, signal: AbortSignal): Promise<readonly string[]>;
  up(region: RegionOutputs, signal: AbortSignal): Promise<void>;
}

/** Seconds between two questions to Route 53's and CloudWatch's APIs. */
const ASK_SECONDS = 10;
/** A step is as long as Route 53 needs to notice what `/health` does: 10 s until it says so, then three checks 10 s apart. */
export const STEP_SECONDS = 60;
export const STEPS: readonly number[] = [10, 50, 100];
/** Between two looks. Never compressed: a look's canaries are as many as their route takes in a second. */
const LOOK_SECONDS = 1;

export interface DeployPairOptions extends Pick<DeployOptions, "say" | "signal"> {
  /** How many times faster waits run; 1 on AWS. */
  readonly speed?: number;
  readonly steps?: readonly number[];
  /** Not compressed by `speed` yet. */
  readonly stepSeconds?: number;
  readonly force?: boolean;
  /** Only these regions, in the same order; both when left out. */
  readonly regions?: readonly string[];
}

/** Deploys what `stacks` brings up, to the standby and then to the primary. See {@link deployRegions}. */
export function deployPair(
  pair: Pair,
  stacks: Pick<Stacks, "up">,
  { speed = 1, steps = STEPS, stepSeconds = STEP_SECONDS, regions, ...options }: DeployPairOptions,
): Promise<RegionOutcome[]> {
  const ports = portsOf(pair, stacks, speed).filter(({ region }) => regions?.includes(region) ?? true);
  return deployRegions(ports, {
    ...options,
    steps,
    stepSeconds: stepSeconds / speed,
    lookSeconds: LOOK_SECONDS,
    clock: systemClock,
  });
}

const systemClock: DeployClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** Both regions in the order of a deployment, the standby first. */
export const portsOf = (pair: Pair, stacks: Pick<Stacks, "up">, speed: number): RegionPort[] =>
  [pair.standby, pair.primary].map((region) => ({
    region: region.region,
    collectFunction: region.collectFunction,
    up: (signal) => stacks.up(region, signal),
    version: () => liveVersion(pair, region),
    shift: (shift) => shiftLive(pair, region, shift),
    refusals: () => refusalsOf(pair, region),
    judge: () => judgeOf(pair, region, Math.max(1, ASK_SECONDS / speed)),
  }));

/** What speaks for or against a deployment before it begins. */
interface Readiness {
  readonly peer: HealthStatus;
  readonly peerIsStopped: boolean;
  /** To the region itself, through its own name. */
  readonly canary: CanaryResult;
}

async function refusalsOf(pair: Pair, region: RegionOutputs): Promise<string[]> {
  const peer = pair.peerOf(region);
  const [status, { stopped }, canary] = await Promise.all([
    pair.healthStatus(peer),
    stopState(pair, peer),
    sendCanary(pair, region),
  ]);
  return refusalsFrom(region, peer, { peer: status, peerIsStopped: stopped, canary });
}

/** Pure. A bad build must have a way out: clients that leave the region need a peer that serves them. */
export function refusalsFrom(
  region: Pick<RegionOutputs, "regionalName">,
  peer: Pick<RegionOutputs, "region">,
  { peer: status, peerIsStopped, canary }: Readiness,
): string[] {
  const refusals: string[] = [];
  if (!status.healthy)
    refusals.push(
      `${peer.region}, where clients would go, is unhealthy: ${status.problem ?? "nobody has checked it yet"}.`,
    );
  if (peerIsStopped) refusals.push(`${peer.region}, where clients would go, is stopped. Resume it first.`);
  if (canary.problem !== undefined)
    refusals.push(
      `A canary to ${region.regionalName} is not acknowledged before anything changed: ${canary.problem}.`,
    );
  return refusals;
}
