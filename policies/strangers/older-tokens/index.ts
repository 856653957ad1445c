import * as aws from "@pulumi/aws";

// Kept as it was written for version 6: BucketV2 and its satellites.
const archive = new aws.s3.BucketV2("archive", { bucketPrefix: "archive-" }, { protect: true });
new aws.s3.BucketVersioningV2("archive", {
  bucket: archive.id,
  versioningConfiguration: { status: "Enabled" },
});
new aws.s3.BucketServerSideEncryptionConfigurationV2("archive", {
  bucket: archive.id,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
});
new aws.s3.BucketPublicAccessBlock("archive", {
  bucket: archive.id,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});
new aws.s3.BucketPolicy("archive", {
  bucket: archive.id,
  policy: archive.arn.apply((arn) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "tls",
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": false } },
        },
      ],
    }),
  ),
});

// And this one older still: everything inline. Wrong: readable by all the world, and not over TLS alone.
new aws.s3.Bucket(
  "reports",
  { acl: "public-read", versioning: { enabled: true }, forceDestroy: false },
  { protect: true },
);

const vpc = new aws.ec2.Vpc("old", { cidrBlock: "10.0.0.0/16" });
const igw = new aws.ec2.InternetGateway("old", { vpcId: vpc.id });
new aws.ec2.DefaultSecurityGroup("old", { vpcId: vpc.id, ingress: [], egress: [] });
const out = new aws.ec2.RouteTable("out", {
  vpcId: vpc.id,
  routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: igw.id }],
});
const inside = new aws.ec2.DefaultRouteTable("inside", {
  defaultRouteTableId: vpc.defaultRouteTableId,
  routes: [],
});
const front = new aws.ec2.Subnet("front", { vpcId: vpc.id, cidrBlock: "10.0.1.0/24" });
const back = new aws.ec2.Subnet("back", { vpcId: vpc.id, cidrBlock: "10.0.2.0/24" });
const backToo = new aws.ec2.Subnet("back-too", { vpcId: vpc.id, cidrBlock: "10.0.3.0/24" });
new aws.ec2.RouteTableAssociation("front", { subnetId: front.id, routeTableId: out.id });
new aws.ec2.VpcEndpoint("s3", {
  vpcId: vpc.id,
  serviceName: "com.amazonaws.us-east-2.s3",
  routeTableIds: [inside.id, out.id],
  policy: archive.arn.apply((arn) =>
    JSON.stringify({
      Statement: [
        { Effect: "Allow", Principal: "*", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${arn}/*` },
      ],
    }),
  ),
});
const flows = new aws.iam.Role("flows", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ],
  }),
  inlinePolicies: [
    {
      name: "write",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: "arn:aws:logs:us-east-2:123456789012:log-group:old-flows:*",
          },
        ],
      }),
    },
  ],
});
new aws.ec2.FlowLog("old", {
  vpcId: vpc.id,
  trafficType: "ALL",
  iamRoleArn: flows.arn,
  logDestination: "arn:aws:logs:us-east-2:123456789012:log-group:old-flows",
});

const clients = new aws.ec2.SecurityGroup("clients", { vpcId: vpc.id });
const database = new aws.ec2.SecurityGroup("database", { vpcId: vpc.id });
new aws.ec2.SecurityGroupRule("database-from-clients", {
  type: "ingress",
  securityGroupId: database.id,
  sourceSecurityGroupId: clients.id,
  protocol: "tcp",
  fromPort: 1433,
  toPort: 1433,
});
// Wrong: the whole network, not a named group.
new aws.ec2.SecurityGroupRule("database-from-everybody-inside", {
  type: "ingress",
  securityGroupId: database.id,
  cidrBlocks: ["10.0.0.0/16"],
  protocol: "tcp",
  fromPort: 1433,
  toPort: 1433,
});
const subnets = new aws.rds.SubnetGroup("back", { subnetIds: [back.id, backToo.id] });
new aws.rds.Instance(
  "ledger",
  {
    engine: "sqlserver-ex",
    instanceClass: "db.t3.small",
    allocatedStorage: 20,
    username: "sa",
    manageMasterUserPassword: true,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [database.id],
    storageEncrypted: true,
    publiclyAccessible: false,
  },
  { protect: true },
);
