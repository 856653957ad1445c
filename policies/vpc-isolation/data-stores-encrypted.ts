import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { type Answer, found, NOTHING, together, unclear } from "../graph/answer";
import type { Rule } from "../rule";
import { dataStoresIn, type Encryption, leaderOf } from "./data-stores";
import { findingsOf } from "./verdict";

export const dataStoresEncrypted: Rule = {
  name: "data-stores-encrypted",
  demands: "Databases and caches are encrypted at rest, their snapshots and replicas with them.",
  why: "A database can be encrypted only when it is created (“Encrypting Amazon RDS resources”), and so can a cache (“At-rest encryption in ElastiCache”).",
  breaks:
    "A snapshot that is shared or copied by mistake, or a disk, can be read without a key; and mending it later means a new database and a move.",
  mend: "Switch it on before there is data: mending it replaces the database.",
  meets: ["data-stores-encrypted"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    dataStoresIn(graph).flatMap(({ node, store: { encryption } }) =>
      encryption === undefined
        ? []
        : findingsOf(
            node,
            isPlain(graph, node, encryption),
            () =>
              `${node.name} is not encrypted at rest: whoever gets hold of a snapshot of it can read it. Set ${encryption.path} to true, which replaces it.`,
          ),
    ),
};

const PLAIN: Answer<true> = found(true);

/** Found where it is certain that it is not encrypted. */
function isPlain(
  graph: StackGraph,
  node: Node,
  { path, isDefault, inheritedFrom = [] }: Encryption,
): Answer<true> {
  const value = node.get(path);
  if (value === UNKNOWN) return unclear(path);
  if (value !== undefined && value !== "") return String(value) === "true" ? NOTHING : PLAIN;
  if (isDefault(node)) return NOTHING;
  const sources = inheritedFrom.filter((property) => node.isSet(property) && node.get(property) !== "");
  return sources.length === 0 ? PLAIN : together(sources.map((property) => isPlainBy(graph, node, property)));
}

/** As its source is. Across regions it is so only with a key of the replica's own ("CreateDBInstanceReadReplica"). */
function isPlainBy(graph: StackGraph, node: Node, property: string): Answer<true> {
  const leader = leaderOf(graph, node, property);
  if (leader.kind === "here") return NOTHING; // It is judged itself.
  if (leader.kind === "elsewhere") return node.isSet("kmsKeyId") ? NOTHING : PLAIN;
  return unclear(`whether ${property} names something encrypted`);
}
