import * as aws from "@pulumi/aws";

const zones = ["a", "b"] as const;
const tiers = { app: 0, data: 10 };

const vpc = new aws.ec2.Vpc("core", { cidrBlock: "172.16.0.0/16" });
new aws.ec2.DefaultSecurityGroup("core-default", { vpcId: vpc.id });

const subnets: Record<string, aws.ec2.Subnet[]> = {};
const tables: aws.ec2.RouteTable[] = [];
for (const [tier, offset] of Object.entries(tiers)) {
  const table = new aws.ec2.RouteTable(tier, { vpcId: vpc.id });
  tables.push(table);
  subnets[tier] = zones.map((zone, index) => {
    const subnet = new aws.ec2.Subnet(`${tier}-${zone}`, {
      vpcId: vpc.id,
      availabilityZone: `eu-north-1${zone}`,
      cidrBlock: `172.16.${offset + index}.0/24`,
    });
    new aws.ec2.RouteTableAssociation(`${tier}-${zone}`, { routeTableId: table.id, subnetId: subnet.id });
    return subnet;
  });
}

const logs = new aws.cloudwatch.LogGroup("flows", { retentionInDays: 30 });
const writer = new aws.iam.Role("flows", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ],
  }),
});
new aws.ec2.FlowLog("flows", {
  vpcId: vpc.id,
  trafficType: "ALL",
  logDestination: logs.arn,
  iamRoleArn: writer.arn,
});

new aws.ec2.VpcEndpoint("s3", {
  vpcId: vpc.id,
  serviceName: "com.amazonaws.eu-north-1.s3",
  routeTableIds: tables.map((table) => table.id),
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::core-releases/*" },
    ],
  }),
});

const groups = Object.fromEntries(
  ["app", "aurora", "redis"].map((name) => [
    name,
    new aws.ec2.SecurityGroup(name, { vpcId: vpc.id, egress: [] }),
  ]),
);
for (const [name, port] of [
  ["aurora", 5432],
  ["redis", 6379],
] as const)
  new aws.vpc.SecurityGroupIngressRule(`app-to-${name}`, {
    securityGroupId: groups[name]?.id ?? "",
    referencedSecurityGroupId: groups.app?.id,
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
  });

const dataIds = subnets.data?.map((subnet) => subnet.id) ?? [];
const auroraSubnets = new aws.rds.SubnetGroup("aurora", { subnetIds: dataIds });
const aurora = new aws.rds.Cluster(
  "aurora",
  {
    engine: "aurora-postgresql",
    masterUsername: "core",
    manageMasterUserPassword: true,
    storageEncrypted: true,
    dbSubnetGroupName: auroraSubnets.name,
    vpcSecurityGroupIds: [groups.aurora?.id ?? ""],
  },
  { protect: true },
);
for (const index of [0, 1])
  new aws.rds.ClusterInstance(
    `aurora-${index}`,
    {
      clusterIdentifier: aurora.id,
      engine: "aurora-postgresql",
      instanceClass: "db.r6g.large",
      // Wrong: the second one, a leftover of somebody's debugging.
      publiclyAccessible: index === 1,
    },
    { protect: true },
  );

const cacheSubnets = new aws.elasticache.SubnetGroup("redis", { subnetIds: dataIds });
new aws.elasticache.ReplicationGroup(
  "redis", // Wrong: not encrypted at rest.
  {
    description: "sessions",
    engine: "redis",
    nodeType: "cache.t4g.small",
    numCacheClusters: 2,
    transitEncryptionEnabled: true,
    subnetGroupName: cacheSubnets.name,
    securityGroupIds: [groups.redis?.id ?? ""],
  },
  { protect: true },
);
