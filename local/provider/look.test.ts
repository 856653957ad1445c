import type { Properties } from "../../engine/graph";
import { hold, of, place } from "./testing/talk";

const trust = (Condition?: object) =>
  JSON.stringify({
    Statement: [{ Principal: { Service: "firehose.amazonaws.com" }, Action: "sts:AssumeRole", Condition }],
  });

/** What a refresh is told of a resource, and what AWS was asked for it. */
const cases: {
  title: string;
  type: string;
  id: string;
  inputs?: Properties;
  answer: object;
  asked: string;
  seen: Properties;
}[] = [
  {
    title: "a stream's destination",
    type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    id: "arn:aws:firehose:eu-west-1:000000000000:deliverystream/events",
    answer: {
      DeliveryStreamDescription: {
        DeliveryStreamStatus: "ACTIVE",
        Destinations: [
          {
            ExtendedS3DestinationDescription: {
              RoleARN: "role",
              BucketARN: "bucket",
              BufferingHints: { SizeInMBs: 7, IntervalInSeconds: 300 },
              CompressionFormat: "GZIP",
            },
          },
        ],
      },
    },
    asked: "DescribeDeliveryStreamCommand",
    seen: {
      extendedS3Configuration: {
        ...{ roleArn: "role", bucketArn: "bucket", bufferingSize: 7, bufferingInterval: 300 },
        compressionFormat: "GZIP",
      },
    },
  },
  {
    title: "a queue whose times were shortened on their way here",
    type: "aws:sqs/queue:Queue",
    id: "http://queue",
    inputs: { visibilityTimeoutSeconds: 65, messageRetentionSeconds: 1_000 },
    answer: {
      Attributes: {
        ...{ VisibilityTimeout: "7", MessageRetentionPeriod: "60", DelaySeconds: "0" },
        ReceiveMessageWaitTimeSeconds: "0",
      },
    },
    asked: "GetQueueAttributesCommand",
    seen: { visibilityTimeoutSeconds: 65, messageRetentionSeconds: 60 },
  },
  {
    title: "a queue whose visibility was changed here",
    type: "aws:sqs/queue:Queue",
    id: "http://queue",
    inputs: { visibilityTimeoutSeconds: 65 },
    answer: {
      Attributes: {
        ...{ VisibilityTimeout: "9", MessageRetentionPeriod: "345600", DelaySeconds: "0" },
        ReceiveMessageWaitTimeSeconds: "0",
      },
    },
    asked: "GetQueueAttributesCommand",
    seen: { visibilityTimeoutSeconds: 90 },
  },
  {
    title:
      "a function's memory, timeout, role and variables, of which one was sent otherwise than it was said",
    type: "aws:lambda/function:Function",
    id: "load",
    inputs: { environment: { variables: { TABLE: "events", DATABASE_CA_FILE: "global.pem" } } },
    answer: {
      ...{ State: "Active", LastUpdateStatus: "Successful", Timeout: 6, MemorySize: 3_008, Role: "arn:role" },
      Environment: {
        Variables: { TABLE: "other", DATABASE_CA_FILE: "/ca.pem", AWS_ENDPOINT_URL: "http://eu" },
      },
    },
    asked: "GetFunctionConfigurationCommand",
    seen: {
      ...{ timeout: 6, memorySize: 3_008, role: "arn:role" },
      environment: { variables: { TABLE: "other", DATABASE_CA_FILE: "global.pem" } },
    },
  },
  {
    title: "a bucket's policy in another layout as it was",
    type: "aws:s3/bucketPolicy:BucketPolicy",
    id: "lake",
    inputs: { policy: '{ "Statement": [], "Version": "2012-10-17" }' },
    answer: { Policy: '{"Version":"2012-10-17","Statement":[]}' },
    asked: "GetBucketPolicyCommand",
    seen: { policy: '{ "Statement": [], "Version": "2012-10-17" }' },
  },
  {
    title: "a bucket's policy that says something else",
    type: "aws:s3/bucketPolicy:BucketPolicy",
    id: "lake",
    inputs: { policy: '{"Statement":[]}' },
    answer: { Policy: '{"Statement":[{"Effect":"Allow"}]}' },
    asked: "GetBucketPolicyCommand",
    seen: { policy: '{"Statement":[{"Effect":"Allow"}]}' },
  },
  {
    title: "a replication rule that was switched off",
    type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    id: "undeliverable",
    inputs: {
      role: "arn:role",
      rules: [{ id: "all", status: "Enabled", filter: {}, destination: { bucket: "peer", account: "1" } }],
    },
    answer: {
      ReplicationConfiguration: {
        Role: "arn:role",
        Rules: [
          {
            ...{ ID: "all", Status: "Disabled", Destination: { Bucket: "peer" } },
            DeleteMarkerReplication: { Status: "Enabled" },
          },
        ],
      },
    },
    asked: "GetBucketReplicationCommand",
    seen: {
      role: "arn:role",
      rules: [
        {
          ...{ id: "all", status: "Disabled", filter: {}, destination: { bucket: "peer", account: "1" } },
          deleteMarkerReplication: { status: "Enabled" },
        },
      ],
    },
  },
  {
    title: "a role's trust, sent without what nobody here can judge, as it was",
    type: "aws:iam/role:Role",
    id: "firehose",
    inputs: { assumeRolePolicy: trust({ StringEquals: { "aws:SourceAccount": "000000000000" } }) },
    answer: { Role: { AssumeRolePolicyDocument: encodeURIComponent(trust()) } },
    asked: "GetRoleCommand",
    seen: { assumeRolePolicy: trust({ StringEquals: { "aws:SourceAccount": "000000000000" } }) },
  },
  {
    title: "a role that another service may take",
    type: "aws:iam/role:Role",
    id: "firehose",
    inputs: { assumeRolePolicy: trust(), maxSessionDuration: 3_600 },
    answer: {
      Role: {
        AssumeRolePolicyDocument: encodeURIComponent('{"Statement":[]}'),
        MaxSessionDuration: 7_200,
      },
    },
    asked: "GetRoleCommand",
    seen: { assumeRolePolicy: '{"Statement":[]}', maxSessionDuration: 7_200 },
  },
  {
    title: "a role's policy that was widened",
    type: "aws:iam/rolePolicy:RolePolicy",
    id: "replay:may-put",
    inputs: { role: "replay", policy: '{"Statement":[]}' },
    answer: { PolicyDocument: encodeURIComponent('{"Statement":[{"Action":"*"}]}') },
    asked: "GetRolePolicyCommand",
    seen: { policy: '{"Statement":[{"Action":"*"}]}' },
  },
  {
    title: "a queue's policy",
    type: "aws:sqs/queuePolicy:QueuePolicy",
    id: "http://queue",
    inputs: { policy: '{"Statement":[]}' },
    answer: { Attributes: { Policy: '{ "Statement": [] }' } },
    asked: "GetQueueAttributesCommand",
    seen: { policy: '{"Statement":[]}' },
  },
  {
    title: "a record's TTL, values, role and check",
    type: "aws:route53/record:Record",
    id: "Z1_events.example_CNAME_primary",
    inputs: { zoneId: "Z1", name: "Events.example", type: "CNAME", setIdentifier: "primary" },
    answer: {
      ResourceRecordSets: [
        {
          ...{ Name: "events.example.", Type: "CNAME", SetIdentifier: "primary", TTL: 300 },
          ...{ Failover: "PRIMARY", HealthCheckId: "check", ResourceRecords: [{ Value: "elsewhere." }] },
        },
      ],
    },
    asked: "ListResourceRecordSetsCommand",
    seen: {
      ...{ ttl: 300, records: ["elsewhere."], healthCheckId: "check" },
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
    },
  },
  {
    title: "a health check that was disabled",
    type: "aws:route53/healthCheck:HealthCheck",
    id: "check",
    answer: {
      HealthCheck: {
        HealthCheckConfig: { FullyQualifiedDomainName: "eu.example", Port: 443, Disabled: true },
      },
    },
    asked: "GetHealthCheckCommand",
    seen: { fqdn: "eu.example", port: 443, disabled: true },
  },
  {
    title: "that a bucket is there",
    type: "aws:s3/bucket:Bucket",
    id: "lake",
    answer: {},
    asked: "HeadBucketCommand",
    seen: { bucket: "lake" },
  },
  {
    title: "that versioning was never on",
    type: "aws:s3/bucketVersioning:BucketVersioning",
    id: "lake",
    answer: {},
    asked: "GetBucketVersioningCommand",
    seen: { versioningConfiguration: { status: "Suspended" } },
  },
  {
    title: "a public access block with a hole",
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    id: "lake",
    answer: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false } },
    asked: "GetPublicAccessBlockCommand",
    seen: {
      ...{ blockPublicAcls: true, blockPublicPolicy: false },
      ...{ ignorePublicAcls: false, restrictPublicBuckets: false },
    },
  },
  {
    title: "an alarm's threshold",
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    id: "late",
    answer: {
      MetricAlarms: [{ Threshold: 5, ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 2 }],
    },
    asked: "DescribeAlarmsCommand",
    seen: { threshold: 5, comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 2 },
  },
  {
    title: "whom a group's rule lets in",
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    id: "sgr-1",
    inputs: { securityGroupId: "sg-1" },
    answer: {
      SecurityGroupRules: [
        {
          ...{ SecurityGroupRuleId: "sgr-1", IpProtocol: "tcp", FromPort: 443 },
          ...{ CidrIpv4: "0.0.0.0/0", ReferencedGroupInfo: { GroupId: "sg-2" } },
        },
      ],
    },
    asked: "DescribeSecurityGroupRulesCommand",
    seen: {
      ...{ cidrIpv4: "0.0.0.0/0", fromPort: 443, ipProtocol: "tcp", referencedSecurityGroupId: "sg-2" },
    },
  },
];

test.each(cases)("a refresh sees $title", ({ type, id, inputs = {}, answer, asked, seen }) => {
  const talk = of(type).look?.(id, inputs, place);
  const { commands, result } = hold(talk as NonNullable<typeof talk>, [answer]);
  expect(commands.map(([name]) => name)).toEqual([asked]);
  expect(JSON.parse(JSON.stringify(result))).toEqual(seen);
});

test.each([
  { type: "aws:cloudwatch/metricAlarm:MetricAlarm", inputs: {} },
  {
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    inputs: { securityGroupId: "sg-1" },
  },
  { type: "aws:sqs/queuePolicy:QueuePolicy", inputs: { policy: "{}" } },
  { type: "aws:route53/record:Record", inputs: { zoneId: "Z1", name: "events.example", type: "A" } },
])("$type that is in no list is gone", ({ type, inputs }) => {
  const talk = of(type).look?.("gone", inputs, place);
  expect(() => hold(talk as NonNullable<typeof talk>)).toThrow(/There is no/);
});
