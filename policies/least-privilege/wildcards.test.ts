import { existsOnlyOnAll, ONLY_ON_ALL } from "./only-on-all";
import { isWholeService, isWildAction, isWildResource } from "./wildcards";

test.each([
  "*",
  "**",
  "*:*",
  "arn:aws:*:*:*:*",
  "arn:aws:*:eu-west-1:123456789012:jobs",
  "arn:aws:s3:::*",
  "arn:aws:s3:::*/*",
  "arn:aws:s3:::*/some-key",
  "arn:aws:sqs:eu-west-1:123456789012:*",
  "arn:aws:sns:*:*:*",
  "arn:aws:dynamodb:eu-west-1:123456789012:table/*",
  "arn:aws:lambda:eu-west-1:123456789012:function:*",
  "arn:aws:logs:eu-west-1:123456789012:log-group:*",
  "arn:aws:logs:eu-west-1:123456789012:log-group:*:*",
  "arn:aws:iam::123456789012:role/*",
  "arn:aws:ec2:eu-west-1:123456789012:*/*",
  "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*",
])("%s is anything", (arn) => expect(isWildResource(arn)).toBe(true));

test.each([
  "arn:aws:s3:::bucket",
  "arn:aws:s3:::bucket/*",
  "arn:aws:s3:::table/*",
  "arn:aws:s3:::logs-*/*",
  "arn:aws:s3:::*-logs/*",
  "arn:aws:codebuild:eu-west-1:123456789012:report-group/*",
  "urn:aws:sqs:eu-west-1:123456789012:*",
  "arn:aws:sqs:eu-west-1:123456789012:jobs-*",
  "arn:aws:dynamodb:eu-west-1:123456789012:table/notes",
  "arn:aws:dynamodb:eu-west-1:123456789012:table/notes/index/*",
  "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/x:*",
  "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/x:log-stream:*",
  "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!*",
  "arn:aws:execute-api:eu-west-1:123456789012:*/$default/POST/canary",
  "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/*",
  "arn:aws:iam::123456789012:role/service/*",
  "arn:aws:s3",
  "bucket/*",
])("%s is something", (arn) => expect(isWildResource(arn)).toBe(false));

test.each([
  ["*", true, true],
  ["s3:*", true, true],
  ["s3:Get*", true, false],
  ["s3:*Object", true, false],
  ["s3:Ge?Object", true, false],
  ["s3:GetObject", false, false],
])("%s", (action, isWild, isWhole) => {
  expect(isWildAction(action)).toBe(isWild);
  expect(isWholeService(action)).toBe(isWhole);
});

test.each([
  ["xray:PutTraceSegments", true],
  ["XRAY:puttracesegments", true],
  ["ec2:DescribeSubnets", true],
  ["ec2:Describe*", true],
  ["ec2:*", false],
  ["ec2:CreateNetworkInterface", true],
  ["ec2:RunInstances", false],
  ["cloudwatch:PutMetricData", true],
  ["logs:DescribeLogGroups", true],
  ["logs:PutLogEvents", false],
  ["s3:GetObject", false],
  ["acm:ListCertificates", true],
  ["autoscaling:DescribeAutoScalingGroups", true],
  ["comprehend:DetectSentiment", true],
  ["dynamodb:ListTables", true],
  ["dynamodb:GetItem", false],
  ["ecr:GetAuthorizationToken", true],
  ["ecs:CreateCluster", true],
  ["elasticloadbalancing:DescribeLoadBalancers", true],
  ["events:ListEventBuses", true],
  ["firehose:ListDeliveryStreams", true],
  ["iam:ListRoles", true],
  ["kinesis:ListStreams", true],
  ["kms:GenerateRandom", true],
  ["lambda:ListFunctions", true],
  ["organizations:ListAccounts", true],
  ["polly:SynthesizeSpeech", true],
  ["pricing:GetProducts", true],
  ["rekognition:DetectLabels", true],
  ["route53:ListHostedZones", true],
  ["s3:ListAllMyBuckets", true],
  ["secretsmanager:ListSecrets", true],
  ["sns:ListTopics", true],
  ["ssm:DescribeParameters", true],
  ["ec2messages:GetMessages", true],
  ["sts:GetCallerIdentity", true],
  ["sts:AssumeRole", false],
  ["tag:GetResources", true],
  ["textract:AnalyzeDocument", true],
  ["translate:TranslateText", true],
])("%s exists only on everything: %s", (action, expected) => expect(existsOnlyOnAll(action)).toBe(expected));

test("each exception names its page", () => {
  for (const { action, page } of ONLY_ON_ALL) {
    expect(action).toMatch(/^[a-z0-9-]+:([A-Z]\w*\*?|\*)$/);
    expect(page).toMatch(
      /^(Actions, resources, and condition keys for A\w+ |Giving Lambda functions access to resources)/,
    );
  }
  const actions = ONLY_ON_ALL.map(({ action }) => action);
  expect(actions).toEqual([...new Set(actions)]);
});
