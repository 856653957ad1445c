/** The records of a hosted zone, as Route 53 keeps them ("ResourceRecordSet"). Names are canonical: see names.ts. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  /** Tells failover records of one name and type apart; absent on simple records. */
  readonly setIdentifier?: string;
  readonly failover?: "PRIMARY" | "SECONDARY";
  /** Seconds; absent on an alias, which takes its target's. */
  readonly ttl?: number;
  readonly values?: readonly string[];
  readonly alias?: AliasTarget;
  readonly healthCheckId?: string;
}

export interface AliasTarget {
  readonly hostedZoneId: string;
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly records: readonly RecordSet[];
}

/** What makes a record set one of its kind within a zone. */
export const keyOf = (record: Pick<RecordSet, "name" | "type" | "setIdentifier">): string =>
  `${record.name} ${record.type} ${record.setIdentifier ?? ""}`;

/** What a record answers, in words: its alias target or its values. Without the dot at the end, as people write it. */
export const targetOf = (record: RecordSet): string =>
  record.alias !== undefined
    ? record.alias.dnsName.replace(/\.$/, "")
    : (record.values ?? []).map((value) => value.replace(/\.$/, "")).join(" ");
