/** Well-known policies that AWS manages, by the end of their ARN: what they allow ("AWS Managed Policy Reference Guide"). */
import { documentOf, type PolicyDocument } from "./policy-document";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const ADDRESSES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const TRACES = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];
const IMAGES = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
  "ecr:BatchGetImage",
];

const of = (service: string, actions: readonly string[]) => actions.map((action) => `${service}:${action}`);

/** All that each of them allows. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaVPCAccessExecutionRole": [...LOGS, ...ADDRESSES, "ec2:DescribeSubnets"],
  "service-role/AWSLambdaENIManagementAccess": ADDRESSES,
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    ...LOGS,
    ...of("sqs", ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]),
  ],
  "service-role/AWSLambdaKinesisExecutionRole": [
    ...LOGS,
    ...of("kinesis", ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator"]),
    ...of("kinesis", ["ListShards", "ListStreams", "SubscribeToShard"]),
  ],
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    ...LOGS,
    ...of("dynamodb", ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"]),
  ],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  "service-role/AmazonECSTaskExecutionRolePolicy": [...IMAGES, "logs:CreateLogStream", "logs:PutLogEvents"],
  "service-role/AmazonRDSEnhancedMonitoringRole": [
    ...LOGS,
    ...of("logs", ["PutRetentionPolicy", "DescribeLogStreams", "GetLogEvents"]),
  ],
  CloudWatchLambdaInsightsExecutionRolePolicy: LOGS,
  AWSXRayDaemonWriteAccess: TRACES,
  AWSXrayWriteOnlyAccess: TRACES,
  AmazonEC2ContainerRegistryReadOnly: [
    ...IMAGES,
    ...of("ecr", ["DescribeImages", "DescribeImageScanFindings", "DescribeRepositories", "ListImages"]),
    ...of("ecr", ["GetLifecyclePolicy", "GetLifecyclePolicyPreview", "GetRepositoryPolicy"]),
    "ecr:ListTagsForResource",
  ],
  AmazonS3ReadOnlyAccess: [
    ...of("s3", ["Get*", "List*", "Describe*"]),
    ...of("s3-object-lambda", ["Get*", "List*"]),
  ],
  AmazonSSMManagedInstanceCore: [
    ...of("ssm", ["DescribeAssociation", "ListAssociations", "ListInstanceAssociations"]),
    ...of("ssm", ["UpdateAssociationStatus", "UpdateInstanceAssociationStatus", "UpdateInstanceInformation"]),
    ...of("ssm", ["GetDocument", "DescribeDocument", "GetManifest", "GetParameter", "GetParameters"]),
    ...of("ssm", ["GetDeployablePatchSnapshotForInstance", "PutInventory", "PutComplianceItems"]),
    "ssm:PutConfigurePackageResult",
    ...of("ssmmessages", ["CreateControlChannel", "CreateDataChannel"]),
    ...of("ssmmessages", ["OpenControlChannel", "OpenDataChannel"]),
    ...of("ec2messages", ["AcknowledgeMessage", "DeleteMessage", "FailMessage"]),
    ...of("ec2messages", ["GetEndpoint", "GetMessages", "SendReply"]),
  ],
  AWSKeyManagementServicePowerUser: [
    ...of("kms", ["CreateAlias", "CreateKey", "DeleteAlias", "Describe*", "GenerateRandom"]),
    ...of("kms", ["Get*", "List*", "TagResource", "UntagResource"]),
    ...of("iam", ["ListGroups", "ListRoles", "ListUsers"]),
  ],
  AdministratorAccess: ["*"],
  AmazonS3FullAccess: ["s3:*", "s3-object-lambda:*"],
  AmazonSQSFullAccess: ["sqs:*"],
  AmazonSNSFullAccess: ["sns:*"],
  AmazonKinesisFullAccess: ["kinesis:*"],
  AmazonKinesisFirehoseFullAccess: ["firehose:*"],
  CloudWatchLogsFullAccess: ["logs:*", "cloudwatch:GenerateQuery", "cloudwatch:GenerateQueryResultsSummary"],
};

/** The services that they hand out. They allow this and that of other services besides, which is not written down here. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  AmazonDynamoDBFullAccess: ["dynamodb:*", "dax:*"],
  AmazonEC2FullAccess: ["ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*"],
  AmazonRDSFullAccess: ["rds:*"],
  AmazonRoute53FullAccess: ["route53:*", "route53domains:*"],
  AWSLambda_FullAccess: ["lambda:*"],
  CloudWatchFullAccess: ["cloudwatch:*", "logs:*", "sns:*"],
  SecretsManagerReadWrite: ["secretsmanager:*"],
};

/** Written the other way round: all but a few services, and a little of those. */
const POWER_USER = [
  { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
  {
    Effect: "Allow",
    Action: [
      ...of("account", ["GetAccountInformation", "GetGovCloudAccountInformation", "GetPrimaryEmail"]),
      "account:ListRegions",
      ...of("iam", ["CreateServiceLinkedRole", "DeleteServiceLinkedRole", "ListRoles"]),
      ...of("organizations", ["DescribeEffectivePolicy", "DescribeOrganization"]),
    ],
    Resource: "*",
  },
];

export const isManagedByAws = (arn: string): boolean => /^arn:[\w-]+:iam::aws:policy\//.test(arn);

const nameOf = (arn: string): string => arn.replace(/.*:policy\//, "");

/** `isUnknown` where it may allow more than its statements say: of a policy that is not in the tables, they say nothing, though
 *  AWS knows it. Resources are `*`, whatever the policy says of them. */
export function managedPolicy(arn: string): PolicyDocument {
  const name = nameOf(arn);
  if (name === "PowerUserAccess") return documentOf({ Statement: POWER_USER });
  const actions = ACTIONS[name] ?? SERVICES[name];
  if (actions === undefined) return { statements: [], isUnknown: true };
  const { statements } = documentOf({ Statement: { Effect: "Allow", Action: actions, Resource: "*" } });
  return { statements, isUnknown: name in SERVICES };
}

/** Whether it hands out whole services: AWS names such policies so, but for a few. */
export const isFullAccess = (arn: string): boolean =>
  /FullAccess$|^(?:AdministratorAccess|PowerUserAccess|SecretsManagerReadWrite)$/.test(nameOf(arn));
