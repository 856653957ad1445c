/**
 * A deployment in order: the standby, then the primary; in each, a new version gets more and more of the requests while it is
 * judged. Decisions alone: what is done to a region is done through its port.
 */
import { HoldfastError } from "../errors";
import type { LiveVersion, Shift } from "./live-version";

/** What can be done to one region, and asked of it. */
export interface RegionPort {
  readonly region: string;
  /** The name of `collect` there. */
  readonly collectFunction: string;
  /** Brings the region's stack up: a version is published when the code or configuration of `collect` changed. */
  up(signal: AbortSignal): Promise<void>;
  version(): Promise<LiveVersion>;
  shift(shift: Shift): Promise<void>;
  /** Why nothing may be deployed here now, in sentences; empty when it may. */
  refusals(): Promise<readonly string[]>;
  /** What a deployment is judged by. Asked for before the stack is brought up: what was red before is not its fault. */
  judge(): Promise<Judge>;
}

export interface Judge {
  /** A version begins to get requests, or more of them. */
  begin(version: string): Promise<void>;
  /** Looks once. */
  look(signal: AbortSignal): Promise<Judgement>;
}

export interface Judgement {
  /** What went wrong since the step began, in sentences; empty: nothing did. */
  readonly red: readonly string[];
  /** Whether the new version was seen to answer since the step began. Without that, nothing red proves nothing. */
  readonly proven: boolean;
}

export interface DeploySteps {
  /** Percent of requests that the new version gets, rising, 100 last. */
  readonly steps: readonly number[];
  /** Seconds that each step is watched, the last one too. */
  readonly stepSeconds: number;
  /** Seconds between two looks. */
  readonly lookSeconds: number;
}

export interface DeployOptions extends DeploySteps {
  /** Deploys although something speaks against it. Judging and rolling back stay as they are. */
  readonly force?: boolean;
  readonly say: (text: string) => void;
  readonly clock: DeployClock;
  /** Ctrl-C: what was begun is rolled back. */
  readonly signal: AbortSignal;
}

export interface DeployClock {
  /** Milliseconds. */
  now(): number;
  /** Ends early, without an error, when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

interface Refused {
  readonly outcome: "refused";
  readonly reasons: readonly string[];
  /** Not even `force` deploys. */
  readonly final?: true;
}

export type RegionOutcome = { readonly region: string } & (
  | Refused
  /** Nothing was published that is not live already. */
  | { readonly outcome: "unchanged"; readonly live: string }
  | { readonly outcome: "deployed"; readonly from: string; readonly to: string }
  | {
      readonly outcome: "rolled-back";
      readonly from: string;
      readonly to: string;
      /** The step that was red. */
      readonly percent: number;
      readonly reasons: readonly string[];
    }
);

/** How many times a step's seconds it may take until the new version was seen to answer. */
const PATIENCE = 3;

/**
 * Never both at once: the second region is not touched unless the first one serves the new version, or had nothing to change.
 * @param ports in this order, the standby first
 * @returns what became of each region that was come to
 * @throws what a stack says that cannot be brought up (nothing was shifted then), the signal's reason after a rollback,
 *   HF_DEPLOY_ROLLBACK when a rollback itself failed.
 */
export async function deployRegions(
  ports: readonly RegionPort[],
  options: DeployOptions,
): Promise<RegionOutcome[]> {
  const outcomes: RegionOutcome[] = [];
  for (const port of ports) {
    const outcome = await deployRegion(port, options);
    outcomes.push(outcome);
    if (outcome.outcome === "refused" || outcome.outcome === "rolled-back") break;
  }
  return outcomes;
}

