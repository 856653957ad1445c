import type { GraphResource, Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { databasesReachedFromNamedGroups } from "./databases-reached-from-named-groups";
import { vpc } from "./testing/network";

const INSTANCE = "aws:rds/instance:Instance";
const group = (name: string, props: Properties = {}, options?: ResourceOptions) =>
  resource("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: "vpc-id", ...props }, options);
const defaultGroup = (props: Properties = {}) =>
  resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "adopted", { vpcId: "vpc-id", ...props });
const rule = (props: Properties, options?: ResourceOptions) =>
  resource(
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "in",
    { securityGroupId: "data-id", ipProtocol: "tcp", fromPort: 5432, toPort: 5432, ...props },
    options,
  );
const db = (props: Properties = { vpcSecurityGroupIds: ["data-id"] }, options?: ResourceOptions) =>
  resource(INSTANCE, "db", props, options);

const lets = (holder: string, from: string, store = "db", ports = "tcp 5432") =>
  `violation ${holder}: ${holder} lets ${from} reach ${store} (${ports}), whoever that is. Name the clients' security group instead.`;
const OWN = " Name the clients' security groups in a group of its own.";
const noGroup = (path = "vpcSecurityGroupIds") =>
  `violation db: db names no security group in ${path}, so it is in the VPC's default one, with whatever else names none.${OWN}`;
const inDefault = `violation db: db is in the default security group of vpc, with whatever names no group.${OWN}`;
const unsure = (what: string) =>
  `undetermined db: db: ${what} is not known before a deployment, or not to this stack.`;

const verdict = (says: readonly string[], ...resources: readonly GraphResource[]) =>
  expectVerdict(
    databasesReachedFromNamedGroups,
    stackOf(vpc, group("data"), group("app"), ...resources),
    says,
  );

test.each<{ title: string; one: GraphResource; says: string[] }>([
  { title: "a named group", one: rule({ referencedSecurityGroupId: "app-id" }), says: [] },
  {
    title: "a named group of another stack",
    one: rule({ referencedSecurityGroupId: "sg-0123456789abcdef0" }),
    says: [],
  },
  { title: "an unknown group", one: rule({}, { unknown: ["referencedSecurityGroupId"] }), says: [] },
  { title: "itself", one: rule({ referencedSecurityGroupId: "data-id" }), says: [] },
  { title: "a range", one: rule({ cidrIpv4: "10.0.0.0/16" }), says: [lets("in", "10.0.0.0/16")] },
  { title: "a range of IPv6", one: rule({ cidrIpv6: "fd00::/8" }), says: [lets("in", "fd00::/8")] },
  { title: "a single address", one: rule({ cidrIpv4: "10.0.0.7/32" }), says: [lets("in", "10.0.0.7/32")] },
  {
    title: "an unknown range",
    one: rule({}, { unknown: ["cidrIpv4"] }),
    says: [lets("in", "a range of addresses")],
  },
  {
    title: "a prefix list",
    one: rule({ prefixListId: "pl-1" }),
    says: [lets("in", "the prefix list of in")],
  },
  {
    title: "the default group",
    one: rule({ referencedSecurityGroupId: "sg-default" }),
    says: [lets("in", "the default group")],
  },
  {
    title: "every port",
    one: rule({ cidrIpv4: "10.0.0.0/16", ipProtocol: "-1" }),
    says: [lets("in", "10.0.0.0/16", "db", "every protocol and port")],
  },
  {
    title: "another group's rule",
    one: rule({ securityGroupId: "app-id", cidrIpv4: "0.0.0.0/0" }),
    says: [],
  },
  {
    title: "what leaves",
    one: resource("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
      securityGroupId: "data-id",
      cidrIpv4: "0.0.0.0/0",
    }),
    says: [],
  },
  {
    title: "somebody by a rule that may be the group's",
    one: rule({ cidrIpv4: "10.0.0.0/16" }, { unknown: ["securityGroupId"] }),
    says: [unsure("securityGroupId of in")],
  },
])("lets in $title", ({ one, says }) => {
  verdict(says, db(), one);
});

test("a rule is found once, with all whom it lets in and all that they reach", () => {
  const cache = resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
    securityGroupIds: ["data-id"],
  });
  const wide = { cidrBlocks: ["10.0.0.0/16", "10.1.0.0/16"], self: true };
  const older = resource("aws:ec2/securityGroupRule:SecurityGroupRule", "in", {
    type: "ingress",
    securityGroupId: "data-id",
    protocol: "tcp",
    fromPort: 1,
    toPort: 9,
    ...wide,
  });
  verdict([lets("in", "10.0.0.0/16, 10.1.0.0/16", "db, cache", "tcp 1 to 9")], db(), cache, older);
});

