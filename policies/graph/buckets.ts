/** Buckets: what their settings say, inline in older styles or in resources of their own. */
import type { Node, StackGraph } from ".";
import { isFields, UNKNOWN, type Unknown, valueAt } from "./values";

export const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

const typesOf = (name: string) => {
  const type = `aws:s3/b${name.slice(1)}:${name}`;
  return [type, `aws:s3/b${name.slice(1)}V2:${name}V2`];
};

/** The bucket's settings of one kind: resources of their own that name the bucket. */
const besides = (graph: StackGraph, bucket: Node, name: string): Node[] =>
  graph.referring(bucket, typesOf(name), "bucket");

/** Whether a bucket keeps versions. An unknown status is UNKNOWN; a bucket that says nothing keeps none. */
export function isVersioned(graph: StackGraph, bucket: Node): boolean | Unknown {
  const statuses = [
    ...besides(graph, bucket, "BucketVersioning").map((node) => node.get("versioningConfiguration.status")),
    bucket.get("versioning.enabled"),
    bucket.get("versionings.enabled"),
  ];
  if (statuses.some((status) => status === "Enabled" || status === true)) return true;
  return statuses.includes(UNKNOWN) ? UNKNOWN : false;
}

/** A rule of a bucket's, and the resource that it stands in. */
export interface BucketRule {
  readonly in: Node;
  /** UNKNOWN when the rules are there and what they say is not known. */
  readonly rule: unknown;
}

const rulesIn = (node: Node, path: string): BucketRule[] => {
  const rules = node.list(path);
  return rules === UNKNOWN
    ? [{ in: node, rule: UNKNOWN }]
    : rules.map((rule) => ({ in: node, rule: inSingular(rule) }));
};

/** Within a BucketV2, lists of one stand for what every other style has by itself. */
const SINGULARS: Readonly<Record<string, string>> = {
  expirations: "expiration",
  filters: "filter",
  destinations: "destination",
};

const inSingular = (rule: unknown): unknown =>
  isFields(rule)
    ? Object.fromEntries(Object.entries(rule).map(([key, value]) => [SINGULARS[key] ?? key, value]))
    : rule;

/** Lifecycle rules, of every style. */
export const lifecycleRulesOf = (graph: StackGraph, bucket: Node): BucketRule[] => [
  ...besides(graph, bucket, "BucketLifecycleConfiguration").flatMap((node) => rulesIn(node, "rules")),
  ...rulesIn(bucket, "lifecycleRules"),
];

/** Rules of replication, of every style. */
export const replicationRulesOf = (graph: StackGraph, bucket: Node): BucketRule[] => [
  ...replicationsOf(graph, bucket).flatMap((node) => rulesIn(node, "rules")),
  ...rulesIn(bucket, "replicationConfiguration.rules"),
  ...rulesIn(bucket, "replicationConfigurations.rules"),
];

const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";

/** Replication waits for versioning, so programs often name the bucket through the versioning resource: it passes the bucket on. */
export const replicationsOf = (graph: StackGraph, bucket: Node): Node[] =>
  graph.referring(bucket, REPLICATION, "bucket");

/** The buckets that a property names, be it through the versioning that it waits for. */
export const bucketsNamedBy = (graph: StackGraph, node: Node, path: string): Node[] =>
  graph.refs(node, path, BUCKETS).nodes;

/** The prefix that a lifecycle or a replication rule is limited to: "" for none, UNKNOWN where it is not known. */
export function prefixOf(rule: unknown): string | Unknown {
  for (const path of ["filter.and.prefix", "filter.prefix", "prefix"]) {
    const prefix = valueAt(rule, path);
    if (prefix === UNKNOWN) return UNKNOWN;
    if (typeof prefix === "string" && prefix !== "") return prefix;
  }
  return "";
}

/** Whether a rule speaks only of objects with certain tags. */
export const isByTag = (rule: unknown): boolean =>
  ["filter.and.tags", "filter.tag", "tags"].some((path) => {
    const tags = valueAt(rule, path);
    return tags === UNKNOWN || (isFields(tags) && Object.keys(tags).length > 0);
  });

/** Whether some key may begin with both: one of the prefixes begins with the other. */
export const mayOverlap = (one: string, other: string): boolean =>
  one.startsWith(other) || other.startsWith(one);
