import { Archive } from "../../engine/assets";
import { handlers } from "./handlers";
import { leafPaths } from "./paths";
import { hold, of, place } from "./testing/talk";

const code = new Archive(new Map([["index.js", Buffer.from("exports.handler = () => 1;")]]));
test("each type has one handler, and what it replaces on is a property that it models", () => {
  expect(new Set(handlers.map(({ type }) => type)).size).toBe(handlers.length);
  for (const { models, replacesOn } of handlers) {
    const tops = new Set(models.map((path) => path.split(/[.[]/)[0]));
    for (const property of replacesOn) expect(tops).toContain(property);
  }
});

test("nothing is both modelled and ignored, and every reason is a sentence", () => {
  for (const { models, ignores = {}, differences = [] } of handlers) {
    for (const path of Object.keys(ignores)) expect(models).not.toContain(path);
    for (const text of [...Object.values(ignores), ...differences]) expect(text).toMatch(/^[A-Za-z_].*\.$/s);
  }
});

describe("a creation tells AWS what the program said", () => {
  test.each([
    {
      title: "a bucket, where it is to be",
      type: "aws:s3/bucket:Bucket",
      inputs: { bucket: "lake" },
      commands: [
        [
          "CreateBucketCommand",
          { Bucket: "lake", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } },
        ],
      ],
      id: "lake",
      outputs: {
        bucket: "lake",
        arn: "arn:aws:s3:::lake",
        bucketRegionalDomainName: "lake.s3.eu-west-1.amazonaws.com",
      },
    },
    {
      title: "a bucket without a name, by a name of its own",
      type: "aws:s3/bucket:Bucket",
      inputs: {},
      id: "thing-0123456",
    },
    {
      title: "a lifecycle that takes old versions and markers that hide nothing",
      type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      inputs: {
        bucket: "lake",
        rules: [
          {
            id: "tidy",
            status: "Enabled",
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            expiration: { expiredObjectDeleteMarker: true },
          },
        ],
      },
      commands: [
        [
          "PutBucketLifecycleConfigurationCommand",
          {
            Bucket: "lake",
            LifecycleConfiguration: {
              Rules: [
                {
                  ID: "tidy",
                  Status: "Enabled",
                  Filter: { Prefix: "" },
                  NoncurrentVersionExpiration: { NoncurrentDays: 30 },
                  Expiration: { ExpiredObjectDeleteMarker: true },
                },
              ],
            },
          },
        ],
      ],
      id: "lake",
    },
    {
      title: "a queue, its waits divided by the speed",
      type: "aws:sqs/queue:Queue",
      inputs: { name: "q", visibilityTimeoutSeconds: 185, redrivePolicy: "{}" },
      answers: [{ QueueUrl: "http://q" }],
      commands: [
        [
          "CreateQueueCommand",
          {
            QueueName: "q",
            Attributes: {
              MessageRetentionPeriod: "345600",
              VisibilityTimeout: "19",
              ReceiveMessageWaitTimeSeconds: "0",
              DelaySeconds: "0",
              SqsManagedSseEnabled: "true",
              RedrivePolicy: "{}",
            },
          },
        ],
      ],
      id: "http://q",
      outputs: { url: "http://q", arn: "arn:aws:sqs:eu-west-1:000000000000:q" },
    },
    {
      title: "an alias, whole",
      type: "aws:lambda/alias:Alias",
      inputs: {
        name: "live",
        functionName: "f",
        functionVersion: "1",
        routingConfig: { additionalVersionWeights: { "2": 0.1 } },
      },
      answers: [{ AliasArn: "arn:f:live" }],
      commands: [
        [
          "CreateAliasCommand",
          {
            FunctionName: "f",
            Name: "live",
            FunctionVersion: "1",
            Description: "",
            RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } },
          },
        ],
      ],
      id: "arn:f:live",
      outputs: {
        arn: "arn:f:live",
        invokeArn: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:f:live/invocations",
      },
    },
    {
      title: "a record that both regions make",
      type: "aws:route53/record:Record",
      inputs: {
        zoneId: "Z1",
        name: "V.example",
        type: "CNAME",
        ttl: 60,
        records: ["x"],
        allowOverwrite: true,
      },
      commands: [
        [
          "ChangeResourceRecordSetsCommand",
          {
            HostedZoneId: "Z1",
            ChangeBatch: {
              Changes: [
                {
                  Action: "UPSERT",
                  ResourceRecordSet: {
                    Name: "V.example.",
                    Type: "CNAME",
                    TTL: 60,
                    ResourceRecords: [{ Value: "x" }],
                  },
                },
              ],
            },
          },
        ],
      ],
      id: "Z1_v.example_CNAME",
      outputs: { fqdn: "V.example" },
    },
    {
      title: "a failover record, which nobody else may have",
      type: "aws:route53/record:Record",
      inputs: {
        zoneId: "Z1",
        name: "e.example",
        type: "CNAME",
        ttl: 60,
        records: ["eu"],
        setIdentifier: "eu",
        failoverRoutingPolicies: [{ type: "PRIMARY" }],
        healthCheckId: "hc",
      },
      commands: [
        [
          "ChangeResourceRecordSetsCommand",
          {
            HostedZoneId: "Z1",
            ChangeBatch: {
              Changes: [
                {
                  Action: "CREATE",
                  ResourceRecordSet: {
                    Name: "e.example.",
                    Type: "CNAME",
                    TTL: 60,
                    ResourceRecords: [{ Value: "eu" }],
                    SetIdentifier: "eu",
                    Failover: "PRIMARY",
                    HealthCheckId: "hc",
                  },
                },
              ],
            },
          },
        ],
      ],
      id: "Z1_e.example_CNAME_eu",
    },
    {
      title: "a health check, by a new reference",
      type: "aws:route53/healthCheck:HealthCheck",
      inputs: { type: "HTTPS_STR_MATCH", fqdn: "eu.example", requestInterval: 10, searchString: "healthy" },
      answers: [{ HealthCheck: { Id: "hc" } }],
      commands: [
        [
          "CreateHealthCheckCommand",
          {
            CallerReference: place.attempt,
            HealthCheckConfig: {
              Type: "HTTPS_STR_MATCH",
              FullyQualifiedDomainName: "eu.example",
              RequestInterval: 10,
              SearchString: "healthy",
            },
          },
        ],
      ],
      id: "hc",
    },
    {
      title: "a stage, its route settings by route",
      type: "aws:apigatewayv2/stage:Stage",
      inputs: {
        apiId: "api",
        name: "$default",
        autoDeploy: true,
        routeSettings: [{ routeKey: "GET /health", throttlingRateLimit: 5, throttlingBurstLimit: 10 }],
      },
      commands: [
        [
          "CreateStageCommand",
          {
            ApiId: "api",
            StageName: "$default",
            AutoDeploy: true,
            RouteSettings: { "GET /health": { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 } },
          },
        ],
      ],
      id: "$default",
      outputs: { executionArn: "arn:aws:execute-api:eu-west-1:000000000000:api/$default" },
    },
    {
      title: "a domain name, with the gateway's own name in the outputs",
      type: "aws:apigatewayv2/domainName:DomainName",
      inputs: { domainName: "e.example", domainNameConfiguration: { certificateArn: "arn:c" } },
      answers: [{ DomainNameConfigurations: [{ ApiGatewayDomainName: "d-1", HostedZoneId: "Z2" }] }],
      id: "e.example",
      outputs: {
        domainNameConfiguration: { certificateArn: "arn:c", targetDomainName: "d-1", hostedZoneId: "Z2" },
      },
    },
    {
      title: "a role, without what AssumeRole here does not know",
      type: "aws:iam/role:Role",
      inputs: {
        name: "r",
        assumeRolePolicy: JSON.stringify({
          Statement: {
            Effect: "Allow",
            Principal: { Service: "firehose.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": place.accountId, "sts:ExternalId": "x" } },
          },
        }),
      },
      answers: [{ Role: { RoleName: "r", Arn: "arn:r", RoleId: "AROA" } }],
      commands: [
        [
          "CreateRoleCommand",
          {
            RoleName: "r",
            AssumeRolePolicyDocument: JSON.stringify({
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { Service: "firehose.amazonaws.com" },
                  Action: "sts:AssumeRole",
                  Condition: { StringEquals: { "sts:ExternalId": "x" } },
                },
              ],
            }),
          },
        ],
      ],
      id: "r",
      outputs: { arn: "arn:r", name: "r" },
    },
    {
      title: "an alarm, its period divided by the speed",
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      inputs: {
        name: "a",
        alarmDescription: "It is red.",
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "q" },
        statistic: "Maximum",
        period: 60,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        treatMissingData: "ignore",
        alarmActions: ["arn:topic"],
        okActions: ["arn:topic"],
      },
      commands: [
        [
          "PutMetricAlarmCommand",
          {
            AlarmName: "a",
            AlarmDescription: "It is red.",
            Namespace: "AWS/SQS",
            MetricName: "ApproximateNumberOfMessagesVisible",
            Dimensions: [{ Name: "QueueName", Value: "q" }],
            Statistic: "Maximum",
            Period: 6,
            EvaluationPeriods: 1,
            ComparisonOperator: "GreaterThanThreshold",
            Threshold: 0,
            TreatMissingData: "ignore",
            AlarmActions: ["arn:topic"],
            OKActions: ["arn:topic"],
            InsufficientDataActions: [],
          },
        ],
      ],
      id: "a",
      outputs: { arn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a" },
    },
    {
      title: "a dashboard, whole",
      type: "aws:cloudwatch/dashboard:Dashboard",
      inputs: { dashboardName: "d", dashboardBody: "{}" },
      commands: [["PutDashboardCommand", { DashboardName: "d", DashboardBody: "{}" }]],
      id: "d",
    },
    {
      title: "a topic",
      type: "aws:sns/topic:Topic",
      inputs: { name: "t" },
      answers: [{ TopicArn: "arn:t" }],
      commands: [["CreateTopicCommand", { Name: "t" }]],
      id: "arn:t",
      outputs: { arn: "arn:t" },
    },
    {
      title: "who may publish to it",
      type: "aws:sns/topicPolicy:TopicPolicy",
      inputs: { arn: "arn:t", policy: "{}" },
      commands: [
        ["SetTopicAttributesCommand", { TopicArn: "arn:t", AttributeName: "Policy", AttributeValue: "{}" }],
      ],
      id: "arn:t",
    },
    {
      title: "who is told",
      type: "aws:sns/topicSubscription:TopicSubscription",
      inputs: { topic: "arn:t", protocol: "email", endpoint: "on-call@example.com" },
      answers: [{ SubscriptionArn: "arn:t:s" }],
      commands: [
        [
          "SubscribeCommand",
          {
            TopicArn: "arn:t",
            Protocol: "email",
            Endpoint: "on-call@example.com",
            ReturnSubscriptionArn: true,
          },
        ],
      ],
      id: "arn:t:s",
    },
  ])("$title", ({ type, inputs, answers, commands, id, outputs }) => {
    const held = hold(of(type).create(inputs, place), answers);
    if (commands) expect(held.commands).toEqual(commands);
    expect(held.result.id).toBe(id);
    expect(held.result.outputs).toMatchObject(outputs ?? {});
  });
});

test("the paths of a resource are those of its leaves", () => {
  expect(leafPaths({ a: 1, b: [{ c: 1 }, { d: [] }], e: {}, code })).toEqual([
    "a",
    "b[].c",
    "b[].d",
    "e",
    "code",
  ]);
});