test("inline rules are found on their group", () => {
  const ingress = [
    { protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: ["app-id"] },
    { protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["10.0.0.0/16"] },
    { protocol: "tcp", fromPort: 22, toPort: 22, prefixListIds: ["pl-1"], self: true },
  ];
  const own = db({ vpcSecurityGroupIds: ["own-id"] });
  verdict(
    [lets("own", "10.0.0.0/16, the prefix list of ingress[2]", "db", "tcp 5432, tcp 22")],
    group("own", { ingress }),
    own,
  );
  verdict([unsure("ingress of own")], group("own", {}, { unknown: ["ingress"] }), own);
});

test.each<{ title: string; one: GraphResource; says: string[] }>([
  { title: "none", one: db({}), says: [noGroup()] },
  { title: "an empty list", one: db({ vpcSecurityGroupIds: [] }), says: [noGroup()] },
  { title: "the default one", one: db({ vpcSecurityGroupIds: ["sg-default"] }), says: [inDefault] },
  {
    title: "one of another stack",
    one: db({ vpcSecurityGroupIds: ["data-id", "sg-0123456789abcdef0"] }),
    says: [unsure("whom sg-0123456789abcdef0, a security group of no resource here, lets in")],
  },
  {
    title: "an unknown one",
    one: db({}, { unknown: ["vpcSecurityGroupIds"] }),
    says: [unsure("vpcSecurityGroupIds")],
  },
  {
    title: "the source's, which a replica does not have",
    one: db({ replicateSourceDb: "source" }),
    says: [noGroup()],
  },
  {
    title: "another stack's source's",
    one: db({ replicateSourceDb: "another" }),
    says: [unsure("in which security groups another is")],
  },
])("the groups of a database: $title", ({ one, says }) => {
  const source = resource(INSTANCE, "source", { identifier: "source", vpcSecurityGroupIds: ["data-id"] });
  verdict(says, source, one);
});

test("what the stack adds to a group of another stack's is known, the rest of it is not", () => {
  const theirs = "sg-0123456789abcdef0";
  const one = db({ vpcSecurityGroupIds: [theirs] });
  const rest = unsure(`whom ${theirs}, a security group of no resource here, lets in`);
  const added = (props: Properties) => rule({ securityGroupId: theirs, ...props });
  verdict([rest, lets("in", "10.0.0.0/16")], one, added({ cidrIpv4: "10.0.0.0/16" }));
  verdict([rest], one, added({ referencedSecurityGroupId: "app-id" }));
  verdict([rest], one, added({ securityGroupId: "sg-0aaaaaaaaaaaaaaaa", cidrIpv4: "10.0.0.0/16" }));
});

test("an adopted default group is judged by its rules", () => {
  const one = db({ vpcSecurityGroupIds: ["sg-default"] });
  verdict([], defaultGroup(), one);
  const inline = (props: Properties) => defaultGroup({ ingress: [{ protocol: "-1", ...props }] });
  const everything = "every protocol and port";
  verdict([lets("adopted", "all of the default group", "db", everything)], inline({ self: true }), one);
  verdict([], inline({ securityGroups: ["app-id"] }), one);
  verdict(
    [lets("in", "the default group")],
    defaultGroup(),
    db(),
    rule({ referencedSecurityGroupId: "adopted-id" }),
  );
});

const THEIRS = "sg-0123456789abcdef0";
const theirs = unsure(`whom ${THEIRS}, a security group of no resource here, lets in`);

test.each<{ title: string; one: GraphResource; says: string[] }>([
  {
    title: "a range",
    one: rule({ securityGroupId: THEIRS, cidrIpv4: "10.0.0.0/8" }),
    says: [theirs, lets("in", "10.0.0.0/8")],
  },
  {
    title: "a range, by an older rule",
    one: resource("aws:ec2/securityGroupRule:SecurityGroupRule", "in", {
      type: "ingress",
      securityGroupId: THEIRS,
      protocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      cidrBlocks: ["10.0.0.0/8"],
    }),
    says: [theirs, lets("in", "10.0.0.0/8")],
  },
  {
    title: "a group",
    one: rule({ securityGroupId: THEIRS, referencedSecurityGroupId: "app-id" }),
    says: [theirs],
  },
  {
    title: "itself",
    one: resource("aws:ec2/securityGroupRule:SecurityGroupRule", "in", {
      type: "ingress",
      securityGroupId: THEIRS,
      self: true,
    }),
    says: [theirs],
  },
  {
    title: "a range to yet another group",
    one: rule({ securityGroupId: "sg-0fedcba9876543210", cidrIpv4: "10.0.0.0/8" }),
    says: [theirs],
  },
])("what this stack lets into another's group: $title", ({ one, says }) => {
  verdict(says, db({ vpcSecurityGroupIds: [THEIRS] }), one);
});

