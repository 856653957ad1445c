/** What the clients, the probes and the lakes showed → ledger, recovery, verdict, report. Pure. */
import { buildsOf, expectationProblems, type Observed } from "./expectations";
import type { Denied, Injection } from "./faults";
import type { InputSurvey } from "./input";
import type { Journal } from "./journal";
import type { LakesRead } from "./lake";
import { type LakeObject, type Ledger, lackingIn, takeLedger } from "./ledger";
import { type InFlightSample, type Measure, measureProblems } from "./measures";
import type { PhaseFacts } from "./phases";
import { firstFailureAt, movedAt, type Recovery, recoveryOf } from "./recovery";
import { IDS_MAX, type Report } from "./report-schema";
import { recoveryBoundSeconds, type Scenario } from "./scenario";
import type { Timeline } from "./timeline";
import { type Findings, judge } from "./verdict";
import type { WarehouseRead } from "./warehouse";
import type { Flip } from "./watch";

/** Said of a drill whether it ran or was refused. */
export interface Begun {
  readonly id: string;
  readonly startedAt: Date;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly speed: number;
  readonly bufferSeconds: number;
  readonly injection: Injection;
  readonly survey: InputSurvey;
  readonly journal: Pick<
    Journal,
    "attempted" | "acknowledged" | "refused" | "failures" | "acknowledgements" | "moves"
  >;
  readonly timeline: Timeline;
  readonly primary: string;
  readonly standby: string;
  readonly engine: string;
  readonly resources: Readonly<Record<string, number>>;
  /** Preconditions that did not hold. */
  readonly unmet: readonly string[];
}

/** What a drill that was not refused showed. */
export interface Ran {
  readonly clients: ReadonlySet<number>;
  readonly check: { readonly intervalSeconds: number; readonly failureThreshold: number };
  readonly ttlSeconds: number;
  /** Epoch milliseconds. */
  readonly loadAt: number;
  readonly loadSeconds: number;
  readonly phases: PhaseFacts;
  /** What the scenario demanded while it played and did not get, in words. */
  readonly demands: readonly string[];
  readonly flips: readonly Flip[];
  readonly inFlight: readonly InFlightSample[];
  readonly objects: readonly LakeObject[];
  readonly unreadable: readonly string[];
  readonly read: LakesRead;
  /** Absent where nobody outside the network can read the databases. */
  readonly warehouse?: WarehouseRead;
  readonly denied: readonly Denied[];
}

export interface Conclusion {
  readonly report: Report;
  /** Absent when the lakes were not read. */
  readonly ledger: Ledger | undefined;
}

/** Beyond the buffer: what S3 takes to store an object, and its whole seconds. */
const LATE_SLACK_SECONDS = 5;

export function conclude(begun: Begun, ran: Ran | undefined, endedAt: Date): Conclusion {
  const ledger = ran && isRead(ran) ? ledgerOf(begun, ran) : undefined;
  const bound = ran && begun.scenario.expect.failover ? boundOf(begun, ran) : undefined;
  const recovery = ran && recoveryIn(begun, ran);
  const measures = ran ? measuresOf(begun, ran) : [];
  const { verdict, reasons } = judge(findingsOf(begun, ran, { ledger, recovery, bound, measures }));
  const { journal, timeline } = begun;
  const count = (ids: { readonly size: number } | readonly string[] | undefined) =>
    ids === undefined ? null : "size" in ids ? ids.size : ids.length;
  const { attempted, acknowledged, refused } = journal;
  const settled = ran && "settled" in ran.read ? ran.read : undefined;

  const report: Report = {
    id: begun.id,
    verdict,
    reasons: [...reasons],
    scenario: begun.scenario.name,
    startedAt: begun.startedAt.toISOString(),
    durationSeconds: rounded((endedAt.getTime() - begun.startedAt.getTime()) / 1_000),
    seed: begun.seed,
    speed: begun.speed,
    bufferSeconds: begun.bufferSeconds,
    injection: begun.injection,
    input: { ...begun.survey, skippedReasons: { ...begun.survey.skippedReasons } },
    load: {
      clients: ran?.clients.size ?? 0,
      seconds: rounded(ran?.loadSeconds ?? 0),
      failedRequests: countedBy(journal.failures, ({ problem }) => problem),
    },
    ledger: {
      attempted: attempted.size,
      acknowledged: acknowledged.size,
      refused: refused.size,
      unanswered: [...attempted].filter((id) => !acknowledged.has(id) && !refused.has(id)).length,
      landed: count(ledger?.landed),
      lost: count(ledger?.lost),
      unexpected: count(ledger?.unexpected),
      duplicates: count(ledger?.duplicates),
      late: count(ledger?.late),
      canaries: count(ledger?.canaries),
      foreign: count(ledger?.foreign),
      lostIds: ledger?.lost.slice(0, IDS_MAX) ?? [],
      unexpectedIds: ledger?.unexpected.slice(0, IDS_MAX) ?? [],
    },
    lakes: Object.fromEntries(Object.entries(ledger?.lakes ?? {}).map(([region, ids]) => [region, ids.size])),
    warehouse: ran ? warehouseOf(ran) : null,
    replicated: settled?.replicated ?? null,
    undrained: settled?.settled.undrained ?? null,
    unreadable: [...(ran?.unreadable ?? [])],
    denied: [...(ran?.denied ?? [])],
    recovery: {
      seconds: recovery ? rounded(recovery.seconds) : null,
      boundSeconds: bound === undefined ? null : rounded(bound),
      asIfUncompressedSeconds: recovery ? rounded(recovery.asIfUncompressedSeconds) : null,
      waitedSeconds: recovery ? rounded(recovery.waitedSeconds) : null,
    },
    failback: { seconds: failbackSeconds(ran) },
    measures,
    builds: ledger && ran ? buildsOf(observedOf(begun, ran)) : {},
    faultObserved: ran?.phases.faultObserved ?? false,
    outside: ran
      ? { [begun.primary]: ran.phases.seen.primary, [begun.standby]: ran.phases.seen.standby }
      : {},
    dns: { ttlSeconds: ran?.ttlSeconds ?? null },
    timeline: timeline.entries(ran?.loadAt ?? begun.startedAt.getTime()),
    engine: begun.engine,
    resources: { ...begun.resources },
  };
  return { report, ledger };
}

