/** Operations on hosted zones and their records. */
import { applyChanges } from "../change-batch";
import { canonical, nameProblem, sortKey } from "../model/names";
import type { RecordSet } from "../model/records";
import type { StoredZone } from "../store";
import { type Context, newId, pageSize, zoneById } from "./context";
import { invalidChangeBatch, Route53Error } from "./errors";
import { parseChanges } from "./input";
import type { Request, Response, Routes } from "./router";
import { parseXml, type XmlTree } from "./xml";

const NAME_SERVERS = [
  "ns-1.awsdns-01.org.",
  "ns-512.awsdns-02.net.",
  "ns-1024.awsdns-03.co.uk.",
  "ns-1536.awsdns-04.com.",
];
const NS_TTL_SECONDS = 172_800;
const ZONES_PAGE_MAX = 100;
const RECORDS_PAGE_MAX = 300;

export function hostedZoneRoutes(context: Context): Routes {
  const changes = new Map<string, string>(); // Id → when it was submitted.
  const submit = (): { Id: string; Status: string; SubmittedAt: string } => {
    const id = newId("C", 20);
    changes.set(id, new Date().toISOString());
    return { Id: `/change/${id}`, Status: "PENDING", SubmittedAt: changes.get(id) as string };
  };
  return {
    "POST /2013-04-01/hostedzone": ({ body }) => create(context, body, submit),
    "GET /2013-04-01/hostedzone": (request) => listZones(context, request),
    "GET /2013-04-01/hostedzonesbyname": (request) => listByName(context, request),
    "GET /2013-04-01/hostedzonecount": () => ({
      root: "GetHostedZoneCountResponse",
      content: { HostedZoneCount: context.store.zones.length },
    }),
    "GET /2013-04-01/hostedzone/{id}": ({ path }) => ({
      root: "GetHostedZoneResponse",
      content: {
        HostedZone: zoneToXml(zoneById(context, path.id as string)),
        DelegationSet: delegationSet(),
      },
    }),
    "DELETE /2013-04-01/hostedzone/{id}": ({ path }) => remove(context, path.id as string, submit),
    "POST /2013-04-01/hostedzone/{id}/rrset": (request) => changeRecords(context, request, submit),
    "GET /2013-04-01/hostedzone/{id}/rrset": (request) => listRecords(context, request),
    "GET /2013-04-01/change/{id}": ({ path }) => {
      const submittedAt = changes.get(path.id as string);
      if (submittedAt === undefined)
        throw new Route53Error("NoSuchChange", `Could not find resource with ID: ${path.id}`);
      return {
        root: "GetChangeResponse",
        content: { ChangeInfo: { Id: `/change/${path.id}`, Status: "INSYNC", SubmittedAt: submittedAt } },
      };
    },
  };
}

function create(context: Context, body: string, submit: () => XmlTree): Response {
  const input = parseXml(body, "CreateHostedZoneRequest") as Record<string, XmlTree>;
  const callerReference = String(input.CallerReference ?? "");
  const name = canonical(String(input.Name ?? ""));
  if (callerReference === "") throw new Route53Error("InvalidInput", "CallerReference must be given.");
  if (input.VPC !== undefined)
    throw new Route53Error("InvalidInput", "Private hosted zones have no local model.");
  if (nameProblem(name) !== undefined)
    throw new Route53Error("InvalidDomainName", `${name} is not a valid domain name.`);
  if (context.store.zones.some((zone) => zone.callerReference === callerReference))
    throw new Route53Error(
      "HostedZoneAlreadyExists",
      `A hosted zone has already been created with the specified caller reference ${callerReference}.`,
    );
  const comment = (input.HostedZoneConfig as { Comment?: string } | undefined)?.Comment;
  const zone: StoredZone = { id: newId("Z", 20), name, callerReference, comment, records: apexRecords(name) };
  context.store.zones.push(zone);
  context.zonesChanged();
  return {
    status: 201,
    location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
    root: "CreateHostedZoneResponse",
    content: { HostedZone: zoneToXml(zone), ChangeInfo: submit(), DelegationSet: delegationSet() },
  };
}

/** What each new zone holds ("NS and SOA records that Amazon Route 53 creates for a public hosted zone"). */
const apexRecords = (name: string): RecordSet[] => [
  { name, type: "NS", ttl: NS_TTL_SECONDS, values: NAME_SERVERS },
  {
    name,
    type: "SOA",
    ttl: 900,
    values: [`${NAME_SERVERS[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`],
  },
];

function remove(context: Context, id: string, submit: () => XmlTree): Response {
  const zone = zoneById(context, id);
  if (zone.records.some((record) => record.name !== zone.name || !["NS", "SOA"].includes(record.type)))
    throw new Route53Error(
      "HostedZoneNotEmpty",
      "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
    );
  context.store.zones.splice(context.store.zones.indexOf(zone), 1);
  delete context.store.tags[`hostedzone/${zone.id}`];
  context.zonesChanged();
  return { root: "DeleteHostedZoneResponse", content: { ChangeInfo: submit() } };
}

