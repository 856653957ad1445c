/** Well-known policies that AWS manages, by the end of their ARN: what they allow ("AWS Managed Policy Reference Guide"). */
import { documentOf, type PolicyDocument } from "./policy-document";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const TRACES = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
const SAMPLING = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"];
const KINESIS_READS = [
  "DescribeStream",
  "DescribeStreamSummary",
  "GetRecords",
  "GetShardIterator",
  "ListShards",
];
const CHANNELS = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];
const IMAGES = [
  "BatchCheckLayerAvailability",
  "GetAuthorizationToken",
  "GetDownloadUrlForLayer",
  "BatchGetImage",
];

const of = (service: string, actions: readonly string[]) => actions.map((action) => `${service}:${action}`);

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaVPCAccessExecutionRole": [...LOGS, ...NETWORK_INTERFACES],
  "service-role/AWSLambdaENIManagementAccess": NETWORK_INTERFACES,
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    ...LOGS,
    ...of("sqs", ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]),
  ],
  "service-role/AWSLambdaKinesisExecutionRole": [
    ...LOGS,
    ...of("kinesis", [...KINESIS_READS, "ListStreams", "SubscribeToShard"]),
  ],
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    ...LOGS,
    ...of("dynamodb", ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"]),
  ],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  "service-role/AmazonECSTaskExecutionRolePolicy": [...LOGS.slice(1), ...of("ecr", IMAGES)],
  "service-role/AmazonRDSEnhancedMonitoringRole": [
    ...LOGS,
    "logs:PutRetentionPolicy",
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
  ],
  CloudWatchLambdaInsightsExecutionRolePolicy: LOGS,
  AWSXRayDaemonWriteAccess: [...TRACES, ...SAMPLING],
  AWSXrayWriteOnlyAccess: [...TRACES, ...SAMPLING],
  AmazonEC2ContainerRegistryReadOnly: of("ecr", [...IMAGES, "DescribeRepositories", "ListImages"]),
  AmazonS3ReadOnlyAccess: [
    "s3:Get*",
    "s3:List*",
    "s3:Describe*",
    "s3-object-lambda:Get*",
    "s3-object-lambda:List*",
  ],
  AmazonSSMManagedInstanceCore: [
    ...of("ssmmessages", CHANNELS),
    ...of("ssm", ["UpdateInstanceInformation", "GetParameter", "GetParameters", "ListAssociations"]),
    ...of("ec2messages", ["AcknowledgeMessage", "DeleteMessage", "GetEndpoint", "GetMessages", "SendReply"]),
  ],
  AdministratorAccess: ["*"],
  AmazonS3FullAccess: ["s3:*", "s3-object-lambda:*"],
  AmazonSQSFullAccess: ["sqs:*"],
  AmazonSNSFullAccess: ["sns:*"],
  AmazonDynamoDBFullAccess: ["dynamodb:*"],
  AmazonKinesisFullAccess: ["kinesis:*"],
  AmazonKinesisFirehoseFullAccess: ["firehose:*"],
  AmazonEC2FullAccess: ["ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*"],
  AmazonVPCFullAccess: ["ec2:*"],
  AmazonRDSFullAccess: ["rds:*"],
  AmazonRoute53FullAccess: ["route53:*"],
  AWSLambda_FullAccess: ["lambda:*"],
  AWSKeyManagementServicePowerUser: ["kms:*"],
  CloudWatchFullAccess: ["cloudwatch:*", "logs:*"],
  CloudWatchLogsFullAccess: ["logs:*"],
  SecretsManagerReadWrite: ["secretsmanager:*"],
};

/** PowerUserAccess is written the other way round: all but a few services. */
const POWER_USER = { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" };

export const isManagedByAws = (arn: string): boolean => /^arn:[\w-]+:iam::aws:policy\//.test(arn);

const nameOf = (arn: string): string => arn.replace(/^.*:policy\//, "");

/** Unknown for a policy that is not in the table, though AWS knows it. Resources are `*`, whatever the policy says of them. */
export function managedPolicy(arn: string): PolicyDocument {
  const name = nameOf(arn);
  if (name === "PowerUserAccess") return documentOf({ Statement: POWER_USER });
  const actions = ACTIONS[name];
  return actions
    ? documentOf({ Statement: { Effect: "Allow", Action: actions, Resource: "*" } })
    : { statements: [], isUnknown: true };
}

/** Whether it hands out whole services: by its statements where they are known, else by its name. */
export const isFullAccess = (arn: string): boolean => {
  const name = nameOf(arn);
  const hasWholeService = (ACTIONS[name] ?? []).some((action) => /(^|:)\*$/.test(action));
  return hasWholeService || /FullAccess$|^PowerUserAccess$|^IAMFullAccess$/.test(name);
};
