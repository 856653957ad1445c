import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { destroy, up } from "../../engine/in-process";
import { TemporaryProgram } from "../../engine/testing/temporary-program";
import type { LocalEndpoints } from "../endpoints";
import type { Ministack } from "../services/ministack/launch";
import { ministackIn } from "./testing/ministack";
import { place } from "./testing/talk";

jest.setTimeout(180_000);

const dir = mkdtempSync(join(tmpdir(), "holdfast-ec2-"));
let ministack: Ministack;
let ec2: EC2Client;
let endpoints: LocalEndpoints;

beforeAll(async () => {
  ministack = await ministackIn(dir);
  const aws = ministack.url;
  const here = place.endpoints.regions["eu-west-1"];
  if (!here) throw new Error("The tests' place has no eu-west-1.");
  endpoints = { ...place.endpoints, global: aws, regions: { "eu-west-1": { ...here, aws } } };
  ec2 = new EC2Client({ endpoint: aws, region: "eu-west-1", credentials: { ...endpoints.credentials } });
});
afterAll(async () => {
  ec2.destroy();
  await ministack.stop();
  rmSync(dir, { recursive: true, force: true });
});

interface Variant {
  readonly cidrBlock: string;
  readonly port: number;
  readonly zones: number;
}

/** Every type that a private network and its users register, as they register it. */
const network = ({ cidrBlock, port, zones }: Variant) => `
  import * as aws from "@pulumi/aws";
  import * as awsx from "@pulumi/awsx";
  const net = new awsx.ec2.Vpc("net", {
    cidrBlock: "${cidrBlock}", numberOfAvailabilityZones: ${zones}, natGateways: { strategy: "None" },
    subnetStrategy: "Auto", availabilityZoneCidrMask: 18, subnetSpecs: [{ type: "Isolated" }], enableDnsSupport: true, enableDnsHostnames: true,
  });
  new aws.ec2.DefaultSecurityGroup("default", { vpcId: net.vpcId });
  const group = (name: string) => new aws.ec2.SecurityGroup(name, { name, vpcId: net.vpcId });
  const [caller, called] = [group("caller"), group("called")];
  const s3 = new aws.ec2.VpcEndpoint("s3", {
    vpcId: net.vpcId, serviceName: "com.amazonaws.eu-west-1.s3", vpcEndpointType: "Gateway", policy: "{}",
    routeTableIds: net.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id))),
  });
  new aws.ec2.VpcEndpoint("sqs", {
    vpcId: net.vpcId, serviceName: "com.amazonaws.eu-west-1.sqs", vpcEndpointType: "Interface", policy: "{}",
    subnetIds: net.isolatedSubnetIds, securityGroupIds: [called.id], privateDnsEnabled: true,
  });
  const tcp = { ipProtocol: "tcp", fromPort: ${port}, toPort: ${port} };
  new aws.vpc.SecurityGroupIngressRule("in", { ...tcp, securityGroupId: called.id, referencedSecurityGroupId: caller.id });
  new aws.vpc.SecurityGroupEgressRule("out", { ...tcp, securityGroupId: caller.id, referencedSecurityGroupId: called.id });
  new aws.vpc.SecurityGroupEgressRule("out-s3", { ...tcp, securityGroupId: caller.id, prefixListId: s3.prefixListId });
  new aws.ec2.FlowLog("flows", {
    vpcId: net.vpcId, trafficType: "ALL", logDestinationType: "cloud-watch-logs",
    logDestination: "arn:aws:logs:eu-west-1:000000000000:log-group:flows", iamRoleArn: "arn:aws:iam::000000000000:role/flows",
  });
  export const vpcId = net.vpcId;
  export const subnetIds = net.isolatedSubnetIds;
  export const groupIds = { caller: caller.id, called: called.id };
  export const prefixListId = s3.prefixListId;
`;

const first: Variant = { cidrBlock: "10.80.0.0/16", port: 443, zones: 2 };
const inVpc = (vpcId: unknown) => ({ Filters: [{ Name: "vpc-id", Values: [String(vpcId)] }] });

