/**
 * Actions that exist only on `*`: they name no resource, so a statement about them cannot. By service, from the page
 * "Actions, resources, and condition keys for …" of the Service Authorization Reference, whose column of resource types is
 * empty for them. A pattern ends in `*` where the column is empty for all that it stands for.
 */
import { covers } from "../graph/arn-pattern";

/** Service prefix, the service in the page's title, its actions. */
const TABLE: readonly (readonly [string, string, readonly string[]])[] = [
  ["acm", "AWS Certificate Manager", ["ListCertificates", "GetAccountConfiguration"]],
  ["autoscaling", "Amazon EC2 Auto Scaling", ["Describe*"]],
  [
    "cloudwatch",
    "Amazon CloudWatch",
    [
      "PutMetricData",
      "GetMetricData",
      "GetMetricStatistics",
      "ListMetrics",
      "ListDashboards",
      "DescribeAlarmsForMetric",
    ],
  ],
  ["comprehend", "Amazon Comprehend", ["Detect*", "BatchDetect*"]],
  ["dynamodb", "Amazon DynamoDB", ["ListTables", "ListStreams", "DescribeLimits"]],
  ["ec2", "Amazon EC2", ["Describe*"]],
  ["ecr", "Amazon Elastic Container Registry", ["GetAuthorizationToken"]],
  [
    "ecs",
    "Amazon Elastic Container Service",
    ["CreateCluster", "ListClusters", "DescribeTaskDefinition", "ListTaskDefinitions"],
  ],
  ["elasticloadbalancing", "AWS Elastic Load Balancing V2", ["Describe*"]],
  ["events", "Amazon EventBridge", ["ListEventBuses"]],
  ["firehose", "Amazon Kinesis Firehose", ["ListDeliveryStreams"]],
  [
    "iam",
    "AWS Identity and Access Management (IAM)",
    ["ListRoles", "ListUsers", "ListPolicies", "GetAccountSummary"],
  ],
  ["kinesis", "Amazon Kinesis Data Streams", ["ListStreams", "DescribeLimits"]],
  ["kms", "AWS Key Management Service", ["CreateKey", "GenerateRandom", "ListAliases", "ListKeys"]],
  ["lambda", "AWS Lambda", ["ListFunctions", "ListEventSourceMappings", "GetAccountSettings"]],
  [
    "logs",
    "Amazon CloudWatch Logs",
    [
      "CreateLogDelivery",
      "GetLogDelivery",
      "UpdateLogDelivery",
      "DeleteLogDelivery",
      "ListLogDeliveries",
      "DescribeResourcePolicies",
      "PutResourcePolicy",
      "DescribeLogGroups",
    ],
  ],
  ["organizations", "AWS Organizations", ["DescribeOrganization", "ListAccounts", "ListRoots"]],
  ["polly", "Amazon Polly", ["SynthesizeSpeech", "DescribeVoices"]],
  ["pricing", "AWS Price List", ["*"]],
  ["rekognition", "Amazon Rekognition", ["Detect*", "CompareFaces", "RecognizeCelebrities"]],
  [
    "route53",
    "Amazon Route 53",
    ["ListHostedZones", "ListHostedZonesByName", "CreateHealthCheck", "ListHealthChecks"],
  ],
  ["s3", "Amazon S3", ["ListAllMyBuckets", "GetAccountPublicAccessBlock", "ListAccessPoints"]],
  ["secretsmanager", "AWS Secrets Manager", ["ListSecrets", "GetRandomPassword", "BatchGetSecretValue"]],
  ["sns", "Amazon SNS", ["ListTopics", "ListSubscriptions"]],
  ["sqs", "Amazon SQS", ["ListQueues"]],
  ["ssm", "AWS Systems Manager", ["DescribeParameters"]],
  ["ssmmessages", "Amazon Session Manager Message Gateway Service", ["*"]],
  ["ec2messages", "Amazon Message Delivery Service", ["*"]],
  ["sts", "AWS Security Token Service", ["GetCallerIdentity", "GetSessionToken"]],
  ["tag", "Amazon Resource Group Tagging API", ["Get*"]],
  ["textract", "Amazon Textract", ["DetectDocumentText", "AnalyzeDocument", "StartDocumentTextDetection"]],
  ["translate", "Amazon Translate", ["TranslateText"]],
  [
    "xray",
    "AWS X-Ray",
    [
      "PutTraceSegments",
      "PutTelemetryRecords",
      "GetSamplingRules",
      "GetSamplingTargets",
      "GetSamplingStatisticSummaries",
    ],
  ],
];

/**
 * Lambda makes and removes the network interfaces of a function, whose ids nobody knows before: the page asks for all of an
 * account's ("Giving Lambda functions access to resources in an Amazon VPC").
 */
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

export interface OnlyOnAll {
  readonly action: string;
  /** The AWS page that says so. */
  readonly page: string;
}

export const ONLY_ON_ALL: readonly OnlyOnAll[] = [
  ...TABLE.flatMap(([prefix, service, actions]) =>
    actions.map((action) => ({
      action: `${prefix}:${action}`,
      page: `Actions, resources, and condition keys for ${service}`,
    })),
  ),
  ...NETWORK_INTERFACES.map((action) => ({
    action,
    page: "Giving Lambda functions access to resources in an Amazon VPC",
  })),
];

/** Also of a pattern such as `ec2:Describe*`, when it is so for all that fits it. */
export const existsOnlyOnAll = (action: string): boolean =>
  ONLY_ON_ALL.some((one) => covers(one.action.toLowerCase(), action.toLowerCase()));
