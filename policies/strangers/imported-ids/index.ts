import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// The platform team owns the network; these are its ids.
const config = new pulumi.Config();
const subnetIds = config.requireObject<string[]>("subnetIds");
const databaseGroup = config.require("databaseGroup");

// Wrong: opens the platform's group to everyone.
new aws.vpc.SecurityGroupIngressRule("from-anywhere", {
  securityGroupId: databaseGroup,
  ipProtocol: "tcp",
  fromPort: 5432,
  toPort: 5432,
  cidrIpv4: "0.0.0.0/0",
});

new aws.rds.Instance(
  "ledger",
  {
    engine: "postgres",
    instanceClass: "db.m7g.large",
    allocatedStorage: 100,
    username: "ledger",
    manageMasterUserPassword: true,
    storageEncrypted: true,
    // Made by hand, years ago: nothing here can tell where it lies.
    dbSubnetGroupName: "platform-isolated",
    vpcSecurityGroupIds: [databaseGroup],
  },
  { protect: true },
);

const role = aws.iam.Role.get("worker", "platform-worker");
new aws.lambda.Function("report", {
  role: role.arn,
  runtime: "python3.13",
  handler: "report.handler",
  code: new pulumi.asset.AssetArchive({
    "report.py": new pulumi.asset.StringAsset("def handler(e, c): pass"),
  }),
  vpcConfig: { subnetIds, securityGroupIds: ["sg-0aaaaaaaaaaaaaaaa"] },
});

// An adopted queue: only its policy is written here.
new aws.sqs.QueuePolicy("adopted", {
  queueUrl: "https://sqs.ap-southeast-2.amazonaws.com/123456789012/adopted",
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:role/platform-worker" },
        Action: "sqs:SendMessage",
        Resource: "arn:aws:sqs:ap-southeast-2:123456789012:adopted",
      },
    ],
  }),
});
