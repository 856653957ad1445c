/** What a batch of changes makes of a zone's records, or everything that is wrong with it. Pure. */
import { isWithin, nameProblem } from "./model/names";
import { keyOf, type RecordSet, type Zone } from "./model/records";

export interface Change {
  readonly action: "CREATE" | "DELETE" | "UPSERT";
  readonly record: RecordSet;
}

export type BatchOutcome =
  | { readonly records: readonly RecordSet[] }
  | { readonly problems: readonly string[] };

/**
 * All changes are made, or none ("ChangeResourceRecordSets", Change Batches and Transactional Changes): deletions
 * first, as a batch may replace a CNAME by an alias of the same name.
 */
export function applyChanges(
  zone: Zone,
  changes: readonly Change[],
  targets: readonly Zone[] = [zone],
): BatchOutcome {
  const problems = changes.flatMap(({ record }) => shapeProblems(zone, record));
  const records = new Map(zone.records.map((record) => [keyOf(record), record]));
  for (const { record } of changes.filter(({ action }) => action === "DELETE")) {
    const existing = records.get(keyOf(record));
    if (existing === undefined)
      problems.push(`Tried to delete resource record set ${labelOf(record)} but it was not found`);
    else if (!sameRecord(existing, record))
      problems.push(
        `Tried to delete resource record set ${labelOf(record)} but the values provided do not match the current values`,
      );
    else records.delete(keyOf(record));
  }
  const written = new Set<string>();
  for (const { action, record } of changes.filter(({ action }) => action !== "DELETE")) {
    if (written.has(keyOf(record)))
      problems.push(
        `The request contains an invalid set of changes for a resource record set '${record.type} ${record.name}'`,
      );
    written.add(keyOf(record));
    if (action === "CREATE" && records.has(keyOf(record)))
      problems.push(`Tried to create resource record set ${labelOf(record)} but it already exists`);
    records.set(keyOf(record), record);
  }
  const after = [...records.values()];
  const touched = changes.filter(({ action }) => action !== "DELETE").map(({ record }) => record);
  for (const record of new Set(touched)) problems.push(...conflicts(zone, after, record, targets));
  problems.push(...apexProblems(zone, after));
  return problems.length > 0 ? { problems: [...new Set(problems)] } : { records: after };
}

/** `[name='www.example.com.', type='A', set-identifier='one']`, as Route 53 names a record in its messages. */
const labelOf = ({ name, type, setIdentifier }: RecordSet): string =>
  `[name='${name}', type='${type}'${setIdentifier === undefined ? "" : `, set-identifier='${setIdentifier}'`}]`;

const sameRecord = (one: RecordSet, other: RecordSet): boolean => {
  const comparable = (record: RecordSet) =>
    JSON.stringify([
      record.ttl,
      [...(record.values ?? [])].sort(),
      record.failover,
      record.healthCheckId,
      record.alias?.dnsName,
      record.alias?.hostedZoneId,
      record.alias?.evaluateTargetHealth,
    ]);
  return comparable(one) === comparable(other);
};

function shapeProblems(zone: Zone, record: RecordSet): string[] {
  const problems: string[] = [];
  const { name, type } = record;
  const invalid = nameProblem(name);
  if (invalid !== undefined) problems.push(`FATAL problem: ${invalid} encountered with '${name}'`);
  if (!isWithin(name, zone.name))
    problems.push(`RRSet with DNS name ${name} is not permitted in zone ${zone.name}`);
  if (type === "CNAME" && name === zone.name)
    problems.push(`RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${zone.name}`);
  const values = record.values ?? [];
  for (const value of new Set(values.filter((value, index) => values.indexOf(value) !== index)))
    problems.push(`Duplicate Resource Record: '${value}'`);
  for (const value of values) {
    const problem = valueProblem(type, value);
    if (problem !== undefined)
      problems.push(`Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`);
  }
  if (type === "CNAME" && values.length > 1)
    problems.push(
      `RRSet of type CNAME with DNS name ${name} may hold one value only, and holds ${values.length}`,
    );
  return problems;
}

function valueProblem(type: string, value: string): string | undefined {
  if (type === "A" && !/^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(value))
    return "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)";
  if (type === "AAAA" && !/^[\da-f:.]*:[\da-f:.]*$/i.test(value))
    return "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)";
  if (type === "CNAME" || type === "NS" || type === "PTR") return nameProblem(value);
  if (type === "TXT" && !/^("(?:[^"\\]|\\.)*"\s*)+$/s.test(value))
    return "InvalidCharacterString (Value should be enclosed in quotation marks)";
  return undefined;
}

/** What a record may not stand beside, and what it must have beside it. */
function conflicts(
  zone: Zone,
  all: readonly RecordSet[],
  record: RecordSet,
  targets: readonly Zone[],
): string[] {
  const problems: string[] = [];
  const { name, type } = record;
  const others = all.filter((other) => other.name === name && keyOf(other) !== keyOf(record));
  if (others.some((other) => (other.type === "CNAME") !== (type === "CNAME")))
    problems.push(
      `RRSet of type ${type} with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`,
    );
  const kin = others.filter((other) => other.type === type);
  const identifier = `SetIdentifier ${record.setIdentifier ?? "null"}`;
  if (kin.some((other) => (other.failover === undefined) !== (record.failover === undefined)))
    problems.push(
      `RRSet with DNS name ${name}, type ${type}, ${identifier} cannot be created because a ${record.failover === undefined ? "failover" : "simple"} RRSet exists with the same name and type`,
    );
  if (record.failover !== undefined && kin.some((other) => other.failover === record.failover))
    problems.push(
      `RRSet with DNS name ${name}, type ${type}, ${identifier} cannot be created because another ${record.failover} failover RRSet exists with the same name and type`,
    );
  if (record.alias !== undefined)
    problems.push(...aliasProblems(all, zone, record, record.alias.dnsName, targets));
  return problems;
}

function aliasProblems(
  all: readonly RecordSet[],
  zone: Zone,
  record: RecordSet,
  target: string,
  targets: readonly Zone[],
): string[] {
  const targetZone = targets.find(({ id }) => id === record.alias?.hostedZoneId);
  if (targetZone === undefined) return []; // An AWS resource's zone.
  const subject = `Tried to create an alias that targets ${target}, type ${record.type} in zone ${targetZone.id}, but`;
  if (!isWithin(target, targetZone.name))
    return [`${subject} the alias target name does not lie within the target zone`];
  const records = targetZone.id === zone.id ? all : targetZone.records;
  return records.some(({ name, type }) => name === target && type === record.type)
    ? []
    : [`${subject} that target was not found`];
}

function apexProblems(zone: Zone, after: readonly RecordSet[]): string[] {
  const apex = after.filter(({ name }) => name === zone.name);
  return [
    ...(apex.filter(({ type }) => type === "SOA").length === 1
      ? []
      : ["A HostedZone must contain exactly one SOA record."]),
    ...(apex.some(({ type }) => type === "NS")
      ? []
      : ["A HostedZone must contain at least one NS record for the zone itself."]),
  ];
}
