import { type Node, UNKNOWN } from "../graph";
import { type Answer, found, NOTHING, together, unclear } from "../graph/answer";
import type { Rule } from "../rule";
import { findingsOf } from "./verdict";

/** Where a kind of workload says that it wants an address; `list` where each element says it. */
const ASKS: Readonly<Record<string, { readonly list?: string; readonly path: string }>> = {
  "aws:ec2/instance:Instance": { path: "associatePublicIpAddress" },
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": { path: "associatePublicIpAddress" },
  "aws:ec2/launchConfiguration:LaunchConfiguration": { path: "associatePublicIpAddress" },
  "aws:ec2/launchTemplate:LaunchTemplate": { list: "networkInterfaces", path: "associatePublicIpAddress" },
  "aws:ec2/spotFleetRequest:SpotFleetRequest": {
    list: "launchSpecifications",
    path: "associatePublicIpAddress",
  },
  "aws:ecs/service:Service": { path: "networkConfiguration.assignPublicIp" },
  "aws:ecs/taskSet:TaskSet": { path: "networkConfiguration.assignPublicIp" },
  "aws:cloudwatch/eventTarget:EventTarget": { path: "ecsTarget.networkConfiguration.assignPublicIp" },
  "aws:scheduler/schedule:Schedule": { path: "target.ecsParameters.networkConfiguration.assignPublicIp" },
  "aws:pipes/pipe:Pipe": {
    path: "targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration.assignPublicIp",
  },
  "aws:dms/replicationInstance:ReplicationInstance": { path: "publiclyAccessible" },
  "aws:mq/broker:Broker": { path: "publiclyAccessible" },
};

/** What an elastic address is tied to, other than gateways and load balancers: those take an allocation. */
const TIES: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/eip:Eip": ["instance", "networkInterface"],
  "aws:ec2/eipAssociation:EipAssociation": ["instanceId", "networkInterfaceId"],
};

export const workloadsHaveNoPublicAddresses: Rule = {
  name: "workloads-have-no-public-addresses",
  demands: "No instance, task, broker or network interface has a public address.",
  why: "What has a public address in a subnet with an internet gateway is reached from the internet as far as its security group lets it (“Internet gateways”); load balancers and NAT gateways have one for what is behind them.",
  breaks:
    "A workload beside the database is the first step to it: one weakness in it, and somebody is inside of the network.",
  mend: "Take the address away; send traffic in by a load balancer, and out by endpoints or NAT.",
  meets: ["no-public-addresses"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    graph.nodes.flatMap((node) =>
      findingsOf(
        node,
        addressOf(node),
        (paths) =>
          `${node.name} gives a workload an address on the internet (${paths.join(", ")}): one weakness in it lets somebody into the network. Take it away, and put a load balancer in front where one is needed.`,
      ),
    ),
};

function addressOf(node: Node): Answer<string> {
  const ties = (TIES[node.type] ?? []).filter((path) => node.setsProperty(path) && node.get(path) !== "");
  const asks = ASKS[node.type];
  return together([found(...ties), asks ? asked(node, asks) : NOTHING]);
}

function asked(node: Node, { list, path }: { list?: string; path: string }): Answer<string> {
  if (list === undefined) return isAsked(node, path, path);
  const items = node.list(list);
  if (items === UNKNOWN) return unclear(list);
  return together(items.map((_, index) => isAsked(node, `${list}[${index}].${path}`, `${list}.${path}`)));
}

/** Types differ: true, "true", "ENABLED". */
function isAsked(node: Node, path: string, says: string): Answer<string> {
  const value = node.get(path);
  if (value === UNKNOWN) return unclear(says);
  return ["true", "enabled"].includes(String(value).toLowerCase()) ? found(says) : NOTHING;
}
