import type { Node, StackGraph } from "../graph";
import { type Answer, found, NOTHING, unclear } from "../graph/answer";
import { SUBNETS, subnetsIn, VPCS } from "../graph/network";
import type { Rule } from "../rule";
import { findingsOf } from "./verdict";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

export const flowLogsOn: Rule = {
  name: "flow-logs-on",
  demands: "Each VPC of the stack, or each of its subnets, has a flow log.",
  why: "Flow logs show what a security group refused and what it let through (“Logging IP traffic using VPC Flow Logs”); nothing else in a VPC does, and they do not reach back.",
  breaks: "After a break-in nobody can say who talked to the database, from where, and how much went out.",
  mend: "Add an aws.ec2.FlowLog with the vpcId, to CloudWatch Logs or a bucket.",
  meets: ["flow-logs-on"],
  severity: "medium",
  scope: "stack",
  judge: (graph) =>
    graph
      .ofType(...VPCS)
      .flatMap((vpc) =>
        findingsOf(
          vpc,
          hasNone(graph, vpc),
          () =>
            `${vpc.name} has no flow log: after a break-in nobody can say who talked to whom. Add an aws.ec2.FlowLog with its vpcId.`,
        ),
      ),
};

function hasNone(graph: StackGraph, vpc: Node): Answer<true> {
  if (graph.referring(vpc, FLOW_LOG, "vpcId").length > 0) return NOTHING;
  const logs = graph.ofType(FLOW_LOG);
  const watched = new Set(logs.flatMap((log) => graph.refs(log, "subnetId", SUBNETS).nodes));
  const subnets = subnetsIn(graph, vpc);
  if (subnets.length > 0 && subnets.every((subnet) => watched.has(subnet))) return NOTHING;
  const perhaps = logs.filter((log) =>
    ["vpcId", "subnetId"].some((path) => graph.refs(log, path, [...VPCS, ...SUBNETS]).isUnknown),
  );
  return perhaps.length > 0
    ? unclear(`what ${perhaps.map(({ name }) => name).join(", ")} logs`)
    : found(true);
}
