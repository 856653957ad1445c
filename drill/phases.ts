/** Drives a scenario: baseline, the fault, and the way back, with traffic in every phase. */
import { setTimeout as pause } from "node:timers/promises";
import type { RegionOutputs } from "../operate/pair";
import type { Injection } from "./faults";
import { type Journal, now } from "./journal";
import type { Load } from "./load";
import { type Outside, type OutsideProbes, outsideOf } from "./outside";
import { movedAt, PROPAGATION_SECONDS } from "./recovery";
import { recoveryBoundSeconds, type Scenario, type ScenarioPair } from "./scenario";
import type { Timeline } from "./timeline";
import type { Watch } from "./watch";

export interface PhaseContext {
  readonly scenario: Scenario;
  readonly pair: ScenarioPair;
  readonly primary: RegionOutputs;
  readonly standby: RegionOutputs;
  readonly load: Load;
  readonly journal: Journal;
  readonly probes: OutsideProbes;
  readonly watch: Pick<Watch, "problem">;
  readonly timeline: Timeline;
  readonly injection: Injection;
  readonly check: { readonly intervalSeconds: number; readonly failureThreshold: number };
  readonly ttlSeconds: number;
  readonly speed: number;
  readonly signal: AbortSignal;
}

/** Epoch milliseconds; undefined for what did not come. */
export interface PhaseFacts {
  readonly faultAt: number;
  readonly repairAt: number;
  readonly recoveredAt: number | undefined;
  readonly failedBackAt: number | undefined;
  readonly faultObserved: boolean;
  readonly outside: { readonly primary: Outside; readonly standby: Outside };
  /** What the scenario demanded and did not get, in words. */
  readonly demands: readonly string[];
}

interface Plan {
  /** Expected seconds of each phase; its share of the events is its share of their sum. */
  readonly baseline: number;
  readonly fault: number;
  readonly standby: number;
  readonly return: number;
  readonly after: number;
}

/** A check that hangs on an endpoint which accepts connections ends here: 2 s for the status. */
const HUNG_CHECK_SECONDS = 2;
/** Rebuilding a region on this machine, *measured*: a few seconds for each way. */
const REBUILD_SECONDS = 8;
/** After so many answers and none missing, a fault that should silence a region is not there. */
const ANSWERS_THAT_DISPROVE = 6;
/** Beyond the baseline, until every client was acknowledged and Route 53 calls both regions healthy. */
const STEADY_SECONDS_MAX = 30;
const POLL_MS = 100;
/** What the timeline says where the fault would begin. */
const INJECTIONS: Readonly<Record<Injection, string>> = {
  "as-asked": "Fault",
  none: "Fault left out",
  missed: "Fault aimed where nobody is",
};

/** Nothing is injected into a pair that its own load made ill: then what is unmet, in words. */
export async function runPhases(context: PhaseContext): Promise<PhaseFacts | { readonly unmet: string[] }> {
  const { scenario, pair, primary, standby, journal, load, probes, timeline } = context;
  const plan = planOf(context);
  const hit = context[scenario.hits];
  const enter = (phase: keyof Plan) => {
    const total = Object.values(plan).reduce((sum, seconds) => sum + seconds, 0);
    load.enter(plan[phase] / total, plan[phase]);
  };
  const moved = (to: RegionOutputs, from: number) =>
    movedAt(load.clientNumbers, journal.acknowledgements, to.region, from);

  timeline.add("load", `Load begins: ${load.clientNumbers.size} clients through ${primary.failoverName}`);
  const loadAt = now();
  enter("baseline");
  await rest(context, plan.baseline);
  // Functions may still be starting: the fault must not be blamed for that.
  const { watch } = context;
  await until(context, () => moved(primary, loadAt) !== undefined && !watch.problem, STEADY_SECONDS_MAX);
  if (watch.problem) return { unmet: [watch.problem] };

  enter("fault");
  const faultAt = now();
  timeline.add("fault", `${INJECTIONS[context.injection]}: ${scenario.title}`, {
    at: faultAt,
    region: hit.region,
  });
  await scenario.inject(pair);
  const injectedAt = now();
  const outside = (to?: number) => ({
    primary: outsideOf(probes.probes, primary.region, injectedAt, to),
    standby: outsideOf(probes.probes, standby.region, injectedAt, to),
  });
  const facts = scenario.expect.failover
    ? await failOver(context, enter, moved, faultAt, outside, plan)
    : { recoveredAt: undefined };

  const repairAt = now();
  enter("return");
  // A repair that takes long (creating a region) is part of the time in which the fault shows.
  timeline.add("repair", `Repair of the ${scenario.hits}`, { at: repairAt, region: hit.region });
  await scenario.repair(pair);
  const met = outside(scenario.expect.failover ? repairAt : now());
  const back = await comeBack(context, moved, repairAt, facts.recoveredAt !== undefined);

  enter("after");
  await rest(context, plan.after);
  return { faultAt, repairAt, ...facts, ...back, outside: met, faultObserved: scenario.observed(met) };
}