interface Counted {
  readonly ledger: Ledger | undefined;
  readonly recovery: Recovery | undefined;
  readonly bound: number | undefined;
  readonly measures: readonly Measure[];
}

function findingsOf(
  begun: Begun,
  ran: Ran | undefined,
  { ledger, recovery, bound, measures }: Counted,
): Findings {
  const nothing = { ledger: { unread: "the drill did not run" }, demands: [] };
  if (!ran) return { unmet: begun.unmet, ...nothing };
  const { scenario, journal, primary, standby } = begun;
  const settled = "settled" in ran.read ? ran.read : undefined;
  return {
    unmet: begun.unmet,
    ledger:
      ledger && settled
        ? {
            attempted: journal.attempted.size,
            acknowledged: journal.acknowledged.size,
            lost: ledger.lost,
            unexpected: ledger.unexpected,
            undrained: settled.settled.undrained,
            ...(settled.replicated && {
              lacking: Object.fromEntries(
                [primary, standby].map((region) => [region, lackingIn(ledger, region).length]),
              ),
            }),
          }
        : { unread: unreadBecause(ran) },
    fault: { observed: ran.phases.faultObserved, description: scenario.unobserved },
    warehouse: ran.warehouse,
    ...(bound !== undefined && {
      recovery: { seconds: recovery?.seconds ?? null, boundSeconds: bound },
      failback: { seconds: failbackSeconds(ran) },
    }),
    demands: [
      ...ran.demands,
      ...expectationProblems(scenario, observedOf(begun, ran)),
      ...measureProblems(measures),
    ],
  };
}

const observedOf = ({ id, primary, standby, journal }: Begun, ran: Ran): Observed => ({
  ...{ drillId: id, primary, standby, flips: ran.flips, objects: ran.objects },
  deployment: ran.phases.seen.deployment,
  failures: journal.failures,
  acknowledgements: journal.acknowledgements,
});

function measuresOf({ scenario, primary, standby, journal }: Begun, ran: Ran): Measure[] {
  const { faultAt, repairAt, seen } = ran.phases;
  const facts = {
    ...{ primary, standby, faultAt, repairAt, clients: ran.clients.size, inFlight: ran.inFlight },
    loadAt: ran.loadAt,
    endAt: ran.loadAt + ran.loadSeconds * 1_000,
    acknowledgements: journal.acknowledgements,
    failures: journal.failures,
    flood: seen.flood,
    deployment: seen.deployment,
  };
  return [...(scenario.measure?.(facts) ?? [])];
}

function warehouseOf({ warehouse }: Ran): Report["warehouse"] {
  if (warehouse === undefined || "unread" in warehouse) return null;
  const counts = Object.entries(warehouse.loaded).map(
    ([region, { events, distinctEvents }]) => [region, { events, distinctEvents }] as const,
  );
  return Object.fromEntries(counts);
}

const isRead = ({ read, unreadable }: Ran): boolean => "settled" in read && unreadable.length === 0;

const unreadBecause = ({ read, unreadable }: Ran): string =>
  "unread" in read ? read.unread : `${unreadable.length} objects are no lines of events: ${unreadable[0]}`;

const ledgerOf = ({ id, journal, primary, standby, bufferSeconds }: Begun, { objects }: Ran): Ledger =>
  takeLedger({
    drillId: id,
    attempted: journal.attempted,
    acknowledged: journal.acknowledged,
    objects,
    regions: [primary, standby],
    lateAfterSeconds: bufferSeconds + LATE_SLACK_SECONDS,
  });

const boundOf = ({ scenario, speed }: Begun, { check, ttlSeconds }: Ran): number =>
  recoveryBoundSeconds(scenario, { check, ttlSeconds, speed });

function recoveryIn(begun: Begun, ran: Ran): Recovery | undefined {
  const { journal, timeline, primary, standby, speed } = begun;
  const { faultAt, recoveredAt } = ran.phases;
  if (recoveredAt === undefined) return undefined;
  return recoveryOf({
    // Clients that were all idle until they had moved met no failure: the fault itself is then the start.
    firstFailureAt: firstFailureAt(journal.failures, primary, faultAt) ?? faultAt,
    recoveredAt,
    healthAt: timeline.firstAt("health", primary, faultAt),
    dnsAt: timeline.firstAt("dns", standby, faultAt),
    resolvedAt: movedAt(ran.clients, journal.moves, standby, faultAt),
    ...ran.check,
    ttlSeconds: ran.ttlSeconds,
    speed,
  });
}

function failbackSeconds(ran: Ran | undefined): number | null {
  const failedBackAt = ran?.phases.failedBackAt;
  return ran === undefined || failedBackAt === undefined
    ? null
    : rounded((failedBackAt - ran.phases.repairAt) / 1_000);
}

function countedBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

const rounded = (seconds: number): number => Math.round(seconds * 100) / 100;
