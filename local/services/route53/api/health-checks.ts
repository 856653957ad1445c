/** Operations on health checks. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { HealthCheckConfig, StoredCheck } from "../store";
import { type Context, checkById, pageSize } from "./context";
import { Route53Error } from "./errors";
import { parseCreateHealthCheck, parseUpdateHealthCheck } from "./input";
import type { Request, Response, Routes } from "./router";
import type { XmlTree } from "./xml";

/** An account's health checks ("Quotas on health checks"). */
const CHECKS_MAX = 200;
const PAGE_MAX = 100;

export const healthCheckRoutes = (context: Context): Routes => ({
  "POST /2013-04-01/healthcheck": (request) => create(context, request),
  "GET /2013-04-01/healthcheck": (request) => list(context, request),
  "GET /2013-04-01/healthcheckcount": () => ({
    root: "GetHealthCheckCountResponse",
    content: { HealthCheckCount: context.store.checks.size },
  }),
  "GET /2013-04-01/healthcheck/{id}": ({ path }) => ({
    root: "GetHealthCheckResponse",
    content: { HealthCheck: toXml(checkById(context, path.id as string)) },
  }),
  "POST /2013-04-01/healthcheck/{id}": (request) => update(context, request),
  "DELETE /2013-04-01/healthcheck/{id}": ({ path }) => remove(context, path.id as string),
  "GET /2013-04-01/healthcheck/{id}/status": ({ path }) => ({
    root: "GetHealthCheckStatusResponse",
    content: observations(context, path.id as string, "latest"),
  }),
  "GET /2013-04-01/healthcheck/{id}/lastfailurereason": ({ path }) => ({
    root: "GetHealthCheckLastFailureReasonResponse",
    content: observations(context, path.id as string, "failures"),
  }),
});

/** One reference makes one check, for ever ("CreateHealthCheck", CallerReference). */
function create(context: Context, { body }: Request): Response {
  const { callerReference, config } = parseCreateHealthCheck(body);
  const { store, checks } = context;
  const existing = [...store.checks.values()].find((check) => check.callerReference === callerReference);
  if (store.spentReferences.has(callerReference) || (existing && !isDeepStrictEqual(existing.config, config)))
    throw new Route53Error(
      "HealthCheckAlreadyExists",
      `A health check was created before with the caller reference ${callerReference}, and other settings or deleted since.`,
    );
  if (existing !== undefined) return created(existing);
  validate(context, config);
  if (store.checks.size >= CHECKS_MAX)
    throw new Route53Error("TooManyHealthChecks", `There are ${CHECKS_MAX} health checks already.`);
  const check: StoredCheck = { id: randomUUID(), callerReference, version: 1, config, endpointHealthy: true };
  store.checks.set(check.id, check);
  store.save();
  checks.add(check);
  return created(check);
}

const created = (check: StoredCheck): Response => ({
  status: 201,
  location: `https://route53.amazonaws.com/2013-04-01/healthcheck/${check.id}`,
  root: "CreateHealthCheckResponse",
  content: { HealthCheck: toXml(check) },
});

function update(context: Context, { path, body }: Request): Response {
  const check = checkById(context, path.id as string);
  const { version, config } = parseUpdateHealthCheck(body, check.config);
  if (version !== undefined && version !== check.version)
    throw new Route53Error(
      "HealthCheckVersionMismatch",
      `The health check has version ${check.version}, not ${version}.`,
    );
  validate(context, config, check.id);
  check.config = config;
  check.version += 1;
  context.store.save();
  context.checks.update(check.id);
  return { root: "UpdateHealthCheckResponse", content: { HealthCheck: toXml(check) } };
}

/** Records that still name the check do not hold it: Route 53 "does not prevent you" ("DeleteHealthCheck"). */
function remove(context: Context, id: string): Response {
  const check = checkById(context, id);
  context.store.checks.delete(id);
  context.store.spentReferences.add(check.callerReference);
  delete context.store.tags[`healthcheck/${id}`];
  context.store.save();
  context.checks.remove(id);
  return { root: "DeleteHealthCheckResponse", content: {} };
}

