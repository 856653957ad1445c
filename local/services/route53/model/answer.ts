/**
 * What Route 53 answers to a question, given the zones and what DNS has seen of the checks' statuses
 * ("How Amazon Route 53 chooses records when health checking is configured"). No clock, no I/O.
 */
import { canonical, isWithin } from "./names";
import type { RecordSet, Zone } from "./records";

/** Seconds. An alias to an AWS resource has the resource's TTL: 60 ("Choosing between alias and non-alias records"). */
const ALIAS_TTL_SECONDS = 60;
/** A chain of names longer than this is taken for a loop. */
const HOPS_MAX = 8;

export interface World {
  readonly zones: readonly Zone[];
  /** The status of a check as DNS sees it now; a check that nobody knows (deleted) counts as healthy. */
  readonly isHealthy: (healthCheckId: string) => boolean;
  /** The address of a name that belongs to AWS (a gateway's, say); undefined when it is not known here. */
  readonly addressOf: (awsName: string) => string | undefined;
}

export interface AnswerRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly value: string;
}

export type ResponseCode = "NOERROR" | "NXDOMAIN" | "SERVFAIL" | "REFUSED";

export interface Answer {
  readonly code: ResponseCode;
  readonly records: readonly AnswerRecord[];
  /** The zone that answers, if it is one of ours. */
  readonly zone?: Zone;
  /** Why it is SERVFAIL; for the log. */
  readonly problem?: string;
}

/**
 * The record that answers among those of one name and type: the primary unless it is unhealthy and the secondary is
 * not. When both are unhealthy it is the primary again: Route 53 then holds all records for healthy.
 */
export function choose(
  candidates: readonly RecordSet[],
  isHealthy: (record: RecordSet) => boolean,
): RecordSet | undefined {
  const primary = candidates.find(({ failover }) => failover === "PRIMARY");
  const secondary = candidates.find(({ failover }) => failover === "SECONDARY");
  if (primary === undefined) return candidates[0];
  return secondary !== undefined && !isHealthy(primary) && isHealthy(secondary) ? secondary : primary;
}

/** A record without a check, and without a target to evaluate, is always healthy. */
export function recordIsHealthy(world: World, record: RecordSet, hops = 0): boolean {
  if (record.healthCheckId !== undefined && !world.isHealthy(record.healthCheckId)) return false;
  const { alias } = record;
  if (!alias?.evaluateTargetHealth || hops > HOPS_MAX) return true;
  const targets = recordsOf(world.zones, alias.dnsName).filter(({ type }) => type === record.type);
  // A target outside our zones is a gateway, whose own health says nothing of the application behind it.
  return targets.length === 0 || targets.some((target) => recordIsHealthy(world, target, hops + 1));
}

/** `recurse`: also answer for names outside our zones that a chain leads to (RD in the question). */
export function answer(world: World, name: string, type: string, recurse = true): Answer {
  const chain: AnswerRecord[] = [];
  let asked = name;
  for (let hop = 0; hop <= HOPS_MAX; hop += 1) {
    const zone = zoneOf(world.zones, asked);
    if (zone === undefined) return outside(world, chain, asked, type, recurse);
    const candidates = matching(zone, asked);
    if (candidates === undefined)
      return { code: chain.length > 0 ? "NOERROR" : "NXDOMAIN", records: chain, zone };
    const healthy = (record: RecordSet) => recordIsHealthy(world, record);
    const exact = choose(
      candidates.filter((record) => record.type === type),
      healthy,
    );
    const cname =
      exact ??
      choose(
        candidates.filter((record) => record.type === "CNAME"),
        healthy,
      );
    if (cname === undefined) return { code: "NOERROR", records: chain, zone };
    if (cname.alias !== undefined)
      return throughAlias(world, cname, cname.alias.dnsName, chain, asked, type, zone);
    const records = valuesOf(cname, asked);
    if (exact !== undefined) return { code: "NOERROR", records: [...chain, ...records], zone };
    chain.push(...records);
    asked = canonical(records[0]?.value ?? asked);
  }
  return { code: "SERVFAIL", records: [], problem: `${name} leads in a circle.` };
}

/** An alias answers under its own name with what its target answers. */
function throughAlias(
  world: World,
  record: RecordSet,
  target: string,
  chain: readonly AnswerRecord[],
  asked: string,
  type: string,
  zone: Zone,
): Answer {
  if (zoneOf(world.zones, target) === undefined) {
    const address = world.addressOf(target);
    if (address === undefined)
      return {
        code: "SERVFAIL",
        records: [],
        zone,
        problem: `${asked} is an alias of ${target}, which is not here.`,
      };
    // Everything here is IPv4: an AAAA alias exists and has no address.
    const records =
      record.type === "A" ? [{ name: asked, type: "A", ttl: ALIAS_TTL_SECONDS, value: address }] : [];
    return { code: "NOERROR", records: [...chain, ...records], zone };
  }
  if (target === asked || chain.length > HOPS_MAX)
    return { code: "SERVFAIL", records: [], zone, problem: `${asked} leads in a circle.` };
  const targetWorld = { ...world, zones: world.zones.map((each) => without(each, record)) };
  const found = answer(targetWorld, target, type);
  if (found.code === "SERVFAIL") return found;
  const renamed = found.records.map((each) => (each.name === target ? { ...each, name: asked } : each));
  return { code: "NOERROR", records: [...chain, ...renamed], zone };
}

/** Without the alias itself a circle of aliases ends in nothing. */
const without = (zone: Zone, record: RecordSet): Zone => ({
  ...zone,
  records: zone.records.filter((each) => each !== record),
});

function outside(
  world: World,
  chain: readonly AnswerRecord[],
  asked: string,
  type: string,
  recurse: boolean,
): Answer {
  const address = recurse ? world.addressOf(asked) : undefined;
  if (address === undefined) return { code: chain.length > 0 ? "NOERROR" : "REFUSED", records: chain };
  const records = type === "A" ? [{ name: asked, type: "A", ttl: ALIAS_TTL_SECONDS, value: address }] : [];
  return { code: "NOERROR", records: [...chain, ...records] };
}

const valuesOf = (record: RecordSet, name: string): AnswerRecord[] =>
  (record.values ?? []).map((value) => ({ name, type: record.type, ttl: record.ttl ?? 0, value }));

/** The zone that answers for a name: the one with the longest name; of two with one name, the older. */
export const zoneOf = (zones: readonly Zone[], name: string): Zone | undefined =>
  zones
    .filter((zone) => isWithin(name, zone.name))
    .reduce<Zone | undefined>(
      (best, zone) => (best === undefined || zone.name.length > best.name.length ? zone : best),
      undefined,
    );

const recordsOf = (zones: readonly Zone[], name: string): readonly RecordSet[] =>
  (zoneOf(zones, name)?.records ?? []).filter((record) => record.name === name);

/** The records of a name; [] when only names below it exist; undefined when it does not exist. Wildcards: RFC 4592. */
function matching(zone: Zone, name: string): readonly RecordSet[] | undefined {
  const own = zone.records.filter((record) => record.name === name);
  if (own.length > 0) return own;
  const exists = (candidate: string) =>
    zone.records.some((record) => record.name === candidate || record.name.endsWith(`.${candidate}`));
  if (exists(name)) return [];
  for (let parent = name; parent !== zone.name && parent.includes("."); ) {
    parent = parent.slice(parent.indexOf(".") + 1);
    const wild = zone.records.filter((record) => record.name === `*.${parent}`);
    if (wild.length > 0) return wild;
    if (exists(parent)) return undefined;
  }
  return undefined;
}
