/** Requests' bodies, checked against Route 53's own bounds. Everything that is wrong is said at once. */
import { z } from "zod";
import type { Change } from "../change-batch";
import { CHECKER_REGIONS } from "../checks";
import { canonical } from "../model/names";
import type { HealthCheckConfig } from "../store";
import { Route53Error } from "./errors";
import { parseXml, type XmlValue } from "./xml";

const number = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));
const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const text = (max: number) => z.string().max(max);
/** `<List><Item/>…</List>`; an empty list arrives as "". */
const listOf = <T extends z.ZodType>(item: string, of: T, max: number) =>
  z.preprocess(
    (list) =>
      typeof list === "object" && list !== null ? ((list as Record<string, unknown>)[item] ?? []) : [],
    z.array(of).max(max),
  );

const RECORD_TYPES = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"] as const;
/** Routing that other kinds of record sets use; none of it has a local model. */
const UNMODELLED_ROUTING = [
  "Weight",
  "Region",
  "GeoLocation",
  "MultiValueAnswer",
  "TrafficPolicyInstanceId",
  "CidrRoutingConfig",
  "GeoProximityLocation",
] as const;

const recordSet = z.object({
  Name: text(1_024),
  Type: z.enum(RECORD_TYPES),
  SetIdentifier: text(128).min(1).optional(),
  Failover: z.enum(["PRIMARY", "SECONDARY"]).optional(),
  TTL: number(0, 2_147_483_647).optional(),
  ResourceRecords: listOf("ResourceRecord", z.object({ Value: text(4_000) }), 400).optional(),
  AliasTarget: z
    .object({ HostedZoneId: text(32), DNSName: text(1_024), EvaluateTargetHealth: flag })
    .optional(),
  HealthCheckId: text(64).optional(),
});

const changeBatch = z.object({
  ChangeBatch: z.object({
    Changes: listOf(
      "Change",
      z.object({ Action: z.enum(["CREATE", "DELETE", "UPSERT"]), ResourceRecordSet: recordSet.loose() }),
      1_000,
    ),
  }),
});

type ParsedChange = z.infer<typeof changeBatch>["ChangeBatch"]["Changes"][number];

/** @throws InvalidInput with every problem of form; what contradicts the zone is found later. */
export function parseChanges(body: string): Change[] {
  const { Changes } = check(changeBatch, parseXml(body, "ChangeResourceRecordSetsRequest")).ChangeBatch;
  if (Changes.length === 0)
    throw new Route53Error("InvalidInput", "Invalid request: Changes must hold at least one Change.");
  const problems = Changes.flatMap(formProblems);
  if (problems.length > 0) throw new Route53Error("InvalidInput", `Invalid request: ${problems.join(", ")}`);
  return Changes.map(({ Action, ResourceRecordSet: record }) => ({
    action: Action,
    record: {
      name: canonical(record.Name),
      type: record.Type,
      setIdentifier: record.SetIdentifier,
      failover: record.Failover,
      ttl: record.TTL,
      values:
        record.AliasTarget === undefined ? record.ResourceRecords?.map(({ Value }) => Value) : undefined,
      alias: record.AliasTarget && {
        hostedZoneId: record.AliasTarget.HostedZoneId,
        dnsName: canonical(record.AliasTarget.DNSName),
        evaluateTargetHealth: record.AliasTarget.EvaluateTargetHealth,
      },
      healthCheckId: record.HealthCheckId,
    },
  }));
}

