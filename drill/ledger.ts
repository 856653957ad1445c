/** Attempted, acknowledged and landed ids → what was lost, what was never sent, what landed twice. Pure sets. */

/** One line of a lake object, as far as the ledger cares. */
export interface LandedLine {
  readonly event_id: string;
  /** Set by the collector alone, so nobody outside can pass an event off as a canary. */
  readonly protocol: string;
  /** The region that took it, and the build that did. */
  readonly region?: string | undefined;
  readonly build?: string | undefined;
  readonly properties?: { readonly drill?: unknown } | undefined;
}

/** An object of a lake. The same key in both lakes is one object and its replica. */
export interface LakeObject {
  /** The region whose lake it was read from. */
  readonly region: string;
  readonly key: string;
  /** Epoch milliseconds at which S3 stored it. */
  readonly storedAt: number;
  readonly lines: readonly LandedLine[];
}

export interface LedgerInput {
  readonly drillId: string;
  readonly attempted: ReadonlySet<string>;
  /** Epoch milliseconds of each id's 2xx. */
  readonly acknowledged: ReadonlyMap<string, number>;
  readonly objects: readonly LakeObject[];
  readonly regions: readonly string[];
  /** An acknowledged event that lands after so long is late. */
  readonly lateAfterSeconds: number;
}

export interface Ledger {
  readonly landed: ReadonlySet<string>;
  /** Acknowledged − landed. */
  readonly lost: readonly string[];
  /** Landed − attempted. */
  readonly unexpected: readonly string[];
  /** In two source objects or more. */
  readonly duplicates: readonly string[];
  /** Acknowledged, and stored by no lake within `lateAfterSeconds`. */
  readonly late: readonly string[];
  readonly canaries: ReadonlySet<string>;
  readonly foreign: ReadonlySet<string>;
  /** What each lake holds, replicas included. */
  readonly lakes: Readonly<Record<string, ReadonlySet<string>>>;
}

const CANARY = "canary";

export function takeLedger(input: LedgerInput): Ledger {
  const landed = new Map<string, { readonly keys: Set<string>; firstStoredAt: number }>();
  const canaries = new Set<string>();
  const foreign = new Set<string>();
  const lakes = Object.fromEntries(input.regions.map((region) => [region, new Set<string>()]));

  for (const { region, key, storedAt, lines } of input.objects)
    for (const line of lines) {
      if (line.protocol === CANARY) canaries.add(line.event_id);
      else if (line.properties?.drill !== input.drillId) foreign.add(line.event_id);
      else {
        lakes[region]?.add(line.event_id);
        const seen = landed.get(line.event_id);
        if (!seen) landed.set(line.event_id, { keys: new Set([key]), firstStoredAt: storedAt });
        else {
          seen.keys.add(key);
          seen.firstStoredAt = Math.min(seen.firstStoredAt, storedAt);
        }
      }
    }

  const isLate = ([id, at]: [string, number]) => {
    const first = landed.get(id)?.firstStoredAt;
    return first !== undefined && first - at > input.lateAfterSeconds * 1000;
  };
  return {
    landed: new Set(landed.keys()),
    lost: [...input.acknowledged.keys()].filter((id) => !landed.has(id)),
    unexpected: [...landed.keys()].filter((id) => !input.attempted.has(id)),
    duplicates: [...landed].filter(([, { keys }]) => keys.size > 1).map(([id]) => id),
    late: [...input.acknowledged].filter(isLate).map(([id]) => id),
    canaries,
    foreign,
    lakes,
  };
}

/** Ids that some lake holds and this one does not: none once replication both ways has settled. */
export const lackingIn = (ledger: Ledger, region: string): string[] =>
  [...ledger.landed].filter((id) => !ledger.lakes[region]?.has(id));
