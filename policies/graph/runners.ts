/** What runs code in a network, and in which of its subnets. */
import type { Node, Refs, StackGraph } from ".";
import { SUBNETS } from "./network";

/**
 * By type, where its subnets stand. Databases and caches are left out: what RDS itself does with S3 happens outside of the
 * network ("Gateway endpoints for Amazon S3" asks nothing of it), and they call no API of their own accord.
 */
const SUBNET_PATHS: Readonly<Record<string, readonly string[]>> = {
  "aws:lambda/function:Function": ["vpcConfig.subnetIds"],
  "aws:ec2/instance:Instance": ["subnetId"],
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ["subnetId"],
  "aws:autoscaling/group:Group": ["vpcZoneIdentifiers"],
  "aws:ecs/service:Service": ["networkConfiguration.subnets"],
  "aws:ecs/taskSet:TaskSet": ["networkConfiguration.subnets"],
  "aws:eks/nodeGroup:NodeGroup": ["subnetIds"],
  "aws:eks/fargateProfile:FargateProfile": ["subnetIds"],
  "aws:batch/computeEnvironment:ComputeEnvironment": ["computeResources.subnets"],
  "aws:codebuild/project:Project": ["vpcConfig.subnets"],
  "aws:apprunner/vpcConnector:VpcConnector": ["subnets"],
  "aws:mwaa/environment:Environment": ["networkConfiguration.subnetIds"],
  "aws:glue/connection:Connection": ["physicalConnectionRequirements.subnetId"],
  "aws:sagemaker/notebookInstance:NotebookInstance": ["subnetId"],
};

export interface Runner {
  readonly node: Node;
  readonly path: string;
  /** Its subnets; `outside` are those of no resource here. */
  readonly subnets: Refs;
}

export const runnersOf = (graph: StackGraph): Runner[] =>
  graph
    .ofType(...Object.keys(SUBNET_PATHS))
    .flatMap((node) =>
      (SUBNET_PATHS[node.type] ?? [])
        .filter((path) => hasSomething(node, path))
        .map((path) => ({ node, path, subnets: graph.refs(node, path, SUBNETS) })),
    );

/** An empty list takes a function out of its network ("VpcConfig"). */
const hasSomething = (node: Node, path: string): boolean => {
  const value = node.get(path);
  return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
};
