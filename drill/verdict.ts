/** Findings → verdict ("Verdicts" in docs/drills.md). Pure: every reason is said, not the first alone. */
import type { Loaded, WarehouseRead } from "./warehouse";

export type Verdict = "PASS" | "FAIL" | "REFUSED" | "INCONCLUSIVE";

export const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  PASS: 0,
  FAIL: 1,
  REFUSED: 2,
  INCONCLUSIVE: 3,
};

export interface Findings {
  /** What the databases hold of what landed, or why it is not known; absent where nobody outside can read them. */
  readonly warehouse?: WarehouseRead | undefined;
  /** Preconditions that did not hold, in words. */
  readonly unmet: readonly string[];
  /** Why the ledger could not be read, or what was read of it. */
  readonly ledger: { readonly unread: string } | LedgerFindings;
  /** Absent when the scenario rests on no injected fault. */
  readonly fault?: { readonly observed: boolean; readonly description: string } | undefined;
  /** Absent when the scenario asks for no failover. */
  readonly recovery?: { readonly seconds: number | null; readonly boundSeconds: number } | undefined;
  /** Absent when the scenario asks for no failback. */
  readonly failback?: { readonly seconds: number | null } | undefined;
  /** What else the scenario demanded and did not get, in words. */
  readonly demands: readonly string[];
}

export interface LedgerFindings {
  readonly attempted: number;
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly unexpected: readonly string[];
  /** Undeliverable objects that were never drained. */
  readonly undrained: number;
  /** Events that the union of the lakes holds and this region's does not. Absent where nothing replicates. */
  readonly lacking?: Readonly<Record<string, number>> | undefined;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

export function judge(findings: Findings): Judgement {
  if (findings.unmet.length > 0) return { verdict: "REFUSED", reasons: findings.unmet };
  const { ledger, fault, warehouse } = findings;
  // Never read means unknown, not zero.
  if ("unread" in ledger)
    return { verdict: "INCONCLUSIVE", reasons: [`The ledger could not be read: ${ledger.unread}`] };

  const wrong = [...ledgerProblems(ledger), ...warehouseProblems(warehouse)];
  const unknown = [
    ...(ledger.acknowledged === 0 ? ["No event was acknowledged: there was nothing to lose."] : []),
    ...(warehouse && "unread" in warehouse ? [`The databases could not be read: ${warehouse.unread}.`] : []),
    ...(fault && !fault.observed ? [`The fault was not seen from outside: ${fault.description}.`] : []),
  ];
  // A loss is a fact whether or not the fault happened; recovery from a fault that did not happen is nothing.
  if (wrong.length > 0) return { verdict: "FAIL", reasons: [...wrong, ...unknown] };
  if (unknown.length > 0) return { verdict: "INCONCLUSIVE", reasons: unknown };
  const slow = [...recoveryProblems(findings), ...findings.demands];
  if (slow.length > 0) return { verdict: "FAIL", reasons: slow };
  return { verdict: "PASS", reasons: [`Every one of ${ledger.acknowledged} acknowledged events landed.`] };
}

function ledgerProblems({ lost, unexpected, undrained, lacking = {} }: LedgerFindings): string[] {
  const problems: string[] = [];
  if (lost.length > 0) problems.push(`${lost.length} acknowledged events were lost: ${named(lost)}.`);
  if (unexpected.length > 0)
    problems.push(`${unexpected.length} events landed that nobody sent: ${named(unexpected)}.`);
  if (undrained > 0) problems.push(`${undrained} undeliverable objects were not drained.`);
  for (const [region, count] of Object.entries(lacking))
    if (count > 0) problems.push(`The lake in ${region} lacks ${count} events that its peer holds.`);
  return problems;
}

function warehouseProblems(warehouse: WarehouseRead | undefined): string[] {
  if (warehouse === undefined || "unread" in warehouse) return [];
  return Object.entries(warehouse.loaded).flatMap(([region, loaded]) => loadProblems(region, loaded));
}

function loadProblems(region: string, { events, distinctEvents, wanted, missing, extra }: Loaded): string[] {
  const problems: string[] = [];
  if (events !== distinctEvents)
    problems.push(`The database of ${region} holds ${distinctEvents} events in ${events} rows.`);
  if (missing.length > 0)
    problems.push(`The database of ${region} lacks ${missing.length} events of its lake: ${named(missing)}.`);
  if (extra.length > 0)
    problems.push(
      `The database of ${region} holds ${extra.length} events that its lake does not: ${named(extra)}.`,
    );
  // Whatever the names say, which are read after the count.
  if (problems.length === 0 && distinctEvents !== wanted)
    problems.push(`The database of ${region} held ${distinctEvents} events when its lake held ${wanted}.`);
  return problems;
}

function recoveryProblems({ recovery, failback }: Findings): string[] {
  const problems: string[] = [];
  if (recovery?.seconds === null) problems.push("The standby never acknowledged 99 % of the clients.");
  else if (recovery && recovery.seconds > recovery.boundSeconds)
    problems.push(
      `Recovery took ${recovery.seconds.toFixed(1)} s, over its bound of ${recovery.boundSeconds.toFixed(1)} s.`,
    );
  if (failback?.seconds === null)
    problems.push("After the repair the primary never acknowledged 99 % of the clients.");
  return problems;
}

/** Enough to look for; all of them stand in lost.ndjson and unexpected.ndjson. */
const named = (ids: readonly string[]): string =>
  ids.length <= 5 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
