/** What a scenario expects beyond ledger and recovery → what was otherwise, in words. Pure. */
import type { RegionOutcome } from "../operate/deploy";
import type { AcknowledgedEvents } from "./journal";
import type { LakeObject } from "./ledger";
import type { FailedRequest } from "./recovery";
import type { Scenario } from "./scenario";
import type { Flip } from "./watch";

export interface Observed {
  readonly drillId: string;
  readonly primary: string;
  readonly standby: string;
  readonly failures: readonly FailedRequest[];
  readonly acknowledgements: readonly AcknowledgedEvents[];
  readonly flips: readonly Flip[];
  /** Absent when the scenario deployed nothing. */
  readonly deployment?: readonly RegionOutcome[] | undefined;
  readonly objects: readonly LakeObject[];
}

export function expectationProblems({ expect }: Pick<Scenario, "expect">, observed: Observed): string[] {
  return [
    ...failureProblems(expect, observed),
    ...flipProblems(expect, observed),
    ...standbyProblems(expect, observed),
    ...buildProblems(expect, observed),
    ...deploymentProblems(expect, observed),
  ];
}

type Expect = Scenario["expect"];

function failureProblems({ failedRequests }: Expect, { failures }: Observed): string[] {
  if (failedRequests === undefined || failures.length === 0) return [];
  const problems = [...new Set(failures.map(({ problem }) => problem))].join(", ");
  return [`${failures.length} requests of clients failed (${problems}); none may.`];
}

function flipProblems({ flips: allowed }: Expect, { flips }: Observed): string[] {
  if (!allowed) return [];
  const wrong = flips.filter(
    ({ isEndpoint, isRecord }) => isEndpoint || (allowed.record !== undefined && isRecord),
  );
  return wrong.map(({ region, healthy, isRecord }) => {
    const which = isRecord ? "that DNS follows" : "of the endpoint";
    return `The health check of ${region} ${which} turned ${healthy ? "healthy" : "unhealthy"}; none may turn.`;
  });
}

function standbyProblems({ standbyEvents }: Expect, { acknowledgements, standby }: Observed): string[] {
  if (standbyEvents === undefined) return [];
  const events = acknowledgements
    .filter(({ region }) => region === standby)
    .reduce((sum, one) => sum + one.events, 0);
  return events === 0 ? [] : [`The standby acknowledged ${events} events; it may get none.`];
}

function buildProblems({ builds }: Expect, observed: Observed): string[] {
  if (!builds) return [];
  const { primary, standby } = observed;
  const landed = buildsOf(observed);
  const wanted: [string, number][] = [
    [primary, builds.primary],
    [standby, builds.standby],
  ];
  return wanted.flatMap(([region, count]) => {
    const names = Object.keys(landed[region] ?? {});
    return names.length === count
      ? []
      : [`Events of ${names.length} builds landed from ${region} (${names.join(", ")}), not of ${count}.`];
  });
}

function deploymentProblems({ deployment: wanted }: Expect, { deployment = [] }: Observed): string[] {
  if (!wanted || wanted.join() === deployment.map(({ outcome }) => outcome).join()) return [];
  const said = deployment.map((one) => {
    const reasons = "reasons" in one ? ` (${one.reasons.join(" ")})` : "";
    return `${one.region} ${one.outcome}${reasons}`;
  });
  return [`The deployment ended with ${said.join(", ") || "nothing"}, not with ${wanted.join(", ")}.`];
}

/** How many of the drill's events and canaries landed from each region, by the build that took them; replicas once. */
export function buildsOf({
  drillId,
  objects,
}: Pick<Observed, "drillId" | "objects">): Record<string, Record<string, number>> {
  const seen = new Set<string>();
  const builds: Record<string, Record<string, number>> = {};
  for (const { key, lines } of objects) {
    if (seen.has(key)) continue; // The same key in the other lake is its replica.
    seen.add(key);
    for (const { protocol, properties, region = "unknown", build = "unknown" } of lines) {
      if (protocol !== "canary" && properties?.drill !== drillId) continue;
      builds[region] ??= {};
      const counts = builds[region];
      counts[build] = (counts[build] ?? 0) + 1;
    }
  }
  return builds;
}
