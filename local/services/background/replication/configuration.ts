/** A bucket's replication configuration, as S3's XML says it ("PutBucketReplication"). Pure. */
import { randomUUID } from "node:crypto";
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { S3Error } from "./s3-error";

export interface ReplicationRule {
  readonly id: string;
  /** The rule with the higher number wins where two match. */
  readonly priority: number;
  readonly enabled: boolean;
  /** What keys it replicates; "" is every key. */
  readonly prefix: string;
  readonly destinationBucket: string;
  /** The account that must own the destination bucket, when the rule says so. */
  readonly destinationAccount: string | undefined;
  readonly storageClass: string | undefined;
}

export interface ReplicationConfiguration {
  readonly roleArn: string;
  readonly rules: readonly ReplicationRule[];
  /** As it was given, with ids where none was: what GetBucketReplication answers. */
  readonly xml: string;
}

interface RuleXml {
  ID?: string;
  Priority?: string;
  Prefix?: string;
  Status?: string;
  Filter?: { Prefix?: string; Tag?: unknown; And?: unknown } | "";
  DeleteMarkerReplication?: { Status?: string };
  ExistingObjectReplication?: { Status?: string };
  SourceSelectionCriteria?: Record<string, { Status?: string }>;
  Destination?: {
    Bucket?: string;
    Account?: string;
    StorageClass?: string;
    EncryptionConfiguration?: unknown;
    AccessControlTranslation?: unknown;
  };
}

const RULES_MAX = 1_000;
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === "Rule" });
const builder = new XMLBuilder();

/** @throws MalformedXML, InvalidRequest as S3 does; NotImplemented for what has no local model. */
export function parseConfiguration(text: string): ReplicationConfiguration {
  const document = parseXml(text);
  const root = document.ReplicationConfiguration as { Role?: string; Rule?: RuleXml[] } | undefined;
  if (!root?.Role || !root.Rule?.length || root.Rule.length > RULES_MAX) throw malformed();
  const rules = root.Rule.map((rule, index) => parseRule(rule, index));
  if (new Set(rules.map(({ destinationBucket }) => destinationBucket)).size > 1)
    throw notImplemented("rules with several destination buckets");
  const Rule = root.Rule.map((rule, index) => ({ ID: rules[index]?.id, ...rule }));
  const xml = builder.build({ Role: root.Role, Rule }) as string;
  return { roleArn: root.Role, rules, xml };
}

export const answerXml = ({ xml }: ReplicationConfiguration): string =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  `<ReplicationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${xml}</ReplicationConfiguration>`;

/** The rule that replicates this key, if one does. */
export function ruleFor({ rules }: ReplicationConfiguration, key: string): ReplicationRule | undefined {
  const matching = rules.filter(({ enabled, prefix }) => enabled && key.startsWith(prefix));
  return matching.sort((left, right) => right.priority - left.priority)[0];
}

/** The prefixes that cover every rule, none of them within another. */
export function coveringPrefixes({ rules }: ReplicationConfiguration): string[] {
  const prefixes = [...new Set(rules.filter(({ enabled }) => enabled).map(({ prefix }) => prefix))];
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)));
}

function parseRule(rule: RuleXml, index: number): ReplicationRule {
  const { Destination } = rule;
  const [, bucket] = /^arn:aws:s3:::([a-z0-9.-]+)$/.exec(Destination?.Bucket ?? "") ?? [];
  if (bucket === undefined || !["Enabled", "Disabled"].includes(rule.Status ?? "")) throw malformed();
  const isFiltered = rule.Filter !== undefined;
  if (isFiltered && rule.Priority === undefined)
    throw invalidRequest(
      "Priority must be specified for this version of Cross Region Replication configuration schema.",
    );
  if (isFiltered && rule.DeleteMarkerReplication === undefined)
    throw invalidRequest(
      "DeleteMarkerReplication must be specified for this version of Cross Region Replication configuration schema.",
    );
  refuseUnmodelled(rule);
  return {
    id: rule.ID || randomUUID(),
    priority: Number(rule.Priority ?? -index), // Without priorities the earlier rule wins.
    enabled: rule.Status === "Enabled",
    prefix: filterOf(rule).Prefix ?? rule.Prefix ?? "",
    destinationBucket: bucket,
    destinationAccount: Destination?.Account,
    storageClass: Destination?.StorageClass,
  };
}

/** `<Filter/>` is parsed as "": it matches every key. */
const filterOf = ({ Filter }: RuleXml) => (typeof Filter === "object" ? Filter : {});

function refuseUnmodelled(rule: RuleXml): void {
  const filter = filterOf(rule);
  if (filter.Tag !== undefined || filter.And !== undefined) throw notImplemented("a filter by tags");
  if (rule.DeleteMarkerReplication?.Status === "Enabled") throw notImplemented("DeleteMarkerReplication");
  if (rule.ExistingObjectReplication?.Status === "Enabled") throw notImplemented("ExistingObjectReplication");
  for (const [name, criterion] of Object.entries(rule.SourceSelectionCriteria ?? {}))
    if (criterion?.Status === "Enabled") throw notImplemented(name);
  for (const name of ["EncryptionConfiguration", "AccessControlTranslation"] as const)
    if (rule.Destination?.[name] !== undefined) throw notImplemented(name);
}

function parseXml(text: string): Record<string, unknown> {
  try {
    return parser.parse(text, true) as Record<string, unknown>;
  } catch {
    throw malformed();
  }
}

const malformed = () =>
  new S3Error(
    400,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
const invalidRequest = (message: string) => new S3Error(400, "InvalidRequest", message);
const notImplemented = (what: string) =>
  new S3Error(501, "NotImplemented", `The local replication has no model of ${what}.`);
