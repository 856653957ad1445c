import type { Node, StackGraph } from "../graph";
import { type Answer, together } from "../graph/answer";
import { VPCS } from "../graph/network";
import { DEFAULT_GROUP, type Direction, defaultGroupsOf, rulesOf } from "../graph/security-groups";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { findingsOf } from "./verdict";

const DIRECTIONS: readonly Direction[] = ["ingress", "egress"];

export const defaultGroupClosed: Rule = {
  name: "default-group-closed",
  demands: "The default security group of each VPC has no rules.",
  why: "It lets all its members talk to each other and to everywhere, and whatever names no group is a member (“Default security groups for your VPCs”). It cannot be deleted.",
  breaks:
    "A function, a cache or an interface that was made without a group reaches, and is reached by, everything else that was.",
  mend: "Adopt it with an aws.ec2.DefaultSecurityGroup that has the vpcId and neither ingress nor egress.",
  meets: ["default-group-closed"],
  severity: "medium",
  scope: "stack",
  judge: (graph) => [
    ...graph.ofType(...VPCS).flatMap((vpc) => judgeVpc(graph, vpc)),
    ...graph
      .ofType(DEFAULT_GROUP)
      .flatMap((group) =>
        findingsOf(
          group,
          rulesIn(graph, group),
          (rules) =>
            `${group.name} still has rules (${rules.join(", ")}): whatever is made without a group of its own may use them. Take them away, and give what needs them a group.`,
        ),
      ),
  ],
};

function judgeVpc(graph: StackGraph, vpc: Node): Finding[] {
  if (defaultGroupsOf(graph, vpc).length > 0) return [];
  const lost = graph.ofType(DEFAULT_GROUP).find((group) => graph.refs(group, "vpcId", VPCS).isUnknown);
  if (lost) return [undetermined(vpc, `vpcId of ${lost.name}`)];
  return [
    violation(
      vpc,
      `${vpc.name} has its default security group as AWS makes it: whatever names no group talks to all its like, and to everywhere. Adopt it with an aws.ec2.DefaultSecurityGroup without rules.`,
    ),
  ];
}

/** Such as "ingress of core-default", "egress by rule out". */
const rulesIn = (graph: StackGraph, group: Node): Answer<string> =>
  together(
    DIRECTIONS.map((direction) => {
      const rules = rulesOf(graph, group, direction);
      const says = rules.found.map(({ node }) =>
        node === group ? direction : `${direction} by ${node.name}`,
      );
      return { found: [...new Set(says)], unknown: rules.unknown };
    }),
  );
