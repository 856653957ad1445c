/** The daily canaries of a region: one to each region's own name, and one to the name that clients use. */
import { HoldfastError } from "../../errors";
import type { Credentials } from "../delivery/aws";
import { embeddedMetrics } from "../metrics";
import type { CanaryEnvironment } from "./environment";
import type { CanaryRequest, CanaryResult } from "./send";

export interface Canary {
  environment: CanaryEnvironment;
  /** The function's own name, by which its metrics are found. */
  functionName: string;
  credentials(): Promise<Credentials>;
  send(request: CanaryRequest): Promise<CanaryResult>;
  now(): number;
  /** Takes one line. */
  log(line: string): void;
}

interface Target {
  name: string;
  /** Who may answer, in the order in which they are tried: a signature holds in one region alone. */
  regions: readonly string[];
}

/**
 * Sends all at once and waits for each. They also keep awake what they call: a standby that is idle for weeks is one that nobody
 * knows to work.
 * @throws HF_CANARY_FAILED after all have been sent, when one was not acknowledged: so the invocation fails, and is counted.
 */
export async function sendCanaries(args: Canary): Promise<void> {
  const targets = targetsOf(args.environment);
  const results = await Promise.all(
    targets.map(async (target) => ({ target, result: await sendTo(target, args) })),
  );
  for (const { target, result } of results) args.log(logLine(target, result, args));
  const failed = results.filter(({ result }) => result.problem !== undefined);
  if (failed.length > 0)
    throw new HoldfastError("HF_CANARY_FAILED", {
      failed: failed.length,
      sent: results.length,
      problems: failed.map(({ target, result }) => `${target.name}: ${result.problem}.`).join(" "),
    });
}

const targetsOf = ({ here, peer, failoverName }: CanaryEnvironment): Target[] => [
  { name: here.name, regions: [here.region] },
  { name: peer.name, regions: [peer.region] },
  { name: failoverName, regions: [here.region, peer.region] },
];

async function sendTo({ name, regions }: Target, { environment, credentials, send }: Canary) {
  const { timeoutMs: withinMs, way } = environment;
  let result: CanaryResult | undefined;
  for (const region of regions) {
    const request = { name, region, credentials: await credentials(), withinMs, ...(way && { way }) };
    result = await send(request);
    // The other region answers the name, and cannot know a signature for this one; or the role may not, which the last one says.
    if (result.status !== 403) break;
  }
  return notByAnother(result as CanaryResult, regions);
}

/** A name that leads to a region that it is not of is as wrong as one that leads nowhere. */
function notByAnother(result: CanaryResult, regions: readonly string[]): CanaryResult {
  const { problem, region = "nobody" } = result;
  if (problem !== undefined || regions.includes(region)) return result;
  return { ...result, problem: `answered by ${region}, not ${regions.join(" or ")}` };
}

function logLine({ name }: Target, result: CanaryResult, { environment, functionName, now }: Canary): string {
  const failed = result.problem === undefined ? 0 : 1;
  return JSON.stringify({
    message: "canary",
    name,
    status: result.status,
    problem: result.problem,
    event_id: result.eventId,
    taken_by: result.region,
    taken_by_build: result.build,
    milliseconds: result.milliseconds,
    region: environment.here.region,
    build: environment.build,
    ...embeddedMetrics({ CanaryAnswered: 1 - failed, CanaryFailed: failed }, functionName, now()),
  });
}