/** Until the clients have moved, or will not. */
async function failOver(
  context: PhaseContext,
  enter: (phase: "standby") => void,
  moved: (to: RegionOutputs, from: number) => number | undefined,
  faultAt: number,
  outside: () => { primary: Outside; standby: Outside },
  plan: Plan,
): Promise<{ recoveredAt: number | undefined }> {
  const { scenario, standby, timeline } = context;
  const disproved = () => outside().primary.answers >= ANSWERS_THAT_DISPROVE && !scenario.observed(outside());
  const recovered = () => moved(standby, faultAt);
  await until(
    context,
    () => recovered() !== undefined || disproved(),
    1.5 * recoveryBoundSeconds(scenario, context) + 10,
  );
  const recoveredAt = recovered();
  if (recoveredAt === undefined) {
    const why = disproved() ? "The fault is not to be seen" : "The clients did not move";
    context.timeline.add("recovered", `${why}: going on without failover`);
    return { recoveredAt };
  }
  timeline.add("recovered", `99 % of the clients are acknowledged by ${standby.region}`, {
    at: recoveredAt,
    region: standby.region,
  });
  enter("standby");
  await rest(context, plan.standby);
  return { recoveredAt };
}

/** Until the clients are on the primary again, or the standby serves again where they never left. */
async function comeBack(
  context: PhaseContext,
  moved: (to: RegionOutputs, from: number) => number | undefined,
  repairAt: number,
  hadMoved: boolean,
): Promise<{ failedBackAt: number | undefined; demands: string[] }> {
  const { scenario, primary, standby, probes, timeline, speed } = context;
  // The signal's own damping, 30 s, comes on top of the way there.
  const secondsMax = 1.5 * recoveryBoundSeconds(scenario, context) + 30 / speed + 10;
  if (!scenario.expect.failover) {
    const serves = () => outsideOf(probes.probes, standby.region, repairedAt).served > 0;
    const repairedAt = now();
    const served = await until(context, serves, secondsMax);
    if (served) timeline.add("recovered", `${standby.region} serves again`, { region: standby.region });
    return { failedBackAt: undefined, demands: served ? [] : ["The standby did not serve again."] };
  }
  if (!hadMoved) return { failedBackAt: undefined, demands: [] };
  await until(context, () => moved(primary, repairAt) !== undefined, secondsMax);
  const failedBackAt = moved(primary, repairAt);
  if (failedBackAt !== undefined)
    timeline.add("failback", `99 % of the clients are acknowledged by ${primary.region} again`, {
      at: failedBackAt,
      region: primary.region,
    });
  return { failedBackAt, demands: [] };
}

function planOf({ scenario, check, ttlSeconds, speed }: PhaseContext): Plan {
  const within = (seconds: number, min: number, max: number) => Math.min(max, Math.max(min, seconds / speed));
  const follow = PROPAGATION_SECONDS / speed + ttlSeconds + 1;
  const checks = (each: number) => check.failureThreshold * (check.intervalSeconds / speed + each);
  const hung = scenario.expect.failover?.endpoint === "hangs" ? HUNG_CHECK_SECONDS : 0;
  const moves = scenario.expect.failover !== undefined;
  return {
    baseline: within(80, 4, 10),
    fault: moves ? checks(hung) + follow : REBUILD_SECONDS,
    standby: moves ? within(50, 2, 10) : 0,
    return: moves ? checks(0) + follow : REBUILD_SECONDS,
    after: within(50, 2, 10),
  };
}

const rest = ({ signal }: PhaseContext, seconds: number): Promise<void> =>
  pause(seconds * 1_000, undefined, { signal });

async function until({ signal }: PhaseContext, holds: () => boolean, secondsMax: number): Promise<boolean> {
  const end = performance.now() + secondsMax * 1_000;
  while (!holds()) {
    if (performance.now() > end) return false;
    await pause(POLL_MS, undefined, { signal });
  }
  return true;
}
