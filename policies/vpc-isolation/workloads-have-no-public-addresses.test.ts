import type { Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { workloadsHaveNoPublicAddresses } from "./workloads-have-no-public-addresses";

const wrong = (paths: string) => [
  `violation one: one gives a workload an address on the internet (${paths}): one weakness in it lets somebody into the network. Take it away, and put a load balancer in front where one is needed.`,
];
const unsure = (what: string) => [
  `undetermined one: one: ${what} is not known before a deployment, or not to this stack.`,
];
const ASSOCIATE = "associatePublicIpAddress";
const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const EIP = "aws:ec2/eip:Eip";
const assign = { networkConfiguration: { assignPublicIp: true } };

test.each<{ type: string; props: Properties; options?: ResourceOptions; says: string[] }>([
  { type: INSTANCE, props: { [ASSOCIATE]: true }, says: wrong(ASSOCIATE) },
  { type: INSTANCE, props: { [ASSOCIATE]: false }, says: [] },
  { type: INSTANCE, props: {}, says: [] },
  { type: INSTANCE, props: {}, options: { unknown: [ASSOCIATE] }, says: unsure(ASSOCIATE) },
  {
    type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    props: { [ASSOCIATE]: true },
    says: wrong(ASSOCIATE),
  },
  {
    type: "aws:ec2/launchConfiguration:LaunchConfiguration",
    props: { [ASSOCIATE]: true },
    says: wrong(ASSOCIATE),
  },
  {
    type: TEMPLATE,
    props: { networkInterfaces: [{}, { [ASSOCIATE]: "true" }, { [ASSOCIATE]: "true" }] },
    says: wrong(`networkInterfaces.${ASSOCIATE}`),
  },
  { type: TEMPLATE, props: { networkInterfaces: [{ [ASSOCIATE]: "false" }] }, says: [] },
  { type: TEMPLATE, props: {}, says: [] },
  {
    type: TEMPLATE,
    props: {},
    options: { unknown: ["networkInterfaces"] },
    says: unsure("networkInterfaces"),
  },
  {
    type: TEMPLATE,
    props: { networkInterfaces: [{}] },
    options: { unknown: [`networkInterfaces[0].${ASSOCIATE}`] },
    says: unsure(`networkInterfaces.${ASSOCIATE}`),
  },
  {
    type: "aws:ec2/spotFleetRequest:SpotFleetRequest",
    props: { launchSpecifications: [{ [ASSOCIATE]: true }] },
    says: wrong(`launchSpecifications.${ASSOCIATE}`),
  },
  { type: "aws:ecs/service:Service", props: assign, says: wrong("networkConfiguration.assignPublicIp") },
  { type: "aws:ecs/taskSet:TaskSet", props: assign, says: wrong("networkConfiguration.assignPublicIp") },
  { type: "aws:ecs/service:Service", props: { networkConfiguration: { subnets: ["s"] } }, says: [] },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    props: { ecsTarget: assign },
    says: wrong("ecsTarget.networkConfiguration.assignPublicIp"),
  },
  {
    type: "aws:scheduler/schedule:Schedule",
    props: { target: { ecsParameters: assign } },
    says: wrong("target.ecsParameters.networkConfiguration.assignPublicIp"),
  },
  {
    type: "aws:pipes/pipe:Pipe",
    props: {
      targetParameters: {
        ecsTaskParameters: { networkConfiguration: { awsVpcConfiguration: { assignPublicIp: "ENABLED" } } },
      },
    },
    says: wrong("targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration.assignPublicIp"),
  },
  {
    type: "aws:dms/replicationInstance:ReplicationInstance",
    props: { publiclyAccessible: true },
    says: wrong("publiclyAccessible"),
  },
  { type: "aws:mq/broker:Broker", props: { publiclyAccessible: true }, says: wrong("publiclyAccessible") },
  { type: EIP, props: { instance: "i-1" }, says: wrong("instance") },
  { type: EIP, props: {}, options: { unknown: ["networkInterface"] }, says: wrong("networkInterface") },
  { type: EIP, props: { domain: "vpc" }, says: [] },
  { type: EIP, props: { instance: "" }, says: [] },
  // AWS says so of the address of a NAT gateway.
  { type: EIP, props: {}, options: { outputs: { networkInterface: "eni-1" } }, says: [] },
  { type: "aws:ec2/eipAssociation:EipAssociation", props: { instanceId: "i-1" }, says: wrong("instanceId") },
  {
    type: "aws:ec2/eipAssociation:EipAssociation",
    props: { networkInterfaceId: "eni-1" },
    says: wrong("networkInterfaceId"),
  },
  { type: "aws:ec2/natGateway:NatGateway", props: { allocationId: "eipalloc-1" }, says: [] },
])("$type with $props, $options.unknown unknown", ({ type, props, options, says }) => {
  expectVerdict(workloadsHaveNoPublicAddresses, stackOf(resource(type, "one", props, options)), says);
});

test("may be excused", () => {
  expect(
    excusing(workloadsHaveNoPublicAddresses, stackOf(resource(EIP, "one", { instance: "i-1" })), "one"),
  ).toEqual(["excused one"]);
});
