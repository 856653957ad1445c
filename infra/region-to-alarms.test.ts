import { RegionToAlarms } from "./region-to-alarms";
import { ACCOUNT, named, type Registered, record } from "./testing/record";
import { alarmsArgs } from "./testing/watched";

const registered = (region: string, emails: string[] = [], edgeCertificateArn?: string) =>
  record(
    () =>
      new RegionToAlarms("watch", {
        ...alarmsArgs,
        edgeCertificateArn,
        region,
        accountId: ACCOUNT,
        namePrefix: "h-",
        topicName: "h-alarms",
        flipTopicName: "h-health-flips",
        emails,
        runbooks: "https://code.example/runbooks",
      }),
  );

let resources: Registered[];
beforeAll(async () => {
  resources = await registered("eu-west-1", ["on-call@example.com"]);
});

test("an alarm tells its region's topic that it is red, and that it is over, and where to read on", () => {
  expect(named(resources, "watch-not-durable").inputs).toEqual({
    name: "h-not-durable",
    alarmDescription:
      "Events were answered 503: neither Firehose nor S3, here or in the peer region, kept them. Runbook: https://code.example/runbooks/not-durable.md",
    namespace: "Holdfast",
    metricName: "EventsNotDurable",
    dimensions: { FunctionName: "h-collect" },
    statistic: "Sum",
    period: 60,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    treatMissingData: "notBreaching",
    alarmActions: ["arn:topic:h-alarms"],
    okActions: ["arn:topic:h-alarms"],
    region: "eu-west-1",
  });
});

test("the flip is watched and told in us-east-1, and so is its silence", () => {
  const { inputs } = named(resources, "watch-health-flip");
  expect(inputs).toMatchObject({
    region: "us-east-1",
    alarmActions: ["arn:topic:h-health-flips"],
    okActions: ["arn:topic:h-health-flips"],
    insufficientDataActions: ["arn:topic:h-health-flips"],
  });
  expect(named(resources, "watch-flip-topic-topic").inputs).toEqual({
    name: "h-health-flips",
    region: "us-east-1",
  });
});

test("an edge's certificate is watched where CloudFront takes it from; without an edge there is none", async () => {
  const { inputs } = named(await registered("eu-west-1", [], "arn:edge"), "watch-edge-certificate-expiry");
  expect(inputs).toMatchObject({
    alarmDescription:
      "The edge's certificate ends in less than 30 days, and ACM has not renewed it. Runbook: https://code.example/runbooks/certificate-expiry.md",
    region: "us-east-1",
    dimensions: { CertificateArn: "arn:edge" },
    alarmActions: ["arn:topic:h-health-flips"],
  });
  expect(resources.map(({ name }) => name)).not.toContain("watch-edge-certificate-expiry");
});

test("no alarm tells a topic of another region", () => {
  const regionOf = new Map(
    resources
      .filter(({ type }) => type === "aws:sns/topic:Topic")
      .map(({ inputs }) => [`arn:topic:${inputs.name}`, inputs.region]),
  );
  for (const { inputs, type } of resources)
    if (type === "aws:cloudwatch/metricAlarm:MetricAlarm")
      expect((inputs.alarmActions as string[]).map((arn) => regionOf.get(arn))).toEqual([inputs.region]);
});

test("a region that is us-east-1 itself has two topics all the same", async () => {
  const there = await registered("us-east-1");
  const topics = there.filter(({ type }) => type === "aws:sns/topic:Topic");
  expect(topics.map(({ inputs }) => `${inputs.region} ${inputs.name}`).sort()).toEqual([
    "us-east-1 h-alarms",
    "us-east-1 h-health-flips",
  ]);
});

test("only CloudWatch may publish, for alarms of this account and name", () => {
  const policies = ["watch-topic-may-publish", "watch-flip-topic-may-publish"].map((name) =>
    JSON.parse(named(resources, name).inputs.policy as string),
  );
  expect(policies.map(({ Statement }) => Statement)).toEqual(
    [
      ["eu-west-1", "h-alarms"],
      ["us-east-1", "h-health-flips"],
    ].map(([region, topic]) => [
      {
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: [`arn:topic:${topic}`],
        Condition: {
          ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${ACCOUNT}:alarm:h-*` },
          StringEquals: { "aws:SourceAccount": ACCOUNT },
        },
      },
    ]),
  );
});

test("each address is subscribed to both topics", () => {
  const subscriptions = resources.filter(
    ({ type }) => type === "aws:sns/topicSubscription:TopicSubscription",
  );
  expect(subscriptions.map(({ inputs }) => inputs)).toEqual([
    {
      topic: "arn:topic:h-alarms",
      protocol: "email",
      endpoint: "on-call@example.com",
      region: "eu-west-1",
    },
    {
      topic: "arn:topic:h-health-flips",
      protocol: "email",
      endpoint: "on-call@example.com",
      region: "us-east-1",
    },
  ]);
});
