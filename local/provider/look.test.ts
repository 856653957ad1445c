import type { Properties } from "../../engine/graph";
import { hold, of, place } from "./testing/talk";

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
    title: "a function's memory and timeout",
    type: "aws:lambda/function:Function",
    id: "collect",
    answer: { State: "Active", LastUpdateStatus: "Successful", Timeout: 6, MemorySize: 3_008 },
    asked: "GetFunctionConfigurationCommand",
    seen: { timeout: 6, memorySize: 3_008 },
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
    answer: { SecurityGroupRules: [{ SecurityGroupRuleId: "sgr-1", CidrIpv4: "0.0.0.0/0", FromPort: 443 }] },
    asked: "DescribeSecurityGroupRulesCommand",
    seen: { cidrIpv4: "0.0.0.0/0", fromPort: 443 },
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
])("$type that is in no list is gone", ({ type, inputs }) => {
  const talk = of(type).look?.("gone", inputs, place);
  expect(() => hold(talk as NonNullable<typeof talk>)).toThrow(/There is no/);
});
