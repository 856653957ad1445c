/** The checks that failover records follow, for rules that judge each of them. */
import type { Node, StackGraph } from "../graph";
import { checksOfFailover, type FailoverRecord, failoverRecords, followedChecks } from "../graph/routing";
import { type Finding, undetermined } from "../rule";

/** What a rule says of each followed check, and which checks it could not look at. */
export const ofEachCheck = (
  graph: StackGraph,
  judge: (check: Node, record: FailoverRecord) => readonly Finding[],
): Finding[] => [
  ...checksOfFailover(graph).flatMap(({ check, record }) => judge(check, record)),
  ...failoverRecords(graph).flatMap(({ node }) => unseenChecks(graph, node)),
];

/** Checks of other stacks, and those of which nothing tells which they are. */
export function unseenChecks(graph: StackGraph, record: Node): Finding[] {
  const { elsewhere, isUnknown } = followedChecks(graph, record);
  const others = elsewhere.map(
    (id): Finding => ({
      kind: "undetermined",
      urn: record.urn,
      message: `${record.name} follows the health check ${id}, which is not made in this stack: its settings are not known here.`,
    }),
  );
  return isUnknown ? [...others, undetermined(record, "which health check it follows")] : others;
}
