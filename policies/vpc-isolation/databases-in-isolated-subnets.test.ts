import type { GraphResource, Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { databasesInIsolatedSubnets } from "./databases-in-isolated-subnets";
import { network } from "./testing/network";

const INSTANCE = "aws:rds/instance:Instance";
const group = (name: string, type: string, props: Properties) => resource(type, name, props);
const RDS_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const closed = group("closed", RDS_GROUP, { name: "closed", subnetIds: ["inner-id"] });
const open = group("open", RDS_GROUP, { name: "open", subnetIds: ["inner-id", "outer-id"] });

const END =
  ": what breaks into it can send its data out. Put it into subnets whose route tables have no route to a gateway.";
const LEADS_OUT = [
  `violation db: db is in subnets that lead to the internet (outer leads to an internet gateway by route out)${END}`,
];
const nowhere = (path: string) => [
  `violation db: db names no subnets in ${path}, so it is in the default VPC, whose subnets lead to an internet gateway${END}`,
];
const unsure = (what: string) => [
  `undetermined db: db: ${what} is not known before a deployment, or not to this stack.`,
];

const verdict = (says: readonly string[], ...more: readonly GraphResource[]) =>
  expectVerdict(databasesInIsolatedSubnets, stackOf(...network, closed, open, ...more), says);

test.each<{ title: string; props: Properties; options?: ResourceOptions; says: string[] }>([
  { title: "isolated subnets", props: { dbSubnetGroupName: "closed" }, says: [] },
  { title: "one that leads out", props: { dbSubnetGroupName: "open" }, says: LEADS_OUT },
  { title: "no subnet group", props: {}, says: nowhere("dbSubnetGroupName") },
  {
    title: "what AWS's state says of none",
    props: { dbSubnetGroupName: "" },
    says: nowhere("dbSubnetGroupName"),
  },
  {
    title: "the default subnet group",
    props: { dbSubnetGroupName: "default" },
    says: [`violation db: db is in the default VPC, whose subnets lead to an internet gateway${END}`],
  },
  {
    title: "a subnet group of another stack",
    props: { dbSubnetGroupName: "platform" },
    says: unsure("where the subnet group platform, which is no resource here, leads"),
  },
  {
    title: "an unknown subnet group",
    props: {},
    options: { unknown: ["dbSubnetGroupName"] },
    says: unsure("dbSubnetGroupName"),
  },
  {
    title: "one of two subnet groups",
    props: {},
    options: { dependsOn: { dbSubnetGroupName: [closed, open] } },
    says: unsure("which subnet group dbSubnetGroupName names"),
  },
  {
    title: "a subnet group by dependency",
    props: {},
    options: { dependsOn: { dbSubnetGroupName: [open] } },
    says: LEADS_OUT,
  },
  { title: "a replica of one that is judged", props: { replicateSourceDb: "source" }, says: [] },
  {
    title: "a replica elsewhere than its source",
    props: { replicateSourceDb: "away-id" },
    says: nowhere("dbSubnetGroupName"),
  },
  {
    title: "a replica of another region",
    props: { replicateSourceDb: "arn:aws:rds:us-west-2:1:db:x" },
    says: nowhere("dbSubnetGroupName"),
  },
  {
    title: "a replica of another stack's",
    props: { replicateSourceDb: "another" },
    says: unsure("where another, whose subnets it has, is"),
  },
  {
    title: "a replica in subnets of its own",
    props: { replicateSourceDb: "source", dbSubnetGroupName: "open" },
    says: LEADS_OUT,
  },
])("$title", ({ props, options, says }) => {
  const source = resource(INSTANCE, "source", { identifier: "source", dbSubnetGroupName: "closed" });
  const away = resource(INSTANCE, "away", { dbSubnetGroupName: "closed" }, { region: "us-west-2" });
  verdict(says, source, away, resource(INSTANCE, "db", props, options));
});

test.each([
  { type: "aws:rds/cluster:Cluster", path: "dbSubnetGroupName", group: RDS_GROUP },
  {
    type: "aws:elasticache/cluster:Cluster",
    path: "subnetGroupName",
    group: "aws:elasticache/subnetGroup:SubnetGroup",
  },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    path: "subnetGroupName",
    group: "aws:elasticache/subnetGroup:SubnetGroup",
  },
  {
    type: "aws:memorydb/cluster:Cluster",
    path: "subnetGroupName",
    group: "aws:memorydb/subnetGroup:SubnetGroup",
  },
  {
    type: "aws:redshift/cluster:Cluster",
    path: "clusterSubnetGroupName",
    group: "aws:redshift/subnetGroup:SubnetGroup",
  },
  {
    type: "aws:redshift/endpointAccess:EndpointAccess",
    path: "subnetGroupName",
    group: "aws:redshift/subnetGroup:SubnetGroup",
  },
  {
    type: "aws:docdb/cluster:Cluster",
    path: "dbSubnetGroupName",
    group: "aws:docdb/subnetGroup:SubnetGroup",
  },
  {
    type: "aws:neptune/cluster:Cluster",
    path: "neptuneSubnetGroupName",
    group: "aws:neptune/subnetGroup:SubnetGroup",
  },
  { type: "aws:dax/cluster:Cluster", path: "subnetGroupName", group: "aws:dax/subnetGroup:SubnetGroup" },
])("$type by its subnet group", ({ type, path, group: groupType }) => {
  const mine = group("mine", groupType, { name: "mine", subnetIds: ["outer-id"] });
  verdict(LEADS_OUT, mine, resource(type, "db", { [path]: "mine" }));
  verdict(nowhere(path), mine, resource(type, "db"));
});