async function deployRegion(port: RegionPort, options: DeployOptions): Promise<RegionOutcome> {
  const { region } = port;
  const { say, signal, force = false } = options;
  signal.throwIfAborted();
  const before = await port.version();
  const reasons = [...cutOff(before), ...(await port.refusals())];
  if (reasons.length > 0 && !force) return { region, outcome: "refused", reasons };
  for (const reason of reasons) say(`${region}: deployed all the same (--force): ${reason}`);

  const judge = await port.judge();
  say(`${region}: the stack is brought up; version ${before.live} stays live`);
  await port.up(signal);
  const after = await port.version();
  // Two that began at once: the other one shifts by now.
  const meanwhile = cutOff(after);
  if (meanwhile.length > 0 && !force) return { region, outcome: "refused", reasons: meanwhile };
  const { live: from, newest: to } = after;
  if (after.unpublished) return { region, outcome: "refused", reasons: [unpublished(port)], final: true };
  if (from === to) {
    say(`${region}: nothing new, version ${from} is live`);
    return { region, outcome: "unchanged", live: from };
  }
  const red = await shiftByStep(port, judge, { from, to }, options);
  if (red) return { region, outcome: "rolled-back", from, to, ...red };
  say(`${region}: version ${to} is live`);
  return { region, outcome: "deployed", from, to };
}

/** Deploying the newest version would pass an older build off as this one. */
const unpublished = ({ region, collectFunction }: RegionPort): string =>
  `The code that is there was never published as a version: an update was broken off. Publish it, then deploy again: aws lambda publish-version --region ${region} --function-name ${collectFunction}.`;

const cutOff = ({ live, shifting }: LiveVersion): string[] =>
  shifting
    ? [
        `${shifting.percent} % of the requests get version ${shifting.version}, all others ${live}: a deployment is under way, or was cut off.`,
      ]
    : [];

/** @returns what was red, after the rollback; undefined when the new version is live. */
async function shiftByStep(
  port: RegionPort,
  judge: Judge,
  versions: { readonly from: string; readonly to: string },
  options: DeployOptions,
): Promise<{ percent: number; reasons: readonly string[] } | undefined> {
  const { region } = port;
  const { steps, say, signal } = options;
  const { from, to } = versions;
  for (const percent of steps) {
    let reasons: readonly string[];
    try {
      say(`${region}: ${percent} % of the requests to version ${to}`);
      await judge.begin(to);
      await port.shift({ ...versions, percent });
      reasons = await watchStep(judge, options);
    } catch (error) {
      // A call that failed leaves open whether it was carried out, so the way back is gone whole.
      reasons = [`Version ${to} could not be judged: ${error instanceof Error ? error.message : error}`];
    }
    if (reasons.length === 0 && !signal.aborted) continue;
    for (const reason of reasons) say(`${region}: red at ${percent} %: ${reason}`);
    await rollBack(port, versions);
    say(`${region}: rolled back, version ${from} alone is live`);
    signal.throwIfAborted();
    return { percent, reasons };
  }
  return undefined;
}

/** @returns the reasons of the first look that was red. */
async function watchStep(
  judge: Judge,
  { stepSeconds, lookSeconds, clock, signal }: DeployOptions,
): Promise<readonly string[]> {
  const began = clock.now();
  const elapsed = () => (clock.now() - began) / 1_000;
  for (let proven = false; ; ) {
    await clock.sleep(lookSeconds * 1_000, signal);
    if (signal.aborted) return [];
    const judgement = await judge.look(signal);
    if (judgement.red.length > 0) return judgement.red;
    proven ||= judgement.proven;
    if (proven && elapsed() >= stepSeconds) return [];
    if (elapsed() >= PATIENCE * stepSeconds)
      return [`No canary was answered by the new version in ${Math.round(elapsed())} s.`];
  }
}

/** @throws HF_DEPLOY_ROLLBACK: the one failure after which a person must act at once. */
async function rollBack(port: RegionPort, { from, to }: { from: string; to: string }): Promise<void> {
  let problem: unknown;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await port.shift({ from, to, percent: 0 });
    } catch (error) {
      problem = error;
    }
  }
  const values = { region: port.region, function: port.collectFunction, from, to };
  throw new HoldfastError("HF_DEPLOY_ROLLBACK", values, { cause: problem });
}
