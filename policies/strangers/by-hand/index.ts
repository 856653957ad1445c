import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.1.0.0/16", enableDnsHostnames: true });
const igw = new aws.ec2.InternetGateway("shop-igw", { vpcId: vpc.id });

const publicA = new aws.ec2.Subnet("public-a", {
  vpcId: vpc.id,
  cidrBlock: "10.1.0.0/24",
  availabilityZone: "us-east-1a",
});
const privateA = new aws.ec2.Subnet("private-a", {
  vpcId: vpc.id,
  cidrBlock: "10.1.1.0/24",
  availabilityZone: "us-east-1a",
});
const dbA = new aws.ec2.Subnet("db-a", {
  vpcId: vpc.id,
  cidrBlock: "10.1.2.0/24",
  availabilityZone: "us-east-1a",
});
// Wrong: associated with no table, so the main one counts, and that one leads to the internet.
const dbB = new aws.ec2.Subnet("db-b", {
  vpcId: vpc.id,
  cidrBlock: "10.1.3.0/24",
  availabilityZone: "us-east-1b",
});

const publicTable = new aws.ec2.RouteTable("public-rt", { vpcId: vpc.id });
new aws.ec2.Route("public-default", {
  routeTableId: publicTable.id,
  destinationCidrBlock: "0.0.0.0/0",
  gatewayId: igw.id,
});
new aws.ec2.MainRouteTableAssociation("main-is-public", { vpcId: vpc.id, routeTableId: publicTable.id });
new aws.ec2.RouteTableAssociation("public-a", { subnetId: publicA.id, routeTableId: publicTable.id });

const eip = new aws.ec2.Eip("nat-ip", { domain: "vpc" });
const nat = new aws.ec2.NatGateway(
  "nat",
  { subnetId: publicA.id, allocationId: eip.id },
  { dependsOn: [igw] },
);
const privateTable = new aws.ec2.RouteTable("private-rt", { vpcId: vpc.id });
new aws.ec2.Route("private-default", {
  routeTableId: privateTable.id,
  destinationCidrBlock: "0.0.0.0/0",
  natGatewayId: nat.id,
});
new aws.ec2.RouteTableAssociation("private-a", { subnetId: privateA.id, routeTableId: privateTable.id });
const dbTable = new aws.ec2.RouteTable("db-rt", { vpcId: vpc.id });
new aws.ec2.RouteTableAssociation("db-a", { subnetId: dbA.id, routeTableId: dbTable.id });

const app = new aws.ec2.SecurityGroup("app-sg", {
  vpcId: vpc.id,
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});
const db = new aws.ec2.SecurityGroup("db-sg", {
  vpcId: vpc.id,
  ingress: [{ protocol: "tcp", fromPort: 3306, toPort: 3306, securityGroups: [app.id] }],
});
// Wrong: anyone may try the bastion's door.
const ssh = new aws.ec2.SecurityGroup("ssh-sg", {
  vpcId: vpc.id,
  ingress: [
    { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] },
  ],
});

new aws.ec2.Instance("bastion", {
  ami: "ami-0123456789abcdef0",
  instanceType: "t3.nano",
  subnetId: publicA.id,
  vpcSecurityGroupIds: [ssh.id],
  associatePublicIpAddress: true, // Wrong: an address on the internet.
});
new aws.ec2.Instance("web", {
  ami: "ami-0123456789abcdef0",
  instanceType: "t3.small",
  subnetId: privateA.id,
  vpcSecurityGroupIds: [app.id],
});

const subnets = new aws.rds.SubnetGroup("shop-db", { subnetIds: [dbA.id, dbB.id] });
export const shop = new aws.rds.Instance(
  "shop-db",
  {
    engine: "mysql",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "shop",
    password: pulumi.secret("not-a-real-password"),
    storageEncrypted: true,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [db.id],
    skipFinalSnapshot: true,
  },
  { protect: true },
);
