import { isFullAccess, isManagedByAws, managedPolicy } from "./managed-policies";

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const mine = "arn:aws:iam::123456789012:policy/AmazonS3FullAccess";

test.each([
  [aws("AmazonS3FullAccess"), true],
  ["arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole", true],
  [mine, false],
  ["AmazonS3FullAccess", false],
])("%s is AWS's: %s", (arn, expected) => expect(isManagedByAws(arn)).toBe(expected));

test("what one allows, it allows on everything", () => {
  const { statements, isUnknown } = managedPolicy(aws("service-role/AWSLambdaVPCAccessExecutionRole"));
  expect(isUnknown).toBe(false);
  expect(statements).toMatchObject([{ effect: "Allow", isNotAction: false, resources: ["*"] }]);
  expect(statements[0]?.actions).toEqual([
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ]);
});

test.each([
  ["service-role/AWSLambdaBasicExecutionRole", "logs:PutLogEvents"],
  ["service-role/AWSLambdaSQSQueueExecutionRole", "sqs:ReceiveMessage"],
  ["service-role/AWSLambdaKinesisExecutionRole", "kinesis:SubscribeToShard"],
  ["service-role/AWSLambdaDynamoDBExecutionRole", "dynamodb:GetShardIterator"],
  ["service-role/AmazonECSTaskExecutionRolePolicy", "ecr:BatchGetImage"],
  ["AWSXRayDaemonWriteAccess", "xray:GetSamplingRules"],
  ["AmazonSSMManagedInstanceCore", "ssmmessages:OpenDataChannel"],
  ["AdministratorAccess", "*"],
])("%s allows %s", (name, action) =>
  expect(managedPolicy(aws(name)).statements[0]?.actions).toContain(action),
);

test("all but a few services", () => {
  expect(managedPolicy(aws("PowerUserAccess")).statements).toMatchObject([
    { isNotAction: true, actions: ["iam:*", "organizations:*", "account:*"], resources: ["*"] },
  ]);
});

test("one that is not in the table is unknown", () => {
  expect(managedPolicy(aws("Rare"))).toEqual({ statements: [], isUnknown: true });
});

test.each([
  ["AmazonS3FullAccess", true],
  ["AdministratorAccess", true],
  ["PowerUserAccess", true],
  ["SecretsManagerReadWrite", true],
  ["IAMFullAccess", true],
  ["RareFullAccess", true],
  ["AmazonS3ReadOnlyAccess", false],
  ["service-role/AWSLambdaBasicExecutionRole", false],
  ["Rare", false],
  ["FullAccessReader", false],
])("%s hands out a whole service: %s", (name, expected) => expect(isFullAccess(aws(name))).toBe(expected));