/** In the words of Route 53, which names the change by its action, name, type and identifier. */
function formProblems({ Action, ResourceRecordSet: record }: ParsedChange): string[] {
  const where = `in Change with [Action=${Action}, Name=${canonical(record.Name)}, Type=${record.Type}, SetIdentifier=${record.SetIdentifier ?? "null"}]`;
  const problems: string[] = [];
  const hasValues = (record.ResourceRecords?.length ?? 0) > 0;
  const expected =
    "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found";
  if (record.AliasTarget !== undefined && (record.TTL !== undefined || hasValues))
    problems.push(`${expected} more than one ${where}`);
  if (record.AliasTarget === undefined && !hasValues && record.TTL === undefined)
    problems.push(`${expected} none ${where}`);
  else if (record.AliasTarget === undefined && !hasValues)
    problems.push(`Missing field 'ResourceRecords' ${where}`);
  else if (record.AliasTarget === undefined && record.TTL === undefined)
    problems.push(`Missing field 'TTL' ${where}`);
  const routing = UNMODELLED_ROUTING.filter((field) => record[field] !== undefined);
  for (const field of routing) problems.push(`${field} has no local model ${where}`);
  if (record.Failover !== undefined && record.SetIdentifier === undefined)
    problems.push(`Missing field 'SetIdentifier' ${where}`);
  if (record.SetIdentifier !== undefined && record.Failover === undefined && routing.length === 0)
    problems.push(
      `Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig], but found none ${where}`,
    );
  return problems;
}

const configFields = {
  IPAddress: text(45).optional(),
  Port: number(1, 65_535).optional(),
  ResourcePath: text(255).optional(),
  FullyQualifiedDomainName: text(255).optional(),
  SearchString: text(255).min(1).optional(),
  FailureThreshold: number(1, 10).optional(),
  Inverted: flag.optional(),
  Disabled: flag.optional(),
  HealthThreshold: number(0, 256).optional(),
  ChildHealthChecks: listOf("ChildHealthCheck", text(64), 255).optional(),
  EnableSNI: flag.optional(),
  Regions: listOf("Region", z.enum(CHECKER_REGIONS), 64).optional(),
};
const config = z.strictObject({
  ...configFields,
  Type: z.enum(["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP", "CALCULATED"]),
  RequestInterval: number(10, 30)
    .refine((seconds) => seconds === 10 || seconds === 30, "must be 10 or 30")
    .optional(),
  MeasureLatency: flag.optional(),
});
const create = z.object({ CallerReference: text(64).min(1), HealthCheckConfig: config });
const RESETTABLE = ["FullyQualifiedDomainName", "Regions", "ResourcePath", "ChildHealthChecks"] as const;
const update = z.strictObject({
  ...configFields,
  HealthCheckVersion: number(1, Number.MAX_SAFE_INTEGER).optional(),
  ResetElements: listOf("ResettableElementName", z.enum(RESETTABLE), 64).optional(),
});

export function parseCreateHealthCheck(body: string): { callerReference: string; config: HealthCheckConfig } {
  const parsed = check(create, parseXml(body, "CreateHealthCheckRequest"));
  return { callerReference: parsed.CallerReference, config: withDefaults(parsed.HealthCheckConfig) };
}

/** The configuration after the update, and the version that it was made for. */
export function parseUpdateHealthCheck(
  body: string,
  before: HealthCheckConfig,
): { version?: number; config: HealthCheckConfig } {
  const {
    HealthCheckVersion,
    ResetElements = [],
    ...changes
  } = check(update, parseXml(body, "UpdateHealthCheckRequest"));
  const kept = Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(
      ([name, value]) => value !== undefined && !ResetElements.some((reset) => reset === name),
    ),
  );
  return { version: HealthCheckVersion, config: kept as unknown as HealthCheckConfig };
}

/** What Route 53 fills in ("HealthCheckConfig"). */
function withDefaults(given: HealthCheckConfig): HealthCheckConfig {
  const shared = { Inverted: false, Disabled: false };
  if (given.Type === "CALCULATED") return { ...shared, ...given };
  const secure = given.Type.startsWith("HTTPS");
  return {
    ...shared,
    RequestInterval: 30,
    FailureThreshold: 3,
    MeasureLatency: false,
    EnableSNI: secure,
    ...(given.Type === "TCP" ? {} : { Port: secure ? 443 : 80 }),
    ...given,
  };
}

function check<T extends z.ZodType>(schema: T, value: XmlValue): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Route53Error("InvalidInput", `Invalid request: ${problems.join(", ")}`);
}
