/** A stack in which nothing is lost: a producer, its stream, two undeliverable buckets, and what replays, watches and calls.
 *  Specs change one thing of it and say what is found. */
import type { GraphResource, Properties } from "../../../engine/graph";
import { type ResourceOptions, resource, stackOf } from "../../testing/stack";

export const TYPES = {
  fn: "aws:lambda/function:Function",
  role: "aws:iam/role:Role",
  policy: "aws:iam/rolePolicy:RolePolicy",
  bucket: "aws:s3/bucket:Bucket",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  replication: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  notification: "aws:s3/bucketNotification:BucketNotification",
  delivery: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  stream: "aws:kinesis/stream:Stream",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  invokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  permission: "aws:lambda/permission:Permission",
  url: "aws:lambda/functionUrl:FunctionUrl",
  schedule: "aws:scheduler/schedule:Schedule",
  eventRule: "aws:cloudwatch/eventRule:EventRule",
  eventTarget: "aws:cloudwatch/eventTarget:EventTarget",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
} as const;

interface Part {
  readonly type: string;
  readonly name: string;
  readonly props: Properties;
  readonly options?: ResourceOptions;
}

export const allow = (action: string | readonly string[], ...resources: readonly string[]): object => ({
  Effect: "Allow",
  Action: action,
  Resource: resources,
});
export const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:123456789012:${name}`;
export const ARNS = {
  events: arn("firehose", "deliverystream/events"),
  queue: arn("sqs", "again"),
  dead: arn("sqs", "dead"),
  take: arn("lambda", "function:take"),
  replay: arn("lambda", "function:replay"),
} as const;

const role = (name: string, ...statements: readonly object[]): Part[] => [
  { type: TYPES.role, name: `${name}-role`, props: { name: `${name}-role` } },
  {
    type: TYPES.policy,
    name: `${name}-may`,
    props: { role: `${name}-role`, policy: policyOf(...statements) },
  },
];

const fn = (name: string, props: Properties): Part => ({
  type: TYPES.fn,
  name,
  props: { name, role: arn("iam", `${name}-role`), arn: arn("lambda", `function:${name}`), ...props },
});

const PARTS: readonly Part[] = [
  {
    type: TYPES.delivery,
    name: "events",
    props: { name: "events", arn: ARNS.events, extendedS3Configuration: {} },
  },
  {
    type: TYPES.bucket,
    name: "kept",
    props: { bucket: "kept-eu-west-1", arn: "arn:aws:s3:::kept-eu-west-1" },
  },
  {
    type: TYPES.versioning,
    name: "kept-versions",
    props: { bucket: "kept-eu-west-1", versioningConfiguration: { status: "Enabled" } },
  },
  ...role(
    "take",
    allow(["firehose:PutRecordBatch"], ARNS.events),
    allow("s3:PutObject", "arn:aws:s3:::kept-eu-west-1/refused/*", "arn:aws:s3:::kept-us-west-2/refused/*"),
  ),
  fn("take", {
    environment: { variables: { STREAM: "events", KEPT: "kept-eu-west-1", KEPT_FAR: "kept-us-west-2" } },
  }),
  { type: TYPES.url, name: "front", props: { functionName: "take" } },
  ...role(
    "replay",
    allow("firehose:PutRecordBatch", ARNS.events),
    allow(["s3:GetObject", "s3:DeleteObject"], "arn:aws:s3:::kept-eu-west-1/*"),
    allow("s3:ListBucket", "arn:aws:s3:::kept-eu-west-1"),
    allow("sqs:ReceiveMessage", ARNS.queue),
  ),
  fn("replay", { timeout: 60 }),
  { type: TYPES.queue, name: "dead", props: { name: "dead", arn: ARNS.dead, url: "https://sqs/dead" } },
  {
    type: TYPES.queue,
    name: "again",
    props: {
      name: "again",
      arn: ARNS.queue,
      url: "https://sqs/again",
      visibilityTimeoutSeconds: 360,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: ARNS.dead, maxReceiveCount: 5 }),
    },
  },
  {
    type: TYPES.queuePolicy,
    name: "again-let-in",
    props: {
      queueUrl: "https://sqs/again",
      policy: policyOf({
        ...allow("sqs:SendMessage", ARNS.queue),
        Principal: { Service: "s3.amazonaws.com" },
      }),
    },
  },
  {
    type: TYPES.notification,
    name: "kept-told",
    props: {
      bucket: "kept-eu-west-1",
      queues: [{ queueArn: ARNS.queue, events: ["s3:ObjectCreated:*"], filterPrefix: "refused/" }],
    },
  },
  {
    type: TYPES.mapping,
    name: "again-read",
    props: {
      eventSourceArn: ARNS.queue,
      functionName: "replay",
      functionResponseTypes: ["ReportBatchItemFailures"],
    },
  },
  ...role("clock", allow("lambda:InvokeFunction", ARNS.replay)),
  {
    type: TYPES.schedule,
    name: "sweep",
    props: {
      scheduleExpression: "rate(5 minutes)",
      target: { arn: ARNS.replay, roleArn: arn("iam", "clock-role") },
    },
  },
  {
    type: TYPES.invokeConfig,
    name: "replay-failures",
    props: { functionName: "replay", destinationConfig: { onFailure: { destination: ARNS.dead } } },
  },
  {
    type: TYPES.alarm,
    name: "old",
    props: {
      namespace: "Shop",
      metricName: "OldestRefusedSeconds",
      dimensions: { service: "replay" },
      comparisonOperator: "GreaterThanThreshold",
      threshold: 3600,
    },
  },
];

export interface Changes {
  /** Properties that are other than in the sound stack, by name; undefined takes one away. */
  readonly set?: Readonly<Record<string, Properties>>;
  readonly options?: Readonly<Record<string, ResourceOptions>>;
  /** By name. */
  readonly drop?: readonly string[];
  readonly add?: readonly GraphResource[];
}

/** The sound stack with these changes. */
export const loop = (changes: Changes = {}) => stackOf(...loopResources(changes));

export function loopResources({
  set = {},
  options = {},
  drop = [],
  add = [],
}: Changes = {}): GraphResource[] {
  const known = new Set(PARTS.map(({ name }) => name));
  for (const name of [...Object.keys(set), ...Object.keys(options), ...drop])
    if (!known.has(name)) throw new Error(`${name} is not in the sound stack.`);
  const made = new Map<string, GraphResource>();
  for (const { type, name, props } of PARTS) {
    if (drop.includes(name)) continue;
    const all = Object.fromEntries(
      Object.entries({ ...props, ...set[name] }).filter(([, value]) => value !== undefined),
    );
    made.set(name, resource(type, name, all, options[name]));
  }
  return [...made.values(), ...add];
}
