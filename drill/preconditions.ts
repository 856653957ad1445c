/** What must hold before a fault may be injected: a drill on a pair that is not whole proves nothing. */
import { setTimeout as pause } from "node:timers/promises";
import { GetHealthCheckCommand } from "@aws-sdk/client-route-53";
import type { Pair, RegionOutputs } from "../operate/pair";
import type { OutsideProbes } from "./outside";
import type { Precondition, Scenario } from "./scenario";

export interface PreconditionContext {
  readonly pair: Pair;
  readonly probes: OutsideProbes;
  /** How long each may take to come true: a new region's first answers and checks come late. */
  readonly secondsMax: number;
  readonly signal: AbortSignal;
}

const PAUSE_MS = 250;

/** What does not hold, in words; nothing when all does. */
export async function unmetOf(
  needs: readonly Precondition[],
  context: PreconditionContext,
): Promise<string[]> {
  const problems = await Promise.all(needs.map((need) => problemOf(need, context)));
  return problems.filter((problem) => problem !== undefined);
}

/** Asks until it holds; what the last look found otherwise. */
async function problemOf(need: Precondition, context: PreconditionContext): Promise<string | undefined> {
  const end = performance.now() + context.secondsMax * 1_000;
  for (;;) {
    const problem = await look(need, context).catch((error: Error) => `${need}: ${error.message}`);
    if (problem === undefined || performance.now() > end) return problem;
    await pause(PAUSE_MS, undefined, { signal: context.signal });
  }
}

async function look(need: Precondition, { pair, probes }: PreconditionContext): Promise<string | undefined> {
  switch (need) {
    case "primary-serves":
      return serves(pair.primary, probes);
    case "standby-serves":
      return serves(pair.standby, probes);
    case "stop-is-followed": {
      const { stop } = await pair.checks(pair.primary);
      if (stop !== undefined) return undefined;
      return `The failover record of ${pair.primary.region} does not follow its STOP switch.`;
    }
    case "both-checks-healthy": {
      const statuses = await Promise.all(
        pair.regions.map(async (region) => ({ ...(await pair.healthStatus(region)), region: region.region })),
      );
      const ill = statuses.filter(({ healthy }) => !healthy);
      const said = ill.map(({ region, problem }) => `${region}: ${problem ?? "nobody has checked it yet"}`);
      return ill.length === 0 ? undefined : `Health checks are not both healthy. ${said.join("; ")}.`;
    }
  }
}

async function serves(
  { role, region, regionalName }: RegionOutputs,
  probes: OutsideProbes,
): Promise<string | undefined> {
  const { outcome, status } = await probes.probe(region, regionalName);
  if (status !== undefined && status >= 200 && status < 300) return undefined;
  return `The ${role} in ${region} does not serve: ${regionalName}/health ${status ?? outcome}.`;
}

/** Interval and threshold of the check whose turn moves the clients: the STOP switch's, or the endpoint's own. */
export async function checkThatMoves(
  pair: Pair,
  { expect }: Scenario,
): Promise<{ intervalSeconds: number; failureThreshold: number }> {
  const { endpoint, stop = endpoint } = await pair.checks(pair.primary);
  const { HealthCheck } = await pair.clients.route53.send(
    new GetHealthCheckCommand({ HealthCheckId: expect.failover?.by === "stop" ? stop : endpoint }),
  );
  const { RequestInterval = 30, FailureThreshold = 3 } = HealthCheck?.HealthCheckConfig ?? {};
  return { intervalSeconds: RequestInterval, failureThreshold: FailureThreshold };
}
