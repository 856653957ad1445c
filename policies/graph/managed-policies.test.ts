import { isFullAccess, isManagedByAws, managedPolicy } from "./managed-policies";

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const mine = "arn:aws:iam::123456789012:policy/AmazonS3FullAccess";

test.each([
  [aws("AmazonS3FullAccess"), true],
  ["arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole", true],
  [mine, false],
  ["AmazonS3FullAccess", false],
  [`not ${aws("AmazonS3FullAccess")}`, false],
])("%s is AWS's: %s", (arn, expected) => expect(isManagedByAws(arn)).toBe(expected));

const LOGS = { logs: "CreateLogGroup CreateLogStream PutLogEvents" };
const XRAY =
  "PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets GetSamplingStatisticSummaries";

/**
 * Each document of AWS's once more, as the "AWS Managed Policy Reference Guide" prints it, by service. A slip of either copy makes
 * a rule speak of rights that a role does not have, or be silent on one that it has, and nothing else would show it.
 */
const DOCUMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaVPCAccessExecutionRole": {
    ...LOGS,
    ec2: "CreateNetworkInterface DescribeNetworkInterfaces DescribeSubnets DeleteNetworkInterface AssignPrivateIpAddresses UnassignPrivateIpAddresses",
  },
  "service-role/AWSLambdaENIManagementAccess": {
    ec2: "CreateNetworkInterface DescribeNetworkInterfaces DeleteNetworkInterface AssignPrivateIpAddresses UnassignPrivateIpAddresses",
  },
  "service-role/AWSLambdaSQSQueueExecutionRole": {
    ...LOGS,
    sqs: "ReceiveMessage DeleteMessage GetQueueAttributes",
  },
  "service-role/AWSLambdaKinesisExecutionRole": {
    ...LOGS,
    kinesis:
      "DescribeStream DescribeStreamSummary GetRecords GetShardIterator ListShards ListStreams SubscribeToShard",
  },
  "service-role/AWSLambdaDynamoDBExecutionRole": {
    ...LOGS,
    dynamodb: "DescribeStream GetRecords GetShardIterator ListStreams",
  },
  "service-role/AWSLambdaRole": { lambda: "InvokeFunction" },
  "service-role/AmazonECSTaskExecutionRolePolicy": {
    ecr: "GetAuthorizationToken BatchCheckLayerAvailability GetDownloadUrlForLayer BatchGetImage",
    logs: "CreateLogStream PutLogEvents",
  },
  "service-role/AmazonRDSEnhancedMonitoringRole": {
    logs: "CreateLogGroup PutRetentionPolicy CreateLogStream PutLogEvents DescribeLogStreams GetLogEvents",
  },
  CloudWatchLambdaInsightsExecutionRolePolicy: LOGS,
  AWSXRayDaemonWriteAccess: { xray: XRAY },
  AWSXrayWriteOnlyAccess: { xray: XRAY },
  AmazonEC2ContainerRegistryReadOnly: {
    ecr: "GetAuthorizationToken BatchCheckLayerAvailability GetDownloadUrlForLayer GetRepositoryPolicy DescribeRepositories ListImages DescribeImages BatchGetImage GetLifecyclePolicy GetLifecyclePolicyPreview ListTagsForResource DescribeImageScanFindings",
  },
  AmazonS3ReadOnlyAccess: { s3: "Get* List* Describe*", "s3-object-lambda": "Get* List*" },
  AmazonSSMManagedInstanceCore: {
    ssm: "DescribeAssociation GetDeployablePatchSnapshotForInstance GetDocument DescribeDocument GetManifest GetParameter GetParameters ListAssociations ListInstanceAssociations PutInventory PutComplianceItems PutConfigurePackageResult UpdateAssociationStatus UpdateInstanceAssociationStatus UpdateInstanceInformation",
    ssmmessages: "CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel",
    ec2messages: "AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply",
  },
  AWSKeyManagementServicePowerUser: {
    kms: "CreateAlias CreateKey DeleteAlias Describe* GenerateRandom Get* List* TagResource UntagResource",
    iam: "ListGroups ListRoles ListUsers",
  },
  AmazonS3FullAccess: { s3: "*", "s3-object-lambda": "*" },
  AmazonSQSFullAccess: { sqs: "*" },
  AmazonSNSFullAccess: { sns: "*" },
  AmazonKinesisFullAccess: { kinesis: "*" },
  AmazonKinesisFirehoseFullAccess: { firehose: "*" },
  CloudWatchLogsFullAccess: { logs: "*", cloudwatch: "GenerateQuery GenerateQueryResultsSummary" },
};

