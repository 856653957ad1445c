/** By the prefix of an API's actions, the endpoints that lead to it ("AWS services that integrate with AWS PrivateLink"). */

/** Its endpoint has the prefix's own name. */
const SAME = [
  "appconfig",
  "application-autoscaling",
  "athena",
  "autoscaling",
  "backup",
  "batch",
  "cloudformation",
  "cloudtrail",
  "codebuild",
  "codecommit",
  "codepipeline",
  "cognito-idp",
  "comprehend",
  "config",
  "datasync",
  "dms",
  "dynamodb",
  "ebs",
  "ec2",
  "ec2messages",
  "ecs",
  "elasticache",
  "elasticloadbalancing",
  "elasticmapreduce",
  "events",
  "execute-api",
  "fis",
  "glue",
  "kms",
  "lakeformation",
  "lambda",
  "logs",
  "polly",
  "rds",
  "rds-data",
  "redshift",
  "redshift-data",
  "rekognition",
  "scheduler",
  "secretsmanager",
  "securityhub",
  "servicediscovery",
  "sns",
  "sqs",
  "ssm",
  "ssmmessages",
  "sts",
  "textract",
  "transcribe",
  "transfer",
  "translate",
  "xray",
] as const;

/** Any one of them will do. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  bedrock: ["bedrock-runtime", "bedrock"],
  cloudwatch: ["monitoring"],
  ecr: ["ecr.api"],
  firehose: ["kinesis-firehose"],
  kinesis: ["kinesis-streams"],
  sagemaker: ["sagemaker.runtime", "sagemaker.api"],
  ses: ["email", "email-smtp"],
  states: ["states", "sync-states"],
};

/**
 * No endpoint of a region's own leads there, or none is needed: S3 has a gateway endpoint, which other rules demand; `iam:PassRole`
 * is no call; a token for a database is signed in the function; file systems, clusters and domains stand in the network itself.
 */
const NONE = [
  "s3",
  "s3-object-lambda",
  "iam",
  "organizations",
  "route53",
  "cloudfront",
  "globalaccelerator",
  "rds-db",
  "elasticfilesystem",
  "kafka-cluster",
  "neptune-db",
  "es",
];

export function endpointNamesOf(prefix: string): readonly string[] | "none" | undefined {
  if (NONE.includes(prefix)) return "none";
  return (SAME as readonly string[]).includes(prefix) ? [prefix] : OTHERS[prefix];
}
