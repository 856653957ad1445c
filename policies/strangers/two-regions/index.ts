import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const { accountId } = aws.getCallerIdentityOutput();
const regions = { ireland: "eu-west-1", oregon: "us-west-2" } as const;
type Place = keyof typeof regions;
const providers = {
  ireland: new aws.Provider("ireland", { region: regions.ireland }),
  oregon: new aws.Provider("oregon", { region: regions.oregon }),
};

/** One region's network with one function in it, which reads the documents of its own region. */
function network(place: Place, documents: aws.s3.Bucket) {
  const options = { provider: providers[place] };
  const region = regions[place];
  const vpc = new aws.ec2.Vpc(`${place}-vpc`, { cidrBlock: "10.8.0.0/16" }, options);
  new aws.ec2.DefaultSecurityGroup(`${place}-default`, { vpcId: vpc.id }, options);
  const table = new aws.ec2.RouteTable(`${place}-table`, { vpcId: vpc.id }, options);
  const subnetIds = ["a", "b"].map((zone, index) => {
    const subnet = new aws.ec2.Subnet(
      `${place}-${zone}`,
      { vpcId: vpc.id, availabilityZone: `${region}${zone}`, cidrBlock: `10.8.${index}.0/24` },
      options,
    );
    new aws.ec2.RouteTableAssociation(
      `${place}-${zone}`,
      { subnetId: subnet.id, routeTableId: table.id },
      options,
    );
    return subnet.id;
  });
  new aws.ec2.FlowLog(
    `${place}-flows`,
    {
      vpcId: vpc.id,
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: "arn:aws:s3:::central-flow-logs",
    },
    options,
  );
  const group = new aws.ec2.SecurityGroup(`${place}-reader`, { vpcId: vpc.id }, options);
  const role = new aws.iam.Role(
    `${place}-reader`,
    {
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "lambda.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": accountId } },
          },
        ],
      }),
    },
    options,
  );
  new aws.iam.RolePolicyAttachment(
    `${place}-reader-network`,
    { role: role.name, policyArn: aws.iam.ManagedPolicy.AWSLambdaVPCAccessExecutionRole },
    options,
  );
  new aws.iam.RolePolicy(
    `${place}-reader-documents`,
    {
      role: role.name,
      policy: documents.arn.apply((arn) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `${arn}/*` }],
        }),
      ),
    },
    options,
  );
  new aws.lambda.Function(
    `${place}-reader`,
    {
      role: role.arn,
      runtime: "nodejs22.x",
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset("exports.handler = () => 1"),
      }),
      vpcConfig: { subnetIds, securityGroupIds: [group.id] },
    },
    options,
  );
  return { vpc, table };
}

function documentsIn(place: Place) {
  const options = { provider: providers[place], protect: true };
  const bucket = new aws.s3.Bucket(
    `${place}-documents`,
    { bucket: pulumi.interpolate`documents-${regions[place]}-${accountId}` },
    options,
  );
  new aws.s3.BucketPublicAccessBlock(
    `${place}-documents`,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  new aws.s3.BucketPolicy(
    `${place}-documents`,
    {
      bucket: bucket.id,
      policy: bucket.arn.apply((arn) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Deny",
              Principal: "*",
              Action: "s3:*",
              Resource: [arn, `${arn}/*`],
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        }),
      ),
    },
    options,
  );
  const versioning = new aws.s3.BucketVersioning(
    `${place}-documents`,
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    options,
  );
  return { bucket, versioning };
}

const ireland = documentsIn("ireland");
const oregon = documentsIn("oregon");

const replicator = new aws.iam.Role("replicator", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "s3.amazonaws.com" }),
});
new aws.iam.RolePolicy("replicator", {
  role: replicator.name,
  policy: pulumi.all([ireland.bucket.arn, oregon.bucket.arn]).apply((arns) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: arns },
        {
          Effect: "Allow",
          Action: [
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
          ],
          Resource: arns.map((arn) => `${arn}/*`),
        },
        {
          Effect: "Allow",
          Action: ["s3:ReplicateObject", "s3:ReplicateTags"],
          Resource: arns.map((arn) => `${arn}/*`),
        },
      ],
    }),
  ),
});
for (const [place, from, to] of [
  ["ireland", ireland, oregon],
  ["oregon", oregon, ireland],
] as const)
  new aws.s3.BucketReplicationConfig(
    `${place}-documents`,
    {
      bucket: from.bucket.id,
      role: replicator.arn,
      rules: [
        {
          id: "all",
          status: "Enabled",
          filter: {},
          deleteMarkerReplication: { status: "Disabled" },
          destination: { bucket: to.bucket.arn },
        },
      ],
    },
    { provider: providers[place], dependsOn: [from.versioning, to.versioning] },
  );

const policy = (bucket: aws.s3.Bucket) =>
  bucket.arn.apply((arn) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/*` }],
    }),
  );
const inIreland = network("ireland", ireland.bucket);
network("oregon", oregon.bucket); // Wrong: this network has no way to S3 of its own.
new aws.ec2.VpcEndpoint(
  "ireland-s3",
  {
    vpcId: inIreland.vpc.id,
    serviceName: "com.amazonaws.eu-west-1.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: [inIreland.table.id],
    policy: policy(ireland.bucket),
  },
  { provider: providers.ireland },
);