test("a private network comes to be, is left alone, changes, grows, moves and goes", async () => {
  const program = new TemporaryProgram(network(first));
  const run = (variant: Variant) => {
    program.program(network(variant));
    return program.run(
      {},
      {
        provider: { module: join(__dirname, "index.ts"), options: endpoints },
        config: { "aws:region": "eu-west-1" },
      },
    );
  };
  const rulesOf = async (groupId: string) =>
    (
      await ec2.send(
        new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [groupId] }] }),
      )
    ).SecurityGroupRules ?? [];
  const endpointsIn = async () => (await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints ?? [];
  try {
    const made = await up(run(first));
    const { vpcId, subnetIds, groupIds } = made.outputs as {
      vpcId: string;
      subnetIds: string[];
      groupIds: Record<"caller" | "called", string>;
    };
    expect(made.outputs.prefixListId).toMatch(/^pl-/);
    const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand(inVpc(vpcId)));
    expect(
      subnets.map(({ SubnetId, AvailabilityZone, CidrBlock }) => ({ SubnetId, AvailabilityZone, CidrBlock })),
    ).toEqual([
      { SubnetId: subnetIds[0], AvailabilityZone: "eu-west-1a", CidrBlock: "10.80.0.0/18" },
      { SubnetId: subnetIds[1], AvailabilityZone: "eu-west-1b", CidrBlock: "10.80.64.0/18" },
    ]);
    const { RouteTables: tables = [] } = await ec2.send(new DescribeRouteTablesCommand(inVpc(vpcId)));
    const own = tables.filter(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId));
    expect(own).toHaveLength(2);
    for (const { Routes } of tables) expect(Routes?.map(({ GatewayId }) => GatewayId)).toEqual(["local"]);
    const [gateway] = (await endpointsIn()).filter(({ VpcEndpointType }) => VpcEndpointType === "Gateway");
    expect(gateway?.RouteTableIds?.toSorted()).toEqual(own.map(({ RouteTableId }) => RouteTableId).sort());
    // A new group lets everything out; Pulumi's provider takes that rule away, and so must this one.
    expect((await rulesOf(groupIds.caller)).map(({ CidrIpv4 }) => CidrIpv4)).toEqual([undefined, undefined]);
    expect(await rulesOf(groupIds.called)).toMatchObject([
      { IsEgress: false, FromPort: 443, ReferencedGroupInfo: { GroupId: groupIds.caller } },
    ]);

    expect((await up(run(first))).changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });

    const changed = await up(run({ ...first, port: 8443 }));
    expect(changed.changes).toMatchObject({ create: 0, update: 3, replace: 0, delete: 0 });
    expect(await rulesOf(groupIds.called)).toMatchObject([{ FromPort: 8443, ToPort: 8443 }]);

    // A third subnet, its table and its association; both endpoints follow.
    const grown = await up(run({ ...first, port: 8443, zones: 3 }));
    expect(grown.changes).toMatchObject({ create: 3, update: 2, replace: 0, delete: 0 });
    for (const { VpcEndpointType, RouteTableIds, SubnetIds } of await endpointsIn())
      expect(VpcEndpointType === "Gateway" ? RouteTableIds : SubnetIds).toHaveLength(3);

    const moved = await up(run({ ...first, cidrBlock: "10.90.0.0/16" }));
    expect(moved.outputs.vpcId).not.toBe(vpcId);
    const all = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs ?? [];
    expect(all.filter(({ IsDefault }) => !IsDefault).map(({ VpcId }) => VpcId)).toEqual([
      moved.outputs.vpcId,
    ]);

    await destroy(run(first));
    const left = [
      (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.filter(({ IsDefault }) => !IsDefault),
      (await ec2.send(new DescribeSubnetsCommand(inVpc(moved.outputs.vpcId)))).Subnets,
      (await ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways?.filter(({ Attachments }) =>
        Attachments?.some(({ VpcId }) => VpcId === moved.outputs.vpcId),
      ),
      await endpointsIn(),
    ];
    expect(left).toEqual([[], [], [], []]);
  } finally {
    program.remove();
  }
});