/** Of these, the services that they hand out. */
const AMONG_OTHERS: Readonly<Record<string, string>> = {
  AmazonDynamoDBFullAccess: "dynamodb dax",
  AmazonEC2FullAccess: "ec2 elasticloadbalancing cloudwatch autoscaling",
  AmazonRDSFullAccess: "rds",
  AmazonRoute53FullAccess: "route53 route53domains",
  AWSLambda_FullAccess: "lambda",
  CloudWatchFullAccess: "cloudwatch logs sns",
  SecretsManagerReadWrite: "secretsmanager",
};

const actionsOf = (name: string) => [...(managedPolicy(aws(name)).statements[0]?.actions ?? [])].sort();
const written = (document: Readonly<Record<string, string>>) =>
  Object.entries(document)
    .flatMap(([service, actions]) => actions.split(" ").map((action) => `${service}:${action}`))
    .sort();

test.each(Object.keys(DOCUMENTS))("%s allows what AWS says, and no more", (name) => {
  expect(actionsOf(name)).toEqual(written(DOCUMENTS[name] ?? {}));
  expect(managedPolicy(aws(name)).isUnknown).toBe(false);
});

test.each(Object.entries(AMONG_OTHERS))("%s hands out %s, and allows more than we know", (name, services) => {
  expect(actionsOf(name)).toEqual(
    services
      .split(" ")
      .map((service) => `${service}:*`)
      .sort(),
  );
  expect(managedPolicy(aws(name)).isUnknown).toBe(true);
});

test("AdministratorAccess allows everything", () => {
  expect(actionsOf("AdministratorAccess")).toEqual(["*"]);
  expect(managedPolicy(aws("AdministratorAccess")).isUnknown).toBe(false);
});

test("PowerUserAccess allows all but a few services, and a little of those", () => {
  const { statements, isUnknown } = managedPolicy(aws("PowerUserAccess"));
  expect(isUnknown).toBe(false);
  expect(statements).toMatchObject([
    {
      effect: "Allow",
      isNotAction: true,
      actions: ["iam:*", "organizations:*", "account:*"],
      resources: ["*"],
    },
    {
      effect: "Allow",
      isNotAction: false,
      actions: written({
        account: "GetAccountInformation GetGovCloudAccountInformation GetPrimaryEmail ListRegions",
        iam: "CreateServiceLinkedRole DeleteServiceLinkedRole ListRoles",
        organizations: "DescribeEffectivePolicy DescribeOrganization",
      }),
      resources: ["*"],
    },
  ]);
});

test("what one allows, it allows on everything, whatever its own text says", () => {
  const { statements } = managedPolicy(aws("CloudWatchLambdaInsightsExecutionRolePolicy"));
  expect(statements).toMatchObject([{ effect: "Allow", isNotAction: false, resources: ["*"] }]);
});

test("one that is not in the tables is unknown", () => {
  expect(managedPolicy(aws("Rare"))).toEqual({ statements: [], isUnknown: true });
});

test.each([...Object.keys(DOCUMENTS), ...Object.keys(AMONG_OTHERS), "AdministratorAccess"])(
  "%s is said to hand out a whole service exactly where it does",
  (name) => {
    expect(isFullAccess(aws(name))).toBe(actionsOf(name).some((action) => /(^|:)\*$/.test(String(action))));
  },
);

test.each([
  ["PowerUserAccess", true],
  ["IAMFullAccess", true],
  ["RareFullAccess", true],
  ["Rare", false],
  ["FullAccessReader", false],
  ["AWSAuditManagerAdministratorAccess", false],
  ["AdministratorAccess-Amplify", false],
])("%s, by its name, hands out a whole service: %s", (name, expected) =>
  expect(isFullAccess(aws(name))).toBe(expected),
);
