import { UNKNOWN } from "../graph";
import { type FailoverRecord, failoverRecords, isSamePair } from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** One stack shows two halves of the same kind, and what it cannot know of itself. That the other half exists shows only its peer's stack. */
export const failoverRecordsInPairs: Rule = {
  name: "failover-records-in-pairs",
  demands: "Each failover name has one primary and one secondary record, in two stacks or in one.",
  why: 'Failover answers with the secondary record when the primary is unhealthy ("Failover routing"). Without a secondary Route 53 answers with the unhealthy primary all the same.',
  breaks:
    "There is nowhere to fail over to, or a second record of the same kind is refused when it is deployed.",
  mend: "Make the missing half, with the same name and type, in the other region's stack.",
  meets: ["failover-records-in-pairs"],
  severity: "critical",
  scope: "pair",
  judge: (graph) => judgeRecords(failoverRecords(graph)),
  judgePair(one, other) {
    const [ones, others] = [failoverRecords(one), failoverRecords(other)];
    // What one stack shows by itself is said once, by judge.
    const between = twiceAmong([...ones, ...others]).filter(
      ({ record, like }) => ones.includes(record) !== ones.includes(like),
    );
    return [...between.map(twice), ...alone([...ones, ...others])];
  },
};

function judgeRecords(records: readonly FailoverRecord[]): Finding[] {
  const unknown = records.flatMap(({ node, half, name }) => [
    ...(half === UNKNOWN ? [undetermined(node, "failoverRoutingPolicies")] : []),
    ...(name === UNKNOWN ? [undetermined(node, "name")] : []),
  ]);
  return [...twiceAmong(records).map(twice), ...unknown];
}

/** Records after the first of their name, type and half. */
const twiceAmong = (records: readonly FailoverRecord[]) =>
  records.filter(isKnown).flatMap((record, index) => {
    const like = records
      .slice(0, index)
      .find((before) => isKnown(before) && before.half === record.half && isSamePair(before, record));
    return like ? [{ record, like }] : [];
  });

const twice = ({ record, like }: { record: FailoverRecord; like: FailoverRecord }): Finding =>
  violation(
    record.node,
    `${record.node.name} and ${like.node.name} are both ${String(record.half)} for ${String(record.name)}: Route 53 takes one of each. Make one of them ${other(record)}.`,
  );

/** Only where every name and half is known: an unknown one may be the half that is looked for. */
const alone = (records: readonly FailoverRecord[]): Finding[] =>
  records.every(isKnown)
    ? records
        .filter((record) => !records.some((one) => one.half === other(record) && isSamePair(one, record)))
        .map((record) =>
          violation(
            record.node,
            `${record.node.name} has no ${other(record)} record beside it for ${String(record.name)}: there is nowhere to fail over to. Make it in the other region's stack.`,
          ),
        )
    : [];

const isKnown = ({ half, name }: FailoverRecord) => half !== UNKNOWN && name !== UNKNOWN;
const other = ({ half }: FailoverRecord) => (half === "PRIMARY" ? "SECONDARY" : "PRIMARY");
