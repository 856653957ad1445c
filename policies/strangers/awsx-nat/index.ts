import * as aws from "@pulumi/aws";
import { Vpc } from "./awsx";

// Wrong: awsx's public subnets give an address to whatever starts in them; no flow log; the default group stands open.
const network = new Vpc("main", ["us-west-2a", "us-west-2b", "us-west-2c"]);

// Wrong: only on the first zone's private table, so two zones pay NAT for S3; and anybody's buckets may be used.
new aws.ec2.VpcEndpoint("s3", {
  vpcId: network.vpcId,
  serviceName: "com.amazonaws.us-west-2.s3",
  routeTableIds: [network.routeTables[1]?.id ?? ""],
});

const service = new aws.ec2.SecurityGroup("service", {
  vpcId: network.vpcId,
  egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
});
const cluster = new aws.ecs.Cluster("apps");
const task = new aws.ecs.TaskDefinition("api", {
  family: "api",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: JSON.stringify([{ name: "api", image: "nginx" }]),
});
new aws.ecs.Service("api", {
  cluster: cluster.arn,
  taskDefinition: task.arn,
  desiredCount: 2,
  launchType: "FARGATE",
  networkConfiguration: { subnets: network.privateSubnetIds, securityGroups: [service.id] },
});

const database = new aws.ec2.SecurityGroup("database", {
  vpcId: network.vpcId,
  ingress: [{ fromPort: 5432, toPort: 5432, protocol: "tcp", securityGroups: [service.id] }],
});
const subnets = new aws.rds.SubnetGroup("database", { subnetIds: network.privateSubnetIds });
new aws.rds.Instance(
  "database", // Wrong: its subnets lead out by NAT; its disk is not encrypted.
  {
    engine: "postgres",
    instanceClass: "db.t4g.small",
    allocatedStorage: 50,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [database.id],
    manageMasterUserPassword: true,
    username: "postgres",
  },
  { protect: true },
);
