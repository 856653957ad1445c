import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { dataBuckets } from "../graph/data-buckets";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** Whether AWS itself refuses to delete it: the property that says so, where a type has one. */
const KEEPERS: Readonly<Record<string, string | undefined>> = {
  "aws:rds/instance:Instance": "deletionProtection",
  "aws:rds/cluster:Cluster": "deletionProtection",
  "aws:rds/globalCluster:GlobalCluster": "deletionProtection",
  "aws:docdb/cluster:Cluster": "deletionProtection",
  "aws:neptune/cluster:Cluster": "deletionProtection",
  "aws:dynamodb/table:Table": "deletionProtectionEnabled",
  "aws:cognito/userPool:UserPool": "deletionProtection",
  "aws:opensearch/domain:Domain": undefined,
  "aws:redshift/cluster:Cluster": undefined,
  "aws:efs/fileSystem:FileSystem": undefined,
  "aws:kinesis/stream:Stream": undefined,
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": undefined,
};

export const dataResourcesProtected: Rule = {
  name: "data-resources-protected",
  demands:
    "What holds data is protected: by Pulumi's protect, or by AWS's own deletion protection where there is one.",
  why: 'A protected resource cannot be deleted or replaced by accident ("protect" in Pulumi\'s resource options). A stream holds what nobody has read yet; a bucket and a database hold the rest.',
  breaks:
    "A destroyed stack, a renamed resource or a property that forces a replacement takes the data along.",
  mend: "Set protect: true. A policy pack cannot see retainOnDelete: where that keeps the data, excuse the resource and say so.",
  meets: ["data-resources-protected"],
  severity: "high",
  scope: "stack",
  judge: (graph) => [
    ...graph
      .ofType(...Object.keys(KEEPERS))
      .filter(isOriginal)
      .flatMap(judgeKeeper),
    ...bucketFindings(graph),
  ],
};

/** A replica can be made again from what it replicates. */
const isOriginal = (node: Node) =>
  !node.isSet("replicateSourceDb") && !node.isSet("replicationSourceIdentifier");

function judgeKeeper(node: Node): Finding[] {
  const property = KEEPERS[node.type];
  const kept = property === undefined ? false : node.get(property);
  if (node.protect || kept === true || kept === "ACTIVE") return [];
  if (kept === UNKNOWN) return [undetermined(node, String(property))];
  return [unprotected(node, property === undefined ? "protect: true" : `protect or ${property}`)];
}

const bucketFindings = (graph: StackGraph): Finding[] =>
  dataBuckets(graph)
    .filter(({ bucket }) => !bucket.protect)
    .map(({ bucket, isSure }) =>
      isSure
        ? unprotected(bucket, "protect: true")
        : undetermined(bucket, "whether anything may write to it"),
    );

const unprotected = (node: Node, mend: string): Finding =>
  violation(
    node,
    `${node.name} holds data and is not protected: a destroyed stack or a replacement takes them along. Set ${mend}.`,
  );
