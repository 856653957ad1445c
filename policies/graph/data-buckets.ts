/** Data buckets: those that a stack's workloads write to, found by who writes, never by a name. */
import type { Node, StackGraph } from ".";
import { BUCKETS, bucketsNamedBy, replicationRulesOf } from "./buckets";
import { FUNCTION } from "./functions";
import { mayDo, policiesOfRole, ROLE, rolesAt, servicesIn, trustPolicyOf } from "./iam";
import { UNKNOWN, type Unknown } from "./values";

const DELIVERY_STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";

/** Every destination of a delivery stream has one place in S3, or two: what it delivers, and what it could not. */
const DESTINATIONS = [
  "extendedS3Configuration",
  "s3Configuration",
  "redshiftConfiguration",
  "elasticsearchConfiguration",
  "opensearchConfiguration",
  "opensearchserverlessConfiguration",
  "splunkConfiguration",
  "httpEndpointConfiguration",
  "snowflakeConfiguration",
  "icebergConfiguration",
];

/** What does a stack's work. Who deploys, and what writes logs, makes no data of a bucket. */
const WORKLOADS = ["lambda", "ecs-tasks", "ec2", "pods.eks", "states", "glue", "batch"].map(
  (service) => `${service}.amazonaws.com`,
);

export interface DataBucket {
  readonly bucket: Node;
  /** False where a right to write is not known yet: it may be one to read. */
  readonly isSure: boolean;
}

/** What a delivery stream delivers to, a workload writes to, or a replication copies from. */
export function dataBuckets(graph: StackGraph): DataBucket[] {
  const roles = workloadRoles(graph);
  return graph.ofType(...BUCKETS).flatMap((bucket): DataBucket[] => {
    if (streamsInto(graph, bucket).length > 0 || replicationRulesOf(graph, bucket).length > 0)
      return [{ bucket, isSure: true }];
    const rights = roles
      .filter((role) => isNamed(graph, role, bucket))
      .map((role) => mayDo(graph, role, "s3:PutObject", bucket));
    if (rights.includes("yes")) return [{ bucket, isSure: true }];
    return rights.includes("unknown") ? [{ bucket, isSure: false }] : [];
  });
}

/** Delivery streams that write into a bucket, and under which fixed part of a key; UNKNOWN where it is not known. */
export function streamsInto(graph: StackGraph, bucket: Node): { stream: Node; prefix: string | Unknown }[] {
  return graph.ofType(DELIVERY_STREAM).flatMap((stream) =>
    DESTINATIONS.filter((path) => bucketsNamedBy(graph, stream, path).includes(bucket)).map((path) => {
      // Beside a destination that is not S3, the bucket has a description of its own.
      const prefix = stream.get(`${path}.prefix`) ?? stream.get(`${path}.s3Configuration.prefix`);
      if (prefix === UNKNOWN) return { stream, prefix };
      return { stream, prefix: String(prefix ?? "").split("!{")[0] ?? "" };
    }),
  );
}

const workloadRoles = (graph: StackGraph): Node[] => {
  const ofFunctions = graph.ofType(FUNCTION).flatMap((fn) => rolesAt(graph, fn, "role").roles);
  const assumed = graph.ofType(ROLE).filter((role) => {
    const services = servicesIn([trustPolicyOf(role)]);
    return WORKLOADS.some((service) => services.has(service));
  });
  return [...new Set([...ofFunctions, ...assumed])];
};

/** By a policy of the role, or in the environment of a function with that role: a right to every bucket makes no data of each. */
const isNamed = (graph: StackGraph, role: Node, bucket: Node): boolean =>
  policiesOfRole(graph, role).some(({ holder, path }) =>
    graph.refs(holder, path, BUCKETS, { within: true }).nodes.includes(bucket),
  ) ||
  graph
    .referring(role, FUNCTION, "role")
    .some((fn) => graph.refs(fn, "environment", BUCKETS).nodes.includes(bucket));