function list({ store }: Context, { query }: Request): Response {
  const max = pageSize(query, PAGE_MAX);
  const all = [...store.checks.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  const marker = query.get("marker");
  const from =
    marker === null
      ? 0
      : Math.max(
          0,
          all.findIndex(({ id }) => id === marker),
        );
  const next = all[from + max];
  return {
    root: "ListHealthChecksResponse",
    content: {
      HealthChecks: { HealthCheck: all.slice(from, from + max).map(toXml) },
      Marker: marker ?? "",
      IsTruncated: next !== undefined,
      NextMarker: next?.id,
      MaxItems: max,
    },
  };
}

function observations(context: Context, id: string, which: "latest" | "failures"): XmlTree {
  const check = checkById(context, id);
  if (check.config.Type === "CALCULATED")
    throw new Route53Error(
      "InvalidInput",
      "The status of a calculated health check cannot be asked for: ask for its children's.",
    );
  return {
    HealthCheckObservations: {
      HealthCheckObservation: context.checks.observations(id, which).map((observation) => ({
        Region: observation.region,
        IPAddress: observation.checkerAddress,
        StatusReport: { Status: observation.report, CheckedTime: observation.checkedAt.toISOString() },
      })),
    },
  };
}

const toXml = ({ id, callerReference, config, version }: StoredCheck): XmlTree => ({
  Id: id,
  CallerReference: callerReference,
  HealthCheckConfig: {
    ...config,
    ChildHealthChecks: config.ChildHealthChecks && { ChildHealthCheck: [...config.ChildHealthChecks] },
    Regions: config.Regions && { Region: [...config.Regions] },
  } as XmlTree,
  HealthCheckVersion: version,
});

/** What the fields must be to each other ("HealthCheckConfig"). */
function validate({ store }: Context, config: HealthCheckConfig, own?: string): void {
  const problems: string[] = [];
  const children = config.ChildHealthChecks ?? [];
  const matches = config.Type.endsWith("_STR_MATCH");
  if (config.Type === "CALCULATED") {
    if (children.length === 0) problems.push("A CALCULATED health check must have child health checks.");
    if (config.HealthThreshold === undefined)
      problems.push("A CALCULATED health check must have a HealthThreshold.");
    for (const field of ["IPAddress", "FullyQualifiedDomainName", "Port", "ResourcePath", "Regions"] as const)
      if (config[field] !== undefined)
        problems.push(`${field} must not be given for a CALCULATED health check.`);
    for (const child of children) {
      const found = store.checks.get(child);
      if (found === undefined) problems.push(`The child health check ${child} does not exist.`);
      else if (found.config.Type === "CALCULATED" || child === own)
        problems.push(`The child health check ${child} is itself calculated: they do not nest.`);
    }
  } else {
    if (config.IPAddress === undefined && config.FullyQualifiedDomainName === undefined)
      problems.push("Either IPAddress or FullyQualifiedDomainName must be given.");
    if (children.length > 0 || config.HealthThreshold !== undefined)
      problems.push("ChildHealthChecks and HealthThreshold are for CALCULATED health checks only.");
  }
  if (matches !== (config.SearchString !== undefined))
    problems.push(
      matches
        ? `SearchString must be given for ${config.Type}.`
        : `SearchString must not be given for ${config.Type}.`,
    );
  if (config.Type === "TCP" && config.Port === undefined) problems.push("Port must be given for TCP.");
  if (config.Type === "TCP" && config.ResourcePath !== undefined)
    problems.push("ResourcePath must not be given for TCP.");
  if (config.Regions !== undefined && config.Regions.length < 3)
    problems.push("At least three Regions must be given.");
  if (problems.length > 0) throw new Route53Error("InvalidInput", problems.join(" "));
}