test.each([
  { type: "aws:rds/proxy:Proxy", path: "vpcSubnetIds" },
  { type: "aws:rds/proxyEndpoint:ProxyEndpoint", path: "vpcSubnetIds" },
  { type: "aws:elasticache/serverlessCache:ServerlessCache", path: "subnetIds" },
  { type: "aws:redshiftserverless/workgroup:Workgroup", path: "subnetIds" },
  { type: "aws:docdb/elasticCluster:ElasticCluster", path: "subnetIds" },
  { type: "aws:timestreaminfluxdb/dbInstance:DbInstance", path: "vpcSubnetIds" },
  { type: "aws:timestreaminfluxdb/dbCluster:DbCluster", path: "vpcSubnetIds" },
])("$type by its subnets", ({ type, path }) => {
  verdict(LEADS_OUT, resource(type, "db", { [path]: ["outer-id"] }));
  verdict([], resource(type, "db", { [path]: ["inner-id"] }));
  verdict(nowhere(path), resource(type, "db", { [path]: [] }));
});

test.each(["aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"])(
  "%s by its options",
  (type) => {
    verdict(LEADS_OUT, resource(type, "db", { vpcOptions: { subnetIds: ["outer-id"] } }));
    verdict([], resource(type, "db", { vpcOptions: { subnetIds: ["inner-id"] } }));
    verdict([], resource(type, "db"));
  },
);

test("what stands where another resource says is not spoken of", () => {
  verdict([], resource("aws:rds/clusterInstance:ClusterInstance", "db"));
  const replicas = resource("aws:elasticache/replicationGroup:ReplicationGroup", "replicas", {
    replicationGroupId: "replicas",
    subnetGroupName: "mine",
  });
  const mine = group("mine", "aws:elasticache/subnetGroup:SubnetGroup", {
    name: "mine",
    subnetIds: ["inner-id"],
  });
  verdict(
    [],
    mine,
    replicas,
    resource("aws:elasticache/cluster:Cluster", "db", { replicationGroupId: "replicas" }),
  );
});

test("each subnet that leads out is named", () => {
  const subnet = resource("aws:ec2/subnet:Subnet", "third", { vpcId: "vpc-id" });
  const association = resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "third-to-open", {
    subnetId: "third-id",
    routeTableId: "public-id",
  });
  const both = group("both", RDS_GROUP, { name: "both", subnetIds: ["outer-id", "third-id"] });
  verdict(
    [
      `violation db: db is in subnets that lead to the internet (outer leads to an internet gateway by route out, third leads to an internet gateway by route out)${END}`,
    ],
    subnet,
    association,
    both,
    resource(INSTANCE, "db", { dbSubnetGroupName: "both" }),
  );
});

test("a stack without a database passes", () => {
  verdict([]);
});

test("may be excused", () => {
  expect(excusing(databasesInIsolatedSubnets, stackOf(resource(INSTANCE, "db")), "db")).toEqual([
    "excused db",
  ]);
});
