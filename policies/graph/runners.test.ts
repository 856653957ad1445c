import { subnet } from "../s3-endpoints/testing/network";
import { resource, stackOf } from "../testing/stack";
import { runnersOf } from "./runners";

const a = subnet("a");
const list = ["a-id"];

test.each([
  ["aws:lambda/function:Function", "vpcConfig.subnetIds", { vpcConfig: { subnetIds: list } }],
  ["aws:ec2/instance:Instance", "subnetId", { subnetId: "a-id" }],
  ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", "subnetId", { subnetId: "a-id" }],
  ["aws:autoscaling/group:Group", "vpcZoneIdentifiers", { vpcZoneIdentifiers: list }],
  ["aws:ecs/service:Service", "networkConfiguration.subnets", { networkConfiguration: { subnets: list } }],
  ["aws:ecs/taskSet:TaskSet", "networkConfiguration.subnets", { networkConfiguration: { subnets: list } }],
  ["aws:eks/nodeGroup:NodeGroup", "subnetIds", { subnetIds: list }],
  ["aws:eks/fargateProfile:FargateProfile", "subnetIds", { subnetIds: list }],
  [
    "aws:batch/computeEnvironment:ComputeEnvironment",
    "computeResources.subnets",
    { computeResources: { subnets: list } },
  ],
  ["aws:codebuild/project:Project", "vpcConfig.subnets", { vpcConfig: { subnets: list } }],
  ["aws:apprunner/vpcConnector:VpcConnector", "subnets", { subnets: list }],
  [
    "aws:mwaa/environment:Environment",
    "networkConfiguration.subnetIds",
    { networkConfiguration: { subnetIds: list } },
  ],
  [
    "aws:glue/connection:Connection",
    "physicalConnectionRequirements.subnetId",
    { physicalConnectionRequirements: { subnetId: "a-id" } },
  ],
  ["aws:sagemaker/notebookInstance:NotebookInstance", "subnetId", { subnetId: "a-id" }],
])("a %s runs where %s says", (type, path, props) => {
  const runners = runnersOf(stackOf(a, resource(type, "it", props)));
  expect(runners.map((one) => [one.node.name, one.path, one.subnets.nodes.map(({ name }) => name)])).toEqual([
    ["it", path, ["a"]],
  ]);
});

test.each([
  ["no configuration", {}],
  ["an empty list", { vpcConfig: { subnetIds: [], securityGroupIds: [] } }],
  ["an empty text", { vpcConfig: { subnetIds: "" } }],
])("%s is no network", (_, props) => {
  expect(runnersOf(stackOf(a, resource("aws:lambda/function:Function", "it", props)))).toEqual([]);
});

test("a database runs no code", () => {
  expect(
    runnersOf(stackOf(a, resource("aws:rds/instance:Instance", "db", { dbSubnetGroupName: "a-id" }))),
  ).toEqual([]);
});