test("which of several groups, where only some let strangers in", () => {
  const open = group("open", {
    ingress: [{ protocol: "tcp", fromPort: 1, toPort: 1, cidrBlocks: ["10.0.0.0/8"] }],
  });
  const some = db({}, { dependsOn: { vpcSecurityGroupIds: [group("data"), open] } });
  verdict([unsure("in which security groups db is")], open, some);
  const both = db(
    { vpcSecurityGroupIds: ["x", "y"] },
    {
      unknown: ["vpcSecurityGroupIds[0]", "vpcSecurityGroupIds[1]"],
      dependsOn: { vpcSecurityGroupIds: [group("data"), open] },
    },
  );
  verdict([lets("open", "10.0.0.0/8", "db", "tcp 1")], open, both);
  const one = db({}, { dependsOn: { vpcSecurityGroupIds: [open] } });
  verdict([lets("open", "10.0.0.0/8", "db", "tcp 1")], open, one);
  const closed = db({}, { dependsOn: { vpcSecurityGroupIds: [group("data"), group("app")] } });
  verdict([], closed);
});

test.each([
  { type: "aws:rds/cluster:Cluster", path: "vpcSecurityGroupIds" },
  { type: "aws:rds/proxy:Proxy", path: "vpcSecurityGroupIds" },
  { type: "aws:rds/proxyEndpoint:ProxyEndpoint", path: "vpcSecurityGroupIds" },
  { type: "aws:elasticache/cluster:Cluster", path: "securityGroupIds" },
  { type: "aws:elasticache/replicationGroup:ReplicationGroup", path: "securityGroupIds" },
  { type: "aws:elasticache/serverlessCache:ServerlessCache", path: "securityGroupIds" },
  { type: "aws:memorydb/cluster:Cluster", path: "securityGroupIds" },
  { type: "aws:redshift/cluster:Cluster", path: "vpcSecurityGroupIds" },
  { type: "aws:redshift/endpointAccess:EndpointAccess", path: "vpcSecurityGroupIds" },
  { type: "aws:redshiftserverless/workgroup:Workgroup", path: "securityGroupIds" },
  { type: "aws:docdb/cluster:Cluster", path: "vpcSecurityGroupIds" },
  { type: "aws:docdb/elasticCluster:ElasticCluster", path: "vpcSecurityGroupIds" },
  { type: "aws:neptune/cluster:Cluster", path: "vpcSecurityGroupIds" },
  { type: "aws:dax/cluster:Cluster", path: "securityGroupIds" },
  { type: "aws:timestreaminfluxdb/dbInstance:DbInstance", path: "vpcSecurityGroupIds" },
  { type: "aws:timestreaminfluxdb/dbCluster:DbCluster", path: "vpcSecurityGroupIds" },
])("$type by $path", ({ type, path }) => {
  const open = rule({ cidrIpv4: "10.0.0.0/16" });
  verdict([lets("in", "10.0.0.0/16")], open, resource(type, "db", { [path]: ["data-id"] }));
  verdict([noGroup(path)], open, resource(type, "db"));
});

test("a search domain by its options, and only with them", () => {
  const open = rule({ cidrIpv4: "10.0.0.0/16" });
  const domain = (props: Properties) => resource("aws:opensearch/domain:Domain", "db", props);
  verdict([lets("in", "10.0.0.0/16")], open, domain({ vpcOptions: { securityGroupIds: ["data-id"] } }));
  verdict([noGroup("vpcOptions.securityGroupIds")], domain({ vpcOptions: { subnetIds: ["s"] } }));
  verdict([], open, domain({}));
});

test("what has its groups from another resource is not spoken of", () => {
  verdict([], resource("aws:rds/clusterInstance:ClusterInstance", "db"));
  const replicas = resource("aws:elasticache/replicationGroup:ReplicationGroup", "replicas", {
    replicationGroupId: "replicas",
    securityGroupIds: ["data-id"],
  });
  verdict(
    [],
    replicas,
    resource("aws:elasticache/cluster:Cluster", "db", { replicationGroupId: "replicas" }),
  );
});

test("in a preview, by dependencies", () => {
  const [data, app] = [group("data"), group("app")];
  const graph = previewOf(
    data,
    app,
    db({}, { dependsOn: { vpcSecurityGroupIds: [data] } }),
    rule(
      { securityGroupId: undefined },
      { dependsOn: { securityGroupId: [data], referencedSecurityGroupId: [app] } },
    ),
  );
  expectVerdict(databasesReachedFromNamedGroups, graph, []);
});

test("a stack without a database passes", () => {
  verdict([], rule({ cidrIpv4: "0.0.0.0/0" }));
});

test("may be excused", () => {
  const open = rule({ cidrIpv4: "10.0.0.0/16" });
  expect(excusing(databasesReachedFromNamedGroups, stackOf(group("data"), db(), open), "in")).toEqual([
    "excused in",
  ]);
});
