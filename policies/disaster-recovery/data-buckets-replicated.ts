import { type Node, type StackGraph, stringsIn, UNKNOWN, valueAt } from "../graph";
import {
  BUCKETS,
  type BucketRule,
  isByTag,
  isVersioned,
  prefixOf,
  replicationRulesOf,
} from "../graph/buckets";
import { type DataBucket, dataBuckets, streamsInto } from "../graph/data-buckets";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** Where residency forbids it, excuse the bucket and say so: a region that is gone then takes its data along. */
export const dataBucketsReplicated: Rule = {
  name: "data-buckets-replicated",
  demands: "A bucket that holds data is replicated to a bucket of the peer region.",
  why: 'S3 keeps objects in one region; replication copies new ones to another, in most cases within 15 minutes ("Replicating objects within and across Regions").',
  breaks: "With the region gone, what it held is gone; and while it is away, nobody can read it.",
  mend: "Add a BucketReplicationConfig with an enabled rule to the peer's bucket.",
  meets: ["data-buckets-replicated"],
  severity: "high",
  scope: "pair",
  judge: (graph) => dataBuckets(graph).flatMap((data) => judgeBucket(graph, data)),
  judgePair: (one, other) => [...judgeDestinations(one, other), ...judgeDestinations(other, one)],
};

const MEND = "Add a BucketReplicationConfig with an enabled rule to the peer region's bucket.";

function judgeBucket(graph: StackGraph, { bucket, isSure }: DataBucket): Finding[] {
  const rules = replicationRulesOf(graph, bucket);
  const enabled = rules.filter(({ rule }) => valueAt(rule, "status") === "Enabled");
  if (enabled.length === 0) {
    if (rules.some(({ rule }) => valueAt(rule, "status") === UNKNOWN))
      return [undetermined(bucket, "whether it is replicated")];
    if (!isSure) return [undetermined(bucket, "whether anything may write to it")];
    return [
      violation(bucket, `${bucket.name} holds data and is not replicated: they go with its region. ${MEND}`),
    ];
  }
  const near = enabled
    .flatMap(({ in: holder, rule }) => destinationNodes(graph, holder, rule))
    .filter((to) => to !== bucket);
  if (near.length > 0 && near.every(({ region }) => region !== undefined && region === bucket.region))
    return [
      violation(
        bucket,
        `${bucket.name} is replicated within ${bucket.region} only: its copy goes with the same region. ${MEND}`,
      ),
    ];
  return [...switchedOff(bucket, rules, enabled), ...unreplicated(graph, bucket, enabled)];
}

/** A rule that is off, and no other one speaks of its prefix. */
function switchedOff(bucket: Node, rules: readonly BucketRule[], enabled: readonly BucketRule[]): Finding[] {
  const prefixes = enabled.filter(({ rule }) => !isByTag(rule)).map(({ rule }) => prefixOf(rule));
  const off = rules
    .filter(({ rule }) => valueAt(rule, "status") === "Disabled")
    .map(({ rule }) => prefixOf(rule))
    .filter((prefix) => prefix !== UNKNOWN && !prefixes.includes(UNKNOWN))
    .filter((prefix) => !prefixes.some((one) => String(prefix).startsWith(String(one))));
  if (off.length === 0) return [];
  return [
    violation(
      bucket,
      `${bucket.name} is replicated, but not what lies under ${off.map((prefix) => `"${String(prefix)}"`).join(", ")}: that rule is off. Enable it.`,
    ),
  ];
}

/** What a delivery stream writes lies under its prefix: some rule must speak of all of it. */
function unreplicated(graph: StackGraph, bucket: Node, enabled: readonly BucketRule[]): Finding[] {
  const prefixes = enabled.filter(({ rule }) => !isByTag(rule)).map(({ rule }) => prefixOf(rule));
  if (prefixes.includes(UNKNOWN)) return [];
  return streamsInto(graph, bucket)
    .filter(
      ({ prefix }) => prefix !== UNKNOWN && !prefixes.some((one) => String(prefix).startsWith(String(one))),
    )
    .map(({ stream, prefix }) =>
      violation(
        bucket,
        `${bucket.name} is replicated, but not what ${stream.name} writes under "${String(prefix)}": no enabled rule speaks of all of it. Give one that prefix.`,
      ),
    );
}

/** Buckets of this stack that a rule copies to. */
const destinationNodes = (graph: StackGraph, holder: Node, rule: unknown): Node[] => {
  const arns = stringsIn(valueAt(rule, "destination.bucket"));
  if (arns.length === 0) return graph.refs(holder, "rules", BUCKETS).nodes;
  return graph.ofType(...BUCKETS).filter((bucket) => arns.some((arn) => isBucket(bucket, arn)));
};

/** In any partition: the name is what an ARN of a bucket has beside it. */
const isBucket = (bucket: Node, arn: string) =>
  bucket.get("arn") === arn || arn.split(":::")[1] === bucket.get("bucket");

function judgeDestinations(from: StackGraph, to: StackGraph): Finding[] {
  const theirs = to.ofType(...BUCKETS);
  return dataBuckets(from).flatMap(({ bucket }): Finding[] => {
    const enabled = replicationRulesOf(from, bucket).filter(
      ({ rule }) => valueAt(rule, "status") === "Enabled",
    );
    if (enabled.length === 0) return []; // Said by judge.
    const arns = enabled.flatMap(({ rule }) => stringsIn(valueAt(rule, "destination.bucket")));
    const twin = theirs.find((one) => arns.some((arn) => isBucket(one, arn)));
    if (twin) return judgeTwin(to, bucket, twin);
    const isWithin = enabled.some(({ in: holder, rule }) => destinationNodes(from, holder, rule).length > 0);
    if (isWithin) return []; // Both regions in one stack.
    const isOpen = arns.length < enabled.length || theirs.some((one) => !isNamed(one));
    if (isOpen) return [undetermined(bucket, "which bucket it is replicated to")];
    return [
      violation(
        bucket,
        `${bucket.name} is replicated to ${[...new Set(arns)].join(", ")}, which is no bucket of the other region's stack: after a failover nothing there can read it. ${MEND}`,
      ),
    ];
  });
}

const isNamed = (bucket: Node) =>
  typeof bucket.get("bucket") === "string" || typeof bucket.get("arn") === "string";

function judgeTwin(to: StackGraph, bucket: Node, twin: Node): Finding[] {
  if (bucket.region !== undefined && bucket.region === twin.region)
    return [
      violation(
        bucket,
        `${bucket.name} is replicated to ${twin.name}, which lies in ${twin.region} too: both go with the same region. ${MEND}`,
      ),
    ];
  if (isVersioned(to, twin) !== false) return [];
  return [
    violation(
      twin,
      `${twin.name} receives what ${bucket.name} replicates and keeps no versions: S3 refuses to replicate into it. Add a BucketVersioning with the status Enabled.`,
    ),
  ];
}