function listZones({ store }: Context, { query }: Request): Response {
  const max = pageSize(query, ZONES_PAGE_MAX);
  const marker = query.get("marker");
  const from =
    marker === null
      ? 0
      : Math.max(
          0,
          store.zones.findIndex(({ id }) => id === marker),
        );
  const next = store.zones[from + max];
  return {
    root: "ListHostedZonesResponse",
    content: {
      HostedZones: { HostedZone: store.zones.slice(from, from + max).map(zoneToXml) },
      Marker: marker ?? undefined,
      IsTruncated: next !== undefined,
      NextMarker: next?.id,
      MaxItems: max,
    },
  };
}

function listByName({ store }: Context, { query }: Request): Response {
  const max = pageSize(query, ZONES_PAGE_MAX);
  const [name, id] = [query.get("dnsname"), query.get("hostedzoneid")];
  const keyed = store.zones
    .map((zone) => ({ zone, key: `${sortKey(zone.name)}\u0000${zone.id}` }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const start = name === null ? "" : `${sortKey(canonical(name))}\u0000${id ?? ""}`;
  const rest = keyed.filter(({ key }) => key >= start).map(({ zone }) => zone);
  const next = rest[max];
  return {
    root: "ListHostedZonesByNameResponse",
    content: {
      HostedZones: { HostedZone: rest.slice(0, max).map(zoneToXml) },
      DNSName: name ?? undefined,
      HostedZoneId: id ?? undefined,
      IsTruncated: next !== undefined,
      NextDNSName: next?.name,
      NextHostedZoneId: next?.id,
      MaxItems: max,
    },
  };
}

function changeRecords(context: Context, { path, body }: Request, submit: () => XmlTree): Response {
  const zone = zoneById(context, path.id as string);
  const changes = parseChanges(body);
  for (const { action, record } of changes)
    if (
      action !== "DELETE" &&
      record.healthCheckId !== undefined &&
      !context.store.checks.has(record.healthCheckId)
    )
      throw new Route53Error(
        "NoSuchHealthCheck",
        `No health check exists with the specified ID ${record.healthCheckId}.`,
      );
  const outcome = applyChanges(zone, changes, context.store.zones);
  if ("problems" in outcome) throw invalidChangeBatch(outcome.problems);
  zone.records = outcome.records;
  context.zonesChanged();
  return { root: "ChangeResourceRecordSetsResponse", content: { ChangeInfo: submit() } };
}

function listRecords(context: Context, { path, query }: Request): Response {
  const zone = zoneById(context, path.id as string);
  const max = pageSize(query, RECORDS_PAGE_MAX);
  const key = (...parts: readonly (string | undefined)[]) =>
    parts.filter((part) => part !== undefined).join("\u0000");
  const sorted = zone.records
    .map((record) => ({ record, key: key(sortKey(record.name), record.type, record.setIdentifier) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const [name, type, identifier] = ["name", "type", "identifier"].map((part) => query.get(part) ?? undefined);
  const start = name === undefined ? "" : key(sortKey(canonical(name)), type, identifier);
  const rest = sorted.filter((each) => each.key >= start).map(({ record }) => record);
  const next = rest[max];
  return {
    root: "ListResourceRecordSetsResponse",
    content: {
      ResourceRecordSets: { ResourceRecordSet: rest.slice(0, max).map(recordToXml) },
      IsTruncated: next !== undefined,
      NextRecordName: next?.name,
      NextRecordType: next?.type,
      NextRecordIdentifier: next?.setIdentifier,
      MaxItems: max,
    },
  };
}

/** A `*` is listed as its octal code ("DNS domain name format", Using an asterisk). */
const recordToXml = (record: RecordSet): XmlTree => ({
  Name: record.name.replaceAll("*", "\\052"),
  Type: record.type,
  SetIdentifier: record.setIdentifier,
  Failover: record.failover,
  TTL: record.ttl,
  ResourceRecords: record.values && { ResourceRecord: record.values.map((Value) => ({ Value })) },
  AliasTarget: record.alias && {
    HostedZoneId: record.alias.hostedZoneId,
    DNSName: record.alias.dnsName,
    EvaluateTargetHealth: record.alias.evaluateTargetHealth,
  },
  HealthCheckId: record.healthCheckId,
});

const zoneToXml = (zone: StoredZone): XmlTree => ({
  Id: `/hostedzone/${zone.id}`,
  Name: zone.name,
  CallerReference: zone.callerReference,
  Config: { Comment: zone.comment, PrivateZone: false },
  ResourceRecordSetCount: zone.records.length,
});

const delegationSet = (): XmlTree => ({
  NameServers: { NameServer: NAME_SERVERS.map((name) => name.replace(/\.$/, "")) },
});
