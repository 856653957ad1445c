/** Breaks the network that the database lies in: what `vpc-isolation` holds. */
import { type GraphResource, UNKNOWN } from "../../../engine/graph";
import { named, type Operator } from "../operator";
import { beside, drop, every, type Resources, refer, set, unset } from "../surgery";

const DATABASE = "aws:rds/instance:Instance";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const FUNCTION = "aws:lambda/function:Function";

const isType =
  (type: string) =>
  (resource: GraphResource): boolean =>
    resource.type === type;
const first = (type: string) => (all: Resources) => all.find(isType(type));
const self = (_: Resources, resource: GraphResource) => resource;

const WORLD = "0.0.0.0/0";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** A route out of a table, by a resource of its own. */
const routeOut = (destination: object, by: string) =>
  beside(
    "aws:ec2/route:Route",
    ({ id }, all) => ({ ...destination, [by]: first(GATEWAY)(all)?.id, routeTableId: id }),
    { routeTableId: self, [by]: first(GATEWAY) },
  );

/** The only names that a rule of the database may be opened by are those of groups. */
const openTo = (property: string, range: string) =>
  every(unset("referencedSecurityGroupId"), set(property, range));

const reachable = ["databases-in-isolated-subnets"];
const open = ["no-group-open-to-the-world"];
const fromNamed = ["databases-reached-from-named-groups"];
const clients = ["database-clients-in-isolated-subnets"];

