/** From outside of the loaders' group and subnets nothing reaches a database: on everything that both stacks register. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { named, type Registered, record } from "../infra/testing/record";
import { waysToDatabase } from "./testing/reach";

jest.mock("../infra/parts/bundle", () => ({
  bundle: (handler: string) => ({ files: { "index.js": `code of ${handler}` }, build: "b0" }),
}));

/** All that a stack registers, by its own file. */
async function registeredBy(stack: string): Promise<Registered[]> {
  const { config } = parse(readFileSync(resolve(__dirname, `../Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const asPulumiKeepsIt = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  return record(async () => {
    pulumi.runtime.setAllConfig(asPulumiKeepsIt);
    await jest.isolateModulesAsync(async () => {
      jest.doMock("@pulumi/pulumi", () => pulumi); // One SDK, or two would not see each other's resources.
      require("./index");
    });
  }, stack);
}

const REGIONS = { "prod-eu": "eu-west-1", "prod-us": "us-west-2" } as const;
const STACKS = ["prod-eu", "prod-us"] as const;
const graphs: Record<string, Registered[]> = {};
beforeAll(async () => {
  for (const stack of STACKS) graphs[stack] = await registeredBy(stack);
});
const graph = (stack: string) => graphs[stack] as Registered[];

test.each(STACKS)("in %s nothing but the loaders reaches the database", (stack) => {
  expect(waysToDatabase(graph(stack))).toEqual([]);
});

test.each(STACKS)("in %s what takes events in, replays and checks is in no network", (stack) => {
  const functions = graph(stack).filter(({ type }) => type === "aws:lambda/function:Function");
  const inside = functions.filter(({ inputs }) => inputs.vpcConfig !== undefined);
  const roles = (some: readonly Registered[]) =>
    some.map(({ inputs }) => String(inputs.name).replace(`holdfast-prod-${REGIONS[stack]}-`, "")).sort();
  expect(roles(functions)).toEqual(["canary", "collect", "etl", "migrate", "replay"]);
  expect(roles(inside)).toEqual(["etl", "migrate"]);
});

/** The graph with one thing changed, one thing more or one thing less. */
interface Change {
  title: string;
  change?: { name: string; type?: string; inputs: Record<string, unknown> };
  add?: { type: string; name?: string; inputs: Record<string, unknown> };
  drop?: { name: string; type?: string };
  says: string[];
}

const DATABASE_GROUP = "postgres-group-id";
const LOADERS_GROUP = "lake-to-postgres-group-id";
const SUBNET = "private-network-vpc-isolated-1";
const VPC = "private-network-vpc-id";
const SUBNETS = ["private-network-vpc-isolated-1-id", "private-network-vpc-isolated-2-id"];
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const tcp = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };

const changes: Change[] = [
  {
    title: "a rule from the world",
    add: { type: ingress, inputs: { securityGroupId: DATABASE_GROUP, cidrIpv4: "0.0.0.0/0", ...tcp } },
    says: ["extra opens the database's group to 0.0.0.0/0."],
  },
  {
    title: "a rule from the whole network",
    add: { type: ingress, inputs: { securityGroupId: DATABASE_GROUP, cidrIpv4: "10.20.0.0/20", ...tcp } },
    says: ["extra opens the database's group to 10.20.0.0/20."],
  },
  {
    title: "a rule from another group, in the older shape",
    add: {
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      inputs: {
        type: "ingress",
        securityGroupId: DATABASE_GROUP,
        sourceSecurityGroupId: "private-network-endpoints-id",
        protocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
      },
    },
    says: [
      "extra (aws:ec2/securityGroupRule:SecurityGroupRule) leads into the network.",
      "extra opens the database's group to private-network-endpoints-id.",
    ],
  },
  {
    title: "a rule inside the database's group",
    change: {
      name: "postgres-group",
      inputs: { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }] },
    },
    says: ["ingress of postgres-group opens the database's group to ::/0."],
  },
  {
    title: "the one rule with every port",
    change: { name: "lake-to-postgres-into-database", inputs: { fromPort: 0, toPort: 65_535 } },
    says: ["lake-to-postgres-into-database opens the database's group to lake-to-postgres-group-id."],
  },
  {
    title: "a way out of the database",
    add: {
      type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      inputs: { securityGroupId: DATABASE_GROUP, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
    },
    says: ["extra opens the database's group to 0.0.0.0/0."],
  },
  {
    title: "a rule that lets somebody come to the loaders",
    add: { type: ingress, inputs: { securityGroupId: LOADERS_GROUP, cidrIpv4: "10.0.0.0/8", ...tcp } },
    says: ["extra opens the loaders' group to 10.0.0.0/8."],
  },
  {
    title: "a public instance",
    change: { name: "postgres-instance", inputs: { publiclyAccessible: true } },
    says: ["postgres-instance may be reached from the internet."],
  },
  {
    title: "an instance that does not say whether it is public",
    change: { name: "postgres-instance", inputs: { publiclyAccessible: undefined } },
    says: ["postgres-instance may be reached from the internet."],
  },
  {
    title: "an instance in the default group",
    change: { name: "postgres-instance", inputs: { vpcSecurityGroupIds: undefined } },
    says: ["The database is in 0 groups (), not in one of its own."],
  },
  {
    title: "an instance in the loaders' group",
    change: { name: "postgres-instance", inputs: { vpcSecurityGroupIds: [LOADERS_GROUP] } },
    says: [
      "Loaders are in 1 groups (lake-to-postgres-group-id), not in one of their own.",
      "lake-to-postgres-to-database opens the database's group to postgres-group-id.",
      "lake-to-postgres-to-endpoints opens the database's group to private-network-endpoints-id.",
      "lake-to-postgres-to-s3 opens the database's group to pl-private-network-s3.",
    ],
  },
  {
    title: "a replica of it",
    add: { type: "aws:rds/instance:Instance", inputs: { replicateSourceDb: "x", publiclyAccessible: true } },
    says: ["There are 2 databases: postgres-instance, extra."],
  },
  {
    title: "a proxy before it",
    add: { type: "aws:rds/proxy:Proxy", inputs: { vpcSubnetIds: SUBNETS } },
    says: [
      "extra (aws:rds/proxy:Proxy) may be a way to the database.",
      "extra (aws:rds/proxy:Proxy) leads into the network.",
    ],
  },
  {
    title: "a route to the internet",
    add: {
      type: "aws:ec2/route:Route",
      inputs: { routeTableId: `${SUBNET}-id`, destinationCidrBlock: "0.0.0.0/0", gatewayId: VPC },
    },
    says: ["extra (aws:ec2/route:Route) leads into the network.", `${SUBNET}-id has a way out or in: extra.`],
  },
  {
    title: "a route inside a table",
    change: {
      name: SUBNET,
      type: "aws:ec2/routeTable:RouteTable",
      inputs: { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }] },
    },
    says: [`${SUBNET}-id has a way out or in: a route inside ${SUBNET}.`],
  },
  {
    title: "a subnet without a table of its own",
    drop: { name: SUBNET, type: "aws:ec2/routeTableAssociation:RouteTableAssociation" },
    says: [`${SUBNET}-id has no table of its own.`],
  },
  {
    title: "a subnet that gives public addresses",
    change: { name: SUBNET, type: "aws:ec2/subnet:Subnet", inputs: { mapPublicIpOnLaunch: true } },
    says: [`${SUBNET}-id gives public addresses.`],
  },
  {
    title: "subnets of another network",
    change: { name: "postgres-subnets", inputs: { subnetIds: ["subnet-1", "subnet-2"] } },
    says: ["subnet-1 is no subnet of the program's.", "subnet-2 is no subnet of the program's."],
  },
  {
    title: "another function in the network",
    change: {
      name: "collector-function-lambda",
      inputs: { vpcConfig: { subnetIds: SUBNETS, securityGroupIds: ["private-network-endpoints-id"] } },
    },
    says: ["collector-function-lambda is in the network."],
  },
  {
    title: "another function in the loaders' group",
    change: {
      name: "undeliverable-to-replay-function-lambda",
      inputs: { vpcConfig: { subnetIds: SUBNETS, securityGroupIds: [LOADERS_GROUP] } },
    },
    says: [
      "undeliverable-to-replay-function-lambda is in the network.",
      "undeliverable-to-replay-function-lambda is in the group lake-to-postgres-group-id.",
    ],
  },
  {
    title: "a loader that anybody may call",
    add: {
      type: "aws:lambda/functionUrl:FunctionUrl",
      inputs: { functionName: "holdfast-prod-eu-west-1-etl", authorizationType: "NONE" },
    },
    says: ["extra (aws:lambda/functionUrl:FunctionUrl) lets somebody run a loader."],
  },
  {
    title: "an endpoint in the loaders' group",
    change: { name: "private-network-sqs", inputs: { securityGroupIds: [LOADERS_GROUP] } },
    says: ["private-network-sqs is in the group lake-to-postgres-group-id."],
  },
  {
    title: "the default group with a rule",
    change: {
      name: "private-network-default",
      inputs: { ingress: [{ self: true, protocol: "-1", fromPort: 0, toPort: 0 }] },
    },
    says: ["The network's default group has rules."],
  },
  {
    title: "the default group as AWS makes it",
    drop: { name: "private-network-default" },
    says: ["The network's default group is as AWS makes it."],
  },
  {
    title: "an endpoint of another service",
    change: { name: "private-network-sqs", inputs: { serviceName: "com.amazonaws.eu-west-1.ssm" } },
    says: ["private-network-sqs leads to ssm, which nobody here calls."],
  },
  {
    title: "an endpoint that lets everything through",
    change: { name: "private-network-s3", inputs: { policy: undefined } },
    says: ["private-network-s3 lets everything through."],
  },
  {
    title: "a peering with another network",
    add: {
      type: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
      inputs: { vpcId: VPC, peerVpcId: "vpc-2" },
    },
    says: ["extra (aws:ec2/vpcPeeringConnection:VpcPeeringConnection) leads into the network."],
  },
  {
    title: "a server in a subnet",
    add: { type: "aws:ec2/instance:Instance", inputs: { subnetId: `${SUBNET}-id` } },
    says: ["extra (aws:ec2/instance:Instance) leads into the network."],
  },
];

function changed(resources: readonly Registered[], { change, add, drop }: Change): Registered[] {
  const isMeant = (resource: Registered, { name, type }: { name: string; type?: string }) =>
    resource.name === name && (type === undefined || resource.type === type);
  if (change) expect(resources.filter((resource) => isMeant(resource, change))).toHaveLength(1);
  if (drop) expect(resources.filter((resource) => isMeant(resource, drop))).toHaveLength(1);
  const template = named(resources, "postgres-instance");
  return [
    ...resources
      .filter((resource) => !(drop && isMeant(resource, drop)))
      .map((resource) =>
        change && isMeant(resource, change)
          ? { ...resource, inputs: { ...resource.inputs, ...change.inputs } }
          : resource,
      ),
    ...(add ? [{ ...template, name: "extra", ...add }] : []),
  ];
}

test.each(changes)("$title is told", (one) => {
  expect(waysToDatabase(changed(graph("prod-eu"), one)).sort()).toEqual([...one.says].sort());
});
