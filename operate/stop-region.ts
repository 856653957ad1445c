/** STOP: takes a region's clients away and gives them back, by one object in the peer region. No DNS change, no deployment. */
import { setTimeout as pause } from "node:timers/promises";
import { HoldfastError } from "../errors";
import { healthSearchString, stopPath, stopSearchString } from "../handlers/collect/environment";
import { ask } from "./ask";
import type { Pair, RegionOutputs } from "./pair";
import { removeStop, type StopState, stopState, writeStop } from "./stop-object";

export { type StopState, stopState };

export interface StopOptions {
  /** Stop the region though its peer may not be fit to take its clients. */
  readonly force?: boolean;
  /** Takes one line of what is found and done. */
  readonly say?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** What stands beside the switch may be gone: no question to it may hold up a stop for longer. */
const BESIDE_MS = 5_000;
/** A check comes at most 30 s after the last and takes at most 8 s; then some. */
const FOLLOW_SECONDS_MAX = 60;
/** Route 53 takes 5 requests a second of an account ("Quotas", Route 53 API requests). */
const POLL_MS = 1_000;

export const isStopped = async (pair: Pair, region: RegionOutputs): Promise<boolean> =>
  (await stopState(pair, region)).stopped;

/**
 * Stops a region: Route 53 answers its peer from the next checks on. Only the peer region is needed for it; stopping what is
 * stopped changes nothing.
 * @returns whether it was running before
 * @throws HF_STOP_REFUSED when the peer is not fit to take the clients, unless `force`; HF_STOP_UNWRITTEN; what S3 in the peer says.
 */
export async function stop(pair: Pair, region: RegionOutputs, options: StopOptions = {}): Promise<boolean> {
  const { force = false, say = () => undefined } = options;
  const peer = pair.peerOf(region);
  const before = await stopState(pair, region);
  if (before.stopped) {
    say(`${region.region} is stopped already${sinceOf(before)}`);
    return false;
  }
  const problems = await problemsOf(pair, region, options);
  options.signal?.throwIfAborted(); // Whoever gave up meanwhile wants no stop, forced or not.
  if (problems.length > 0 && !force)
    throw new HoldfastError("HF_STOP_REFUSED", { region: region.region, problems: problems.join(" ") });
  for (const problem of problems) say(`Forced, although: ${problem}`);
  if (before.foreign) say("The switch held something that is no stop; it is overwritten");
  await writeStop(pair, region);
  await confirm(pair, region, true);
  say(`${region.region} is stopped: ${peer.undeliverableBucket} in ${peer.region} says so`);
  return true;
}

/**
 * Lets a stopped region have its clients again, as soon as its own health allows.
 * @returns whether it was stopped before
 * @throws HF_STOP_UNWRITTEN; what S3 in the peer says.
 */
export async function resume(pair: Pair, region: RegionOutputs, options: StopOptions = {}): Promise<boolean> {
  const { say = () => undefined } = options;
  const before = await stopState(pair, region);
  if (!before.stopped && !before.foreign) {
    say(`${region.region} is not stopped`);
    return false;
  }
  if (before.foreign) say("The switch held something that is no stop; it is removed");
  await removeStop(pair, region);
  await confirm(pair, region, false);
  if (before.stopped) say(`${region.region} is no longer stopped; it was${sinceOf(before)}`);
  return before.stopped;
}

/** What followed: Route 53's checkers see it; they did not in time; or nobody could ask them. */
export type Followed = "seen" | "unseen" | "unknown";

/** Waits until Route 53's checkers have seen the switch as it is. The first of them do within one interval. */
export async function follow(
  pair: Pair,
  region: RegionOutputs,
  options: Pick<StopOptions, "say" | "signal"> & { readonly secondsMax?: number } = {},
): Promise<Followed> {
  const { say = () => undefined, signal, secondsMax = FOLLOW_SECONDS_MAX } = options;
  const wanted = await isStopped(pair, region);
  await sayOfPeer(pair, region, wanted, say, signal);
  const check = await besides(pair.checks(region).then(({ stop }) => stop ?? null));
  if (check instanceof Error) {
    say(`Route 53 could not be asked what its checkers see (${check.message}); they see it all the same`);
    return "unknown";
  }
  if (check === null) return "unseen"; // The record does not follow the switch.
  say(`Waiting until Route 53's checkers see it, ${secondsMax} s at most`);
  for (const end = performance.now() + secondsMax * 1_000; performance.now() < end; ) {
    const status = await besides(pair.checkStatus(check));
    if (!(status instanceof Error) && status.checkers > 0 && status.healthy === wanted) {
      say(`Route 53's checkers see it (${status.checkers} asked)`);
      return "seen";
    }
    await pause(POLL_MS, undefined, { signal });
  }
  return "unseen";
}

/** Why the peer should not get the region's clients, in sentences. */
async function problemsOf(
  pair: Pair,
  region: RegionOutputs,
  { say = () => undefined, signal }: StopOptions,
): Promise<string[]> {
  const peer = pair.peerOf(region);
  const [answer, peerStop, checks, health] = await Promise.all([
    ask(pair, peer, "/health", { ...(signal && { signal }) }).catch((error: Error) => error),
    besides(stopState(pair, peer, AbortSignal.timeout(2 * BESIDE_MS))), // Nobody listens any more by then.
    besides(pair.checks(region)),
    besides(pair.healthStatus(peer)),
  ]);
  const problems: string[] = [];
  if (answer instanceof Error)
    problems.push(`${peer.regionalName}/health does not answer (${answer.message}).`);
  else if (answer.status !== 200 || !answer.body.includes(healthSearchString(peer.region, peer.role)))
    problems.push(`${peer.regionalName}/health does not say healthy (HTTP ${answer.status}).`);

  // The peer's own switch lies in the region that is to be stopped. One that nobody can read stops nobody.
  if (peerStop instanceof Error)
    say(`Whether ${peer.region} is stopped could not be read in ${region.region} (${peerStop.message})`);
  else if (peerStop.stopped) problems.push(`${peer.region} is itself stopped${sinceOf(peerStop)}.`);

  if (checks instanceof Error)
    say(`Route 53 could not be asked (${checks.message}); what the regions say themselves decides`);
  else if (checks.stop === undefined)
    problems.push(`The failover record of ${region.region} does not follow the switch (routing.followStop).`);
  if (!(health instanceof Error) && health.checkers > 0 && !health.healthy)
    problems.push(`Route 53's checkers call ${peer.region} unhealthy (${health.problem}).`);
  return problems;
}

/** What the peer answers its checkers now; an environment of it may share an answer for a second or two. */
async function sayOfPeer(
  pair: Pair,
  region: RegionOutputs,
  wanted: boolean,
  say: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const peer = pair.peerOf(region);
  const path = stopPath(region.region);
  const answer = await ask(pair, peer, path, { ...(signal && { signal }) }).catch((error: Error) => error);
  if (answer instanceof Error) return say(`${peer.regionalName}${path} does not answer (${answer.message})`);
  const says = answer.body.includes(stopSearchString(region.region));
  const late = says === wanted ? "" : ": it still shares an earlier answer, or cannot read the switch";
  say(`${peer.regionalName}${path} answers ${answer.status}, ${says ? "stopped" : "not stopped"}${late}`);
}

async function confirm(pair: Pair, region: RegionOutputs, wanted: boolean): Promise<void> {
  const { stopped } = await stopState(pair, region);
  if (stopped !== wanted)
    throw new HoldfastError("HF_STOP_UNWRITTEN", {
      region: region.region,
      found: stopped ? "stopped" : "not stopped",
      bucket: pair.peerOf(region).undeliverableBucket,
    });
}

/** Its result or its error, in a bounded time. */
async function besides<T>(asked: Promise<T>): Promise<T | Error> {
  const done = new AbortController();
  const late = pause(BESIDE_MS, new Error(`no answer within ${BESIDE_MS / 1_000} s`), {
    signal: done.signal,
  });
  try {
    return await Promise.race([asked, late]);
  } catch (error) {
    return error as Error;
  } finally {
    done.abort();
    late.catch(() => undefined);
    asked.catch(() => undefined);
  }
}

/** ` since …, by …`, as far as it is known. */
const sinceOf = ({ since, by }: Pick<StopState, "since" | "by">): string =>
  `${since ? ` since ${since.toISOString()}` : ""}${by ? `, by ${by}` : ""}`;