export const network: readonly Operator[] = [
  {
    does: "is public",
    meant: ["databases-not-public"],
    types: [DATABASE],
    change: set("publiclyAccessible", true),
  },
  {
    does: "is not encrypted",
    meant: ["data-stores-encrypted"],
    types: [DATABASE],
    change: set("storageEncrypted", false),
  },
  {
    does: "does not say that it is encrypted",
    meant: ["data-stores-encrypted"],
    types: [DATABASE],
    change: unset("storageEncrypted"),
  },
  {
    does: "has a cache beside it that is not encrypted",
    meant: ["data-stores-encrypted"],
    types: [DATABASE],
    change: beside("aws:elasticache/replicationGroup:ReplicationGroup", {
      description: "sessions",
      engine: "redis",
      atRestEncryptionEnabled: false,
    }),
  },
  {
    does: "gets a route to the internet",
    meant: reachable,
    types: [ROUTE_TABLE],
    change: routeOut({ destinationCidrBlock: WORLD }, "gatewayId"),
  },
  {
    does: "gets a route to the internet over IPv6",
    meant: reachable,
    types: [ROUTE_TABLE],
    change: routeOut({ destinationIpv6CidrBlock: "::/0" }, "gatewayId"),
  },
  {
    does: "gets half of the internet",
    meant: reachable,
    types: [ROUTE_TABLE],
    change: routeOut({ destinationCidrBlock: "128.0.0.0/1" }, "gatewayId"),
  },
  {
    does: "gets a route inline",
    meant: reachable,
    types: [ROUTE_TABLE],
    change: (table, all) => ({
      ...table,
      inputs: {
        ...table.inputs,
        routes: [{ cidrBlock: WORLD, gatewayId: first(GATEWAY)(all)?.id ?? UNKNOWN }],
      },
      propertyDependencies: {
        ...table.propertyDependencies,
        routes: [first(GATEWAY)(all)?.urn ?? ""].filter((urn) => urn !== ""),
      },
    }),
  },
  {
    does: "gets a way out by NAT",
    meant: reachable,
    types: [ROUTE_TABLE],
    change: beside(
      "aws:ec2/route:Route",
      ({ id }) => ({ routeTableId: id, destinationCidrBlock: WORLD, natGatewayId: "nat-0123456789abcdef0" }),
      { routeTableId: self },
    ),
  },
  {
    does: "is left to the main table, which leads out",
    meant: reachable,
    types: [ASSOCIATION],
    change: (_, all) =>
      // In the association's place; nothing but the graph's order tells them apart.
      [
        beside(
          "aws:ec2/defaultRouteTable:DefaultRouteTable",
          (vpc) => ({
            defaultRouteTableId: vpc.outputs?.defaultRouteTableId ?? "rtb-main",
            routes: [{ cidrBlock: WORLD, gatewayId: first(GATEWAY)(all)?.id ?? UNKNOWN }],
          }),
          { defaultRouteTableId: self, routes: first(GATEWAY) },
        )(first("aws:ec2/vpc:Vpc")(all) as GraphResource, all),
      ]
        .flat()
        .slice(1),
  },
  {
    does: "lets the world in",
    meant: open,
    types: [INGRESS_RULE],
    change: openTo("cidrIpv4", WORLD),
  },
  {
    does: "lets the world in over IPv6",
    meant: open,
    types: [INGRESS_RULE],
    change: openTo("cidrIpv6", "::/0"),
  },
  {
    does: "lets the world in inline",
    meant: open,
    types: [GROUP],
    change: set("ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [WORLD] }]),
  },
  {
    does: "lets the world in by an older rule",
    meant: open,
    types: [GROUP],
    change: beside(
      "aws:ec2/securityGroupRule:SecurityGroupRule",
      ({ id }) => ({
        type: "ingress",
        securityGroupId: id,
        protocol: "tcp",
        fromPort: 0,
        toPort: 65535,
        cidrBlocks: [WORLD],
      }),
      { securityGroupId: self },
    ),
  },
  {
    does: "lets the world in in two halves",
    meant: open,
    types: [GROUP],
    change: set("ingress", [
      { protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] },
    ]),
  },
  {
    does: "lets a whole network in",
    meant: fromNamed,
    types: [INGRESS_RULE],
    where: named("lake-to-postgres-into-database"),
    change: openTo("cidrIpv4", "10.20.0.0/20"),
  },
  {
    does: "lets a list of networks in",
    meant: fromNamed,
    types: [INGRESS_RULE],
    where: named("lake-to-postgres-into-database"),
    change: openTo("prefixListId", "pl-0123456789abcdef0"),
  },
  {
    does: "lets a network in inline",
    meant: fromNamed,
    types: [GROUP],
    where: named("postgres-group"),
    change: set("ingress", [{ protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["10.0.0.0/8"] }]),
  },
  {
    does: "is left to the default group",
    meant: fromNamed,
    types: [DATABASE],
    change: unset("vpcSecurityGroupIds"),
  },
  {
    does: "is no longer closed",
    meant: ["default-group-closed"],
    types: [DEFAULT_GROUP],
    change: drop,
  },
  {
    does: "lets its own members in",
    meant: ["default-group-closed"],
    types: [DEFAULT_GROUP],
    change: set("ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }]),
  },
  {
    does: "lets everything out",
    meant: ["default-group-closed"],
    types: [DEFAULT_GROUP],
    change: set("egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [WORLD] }]),
  },
  {
    does: "gives out public addresses",
    meant: ["subnets-give-no-public-addresses"],
    types: [SUBNET],
    change: set("mapPublicIpOnLaunch", true),
  },
  {
    does: "has an instance with a public address",
    meant: ["workloads-have-no-public-addresses"],
    types: [SUBNET],
    change: beside(
      "aws:ec2/instance:Instance",
      ({ id }) => ({ ami: "ami-1", instanceType: "t3.nano", subnetId: id, associatePublicIpAddress: true }),
      { subnetId: self },
    ),
  },
  { does: "is gone", meant: ["flow-logs-on"], types: [FLOW_LOG], change: drop },
  {
    does: "sees only what was refused",
    meant: ["flow-logs-on"],
    types: [FLOW_LOG],
    change: set("trafficType", "REJECT"),
  },
  {
    does: "watches one subnet",
    meant: ["flow-logs-on"],
    types: [FLOW_LOG],
    change: every(unset("vpcId"), refer("subnetId", isType(SUBNET))),
  },
  {
    does: "leaves the network",
    meant: clients,
    types: [FUNCTION],
    where: named("lake-to-postgres-etl-lambda", "lake-to-postgres-migrate-lambda"),
    change: unset("vpcConfig"),
  },
  {
    does: "is told of the database",
    meant: clients,
    types: [FUNCTION],
    where: named("collector-function-lambda", "scheduled-canary-function-lambda"),
    change: (resource, all) => {
      const database = first(DATABASE)(all);
      const { address = UNKNOWN } = database?.outputs ?? {};
      const changed = [set("environment.variables.PGHOST", address)(resource, all)].flat();
      return changed.map((one) => ({
        ...one,
        propertyDependencies: {
          ...one.propertyDependencies,
          environment: [...(one.propertyDependencies.environment ?? []), database?.urn ?? ""],
        },
      }));
    },
  },
];
