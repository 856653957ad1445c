/** Drives a scenario: baseline, the fault, and the way back, with traffic in every phase. */
import type { RegionOutputs } from "../operate/pair";
import type { Injection } from "./faults";
import { type Journal, now } from "./journal";
import type { Load } from "./load";
import { type Plan, planOf, shareOf } from "./plan";
import { movedAt } from "./recovery";
import { recoveryBoundSeconds, type Scenario, type Seen } from "./scenario";
import type { LiveStage } from "./stage";
import type { Timeline } from "./timeline";
import { until } from "./until";
import type { Watch } from "./watch";

export interface PhaseContext {
  readonly scenario: Scenario;
  readonly stage: LiveStage;
  readonly primary: RegionOutputs;
  readonly standby: RegionOutputs;
  readonly load: Load;
  readonly journal: Journal;
  readonly watch: Pick<Watch, "problem">;
  readonly timeline: Timeline;
  readonly injection: Injection;
  /** The one whose turn moves the clients. */
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
  readonly seen: Seen;
}

/** After so many answers and none missing, a fault that should silence a region is not there. */
const ANSWERS_THAT_DISPROVE = 6;
/** Beyond the baseline, until every client was acknowledged and Route 53 calls both regions healthy. */
const STEADY_SECONDS_MAX = 30;
/** What the timeline says where the fault would begin. */
const INJECTIONS: Readonly<Record<Injection, string>> = {
  "as-asked": "Fault",
  none: "Fault left out",
  missed: "Fault aimed where nobody is",
};

/** Nothing is injected into a pair that its own load made ill: then what is unmet, in words. */
export async function runPhases(context: PhaseContext): Promise<PhaseFacts | { readonly unmet: string[] }> {
  const { scenario, stage, primary, load, watch, timeline } = context;
  const plan = planOf(context);
  const hit = context[scenario.hits];
  const enter = (phase: keyof Plan) => load.enter(shareOf(plan, phase), plan[phase]);

  timeline.add("load", `Load begins: ${load.clientNumbers.size} clients through ${primary.failoverName}`);
  const loadAt = now();
  enter("baseline");
  await stage.hold(plan.baseline);
  // Functions may still be starting: the fault must not be blamed for that.
  const steady = () => moved(context, primary, loadAt) !== undefined && !watch.problem;
  await until(steady, STEADY_SECONDS_MAX, context.signal);
  if (watch.problem) return { unmet: [watch.problem] };

  enter("fault");
  const faultAt = now();
  const text = `${scenario.restsOnInjectedFault ? INJECTIONS[context.injection] : "Act"}: ${scenario.title}`;
  timeline.add("fault", text, { at: faultAt, region: hit.region });
  await scenario.inject(stage);
  const injectedAt = now();

  const moves = scenario.expect.failover !== undefined;
  const recoveredAt = moves ? await failOver(context, faultAt, injectedAt) : undefined;
  // What a scenario does behind its clients' backs, it must not do to their faces.
  if (!moves || recoveredAt !== undefined) {
    enter("meanwhile");
    if (scenario.meanwhile) await scenario.meanwhile(stage);
    else await stage.hold(plan.meanwhile);
  }

  const repairAt = now();
  enter("return");
  timeline.add("repair", `Repair of the ${scenario.hits}`, { at: repairAt, region: hit.region });
  await scenario.repair(stage);
  // A repair that takes long (creating a region) is part of the time in which the fault shows.
  const seen = stage.seen(injectedAt, moves ? repairAt : now());
  const failedBackAt = recoveredAt === undefined ? undefined : await failBack(context, repairAt);

  enter("after");
  await stage.hold(plan.after);
  return { faultAt, repairAt, recoveredAt, failedBackAt, seen, faultObserved: scenario.observed(seen) };
}

/** Until the clients have moved, or will not. */
async function failOver(
  context: PhaseContext,
  faultAt: number,
  injectedAt: number,
): Promise<number | undefined> {
  const { scenario, stage, standby, timeline } = context;
  const disproved = () => {
    if (!scenario.restsOnInjectedFault) return false;
    const seen = stage.seen(injectedAt);
    return seen.primary.answers >= ANSWERS_THAT_DISPROVE && !scenario.observed(seen);
  };
  const recovered = () => moved(context, standby, faultAt);
  const secondsMax = 1.5 * recoveryBoundSeconds(scenario, context) + 10;
  await until(() => recovered() !== undefined || disproved(), secondsMax, context.signal);
  const recoveredAt = recovered();
  if (recoveredAt === undefined) {
    const why = disproved() ? "The fault is not to be seen" : "The clients did not move";
    timeline.add("step", `${why}: going on without failover`);
    return undefined;
  }
  timeline.add("recovered", `99 % of the clients are acknowledged by ${standby.region}`, {
    at: recoveredAt,
    region: standby.region,
  });
  return recoveredAt;
}

/** Until the clients are on the primary again, or will not come. */
async function failBack(context: PhaseContext, repairAt: number): Promise<number | undefined> {
  const { scenario, primary, timeline, speed } = context;
  // The signal's own damping, 30 s, comes on top of the way there.
  const secondsMax = 1.5 * recoveryBoundSeconds(scenario, context) + 30 / speed + 10;
  await until(() => moved(context, primary, repairAt) !== undefined, secondsMax, context.signal);
  const failedBackAt = moved(context, primary, repairAt);
  if (failedBackAt !== undefined)
    timeline.add("failback", `99 % of the clients are acknowledged by ${primary.region} again`, {
      at: failedBackAt,
      region: primary.region,
    });
  return failedBackAt;
}

const moved = ({ load, journal }: PhaseContext, to: RegionOutputs, from: number): number | undefined =>
  movedAt(load.clientNumbers, journal.acknowledgements, to.region, from);
