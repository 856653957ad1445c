/** Route 53: which records fail over, which checks decide about them, and what those look at. */
import type { Node, StackGraph } from ".";
import { UNKNOWN, type Unknown } from "./values";

export const RECORD = "aws:route53/record:Record";
export const HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck";
const ZONE = "aws:route53/zone:Zone";

export interface FailoverRecord {
  readonly node: Node;
  readonly half: "PRIMARY" | "SECONDARY" | Unknown;
  /** In full and in lower case, without the dot at its end. */
  readonly name: string | Unknown;
}

/** Records whose routing policy is failover. Others (simple, weighted, latency) are not spoken of. */
export function failoverRecords(graph: StackGraph): FailoverRecord[] {
  return graph
    .ofType(RECORD)
    .filter((node) => node.isSet("failoverRoutingPolicies"))
    .map((node) => ({ node, half: halfOf(node), name: recordName(graph, node) }));
}

function halfOf(node: Node): FailoverRecord["half"] {
  const type = node.get("failoverRoutingPolicies[0].type");
  return type === "PRIMARY" || type === "SECONDARY" ? type : UNKNOWN;
}

/** A name within the zone is completed with the zone's, as the provider does it, where the zone is of this stack. */
export function recordName(graph: StackGraph, record: Node): string | Unknown {
  const name = record.get("name");
  if (typeof name !== "string") return UNKNOWN;
  const short = hostOf(name);
  const [zone] = graph.refs(record, "zoneId", [ZONE]).nodes;
  const zoneName = zone?.get("name");
  if (typeof zoneName !== "string") return short;
  const domain = hostOf(zoneName);
  return short === domain || short.endsWith(`.${domain}`) ? short : short ? `${short}.${domain}` : domain;
}

/** A host as names are compared: DNS knows no case, and a dot at the end says nothing more. */
export const hostOf = (text: string): string => text.toLowerCase().replace(/\.$/, "");

/** Whether two records are halves of one pair: of one name and type, and not in zones that are known to differ. */
export function isSamePair(one: FailoverRecord, other: FailoverRecord): boolean {
  if (one.name !== other.name || one.node.get("type") !== other.node.get("type")) return false;
  const [zone, otherZone] = [one.node.get("zoneId"), other.node.get("zoneId")];
  return typeof zone !== "string" || typeof otherZone !== "string" || zone === otherZone;
}

/** Whether a name points at another AWS resource by an alias, which has no time to live of its own. */
export const isAlias = (record: Node): boolean => record.isSet("aliases");

export interface FollowedChecks {
  /** All that decide: what the record names, and the children of those that are calculated. */
  readonly checks: readonly Node[];
  /** Ids of checks that are not made in this stack. */
  readonly elsewhere: readonly string[];
  /** A check is named, and nothing tells which. */
  readonly isUnknown: boolean;
}

export function followedChecks(graph: StackGraph, record: Node): FollowedChecks {
  const checks = new Set<Node>();
  const elsewhere: string[] = [];
  let isUnknown = false;
  const follow = (node: Node, path: string): void => {
    const named = graph.refs(node, path, [HEALTH_CHECK]);
    elsewhere.push(...named.outside);
    isUnknown ||= named.isUnknown;
    for (const check of named.nodes) {
      if (checks.has(check)) continue;
      checks.add(check);
      follow(check, "childHealthchecks");
    }
  };
  follow(record, "healthCheckId");
  return { checks: [...checks], elsewhere, isUnknown };
}

/** Every check that a failover record of the stack follows, once, with the first record that does. */
export function checksOfFailover(graph: StackGraph): { check: Node; record: FailoverRecord }[] {
  const found = new Map<Node, FailoverRecord>();
  for (const record of failoverRecords(graph))
    for (const check of followedChecks(graph, record.node).checks)
      if (!found.has(check)) found.set(check, record);
  return [...found].map(([check, record]) => ({ check, record }));
}

/** What a check judges by: an endpoint that it asks, other checks, a CloudWatch alarm, or a routing control. */
export type CheckKind = "endpoint" | "calculated" | "alarm" | "control" | Unknown;

const KINDS: Readonly<Record<string, CheckKind>> = {
  CALCULATED: "calculated",
  CLOUDWATCH_METRIC: "alarm",
  RECOVERY_CONTROL: "control",
};

export function kindOf(check: Node): CheckKind {
  const type = check.get("type");
  return typeof type === "string" ? (KINDS[type.toUpperCase()] ?? "endpoint") : UNKNOWN;
}

/** An inverted check is bad news where it finds what it looks for: a switch, not a sign of life. */
export const isInverted = (check: Node): boolean => check.get("invertHealthcheck") === true;

/** What an endpoint's check resolves; undefined where it asks an address, and its name is only the Host that it sends. */
export function checkedName(check: Node): string | Unknown | undefined {
  if (check.isSet("ipAddress")) return undefined;
  const fqdn = check.get("fqdn");
  if (fqdn === undefined || fqdn === UNKNOWN) return fqdn;
  return hostOf(String(fqdn));
}
