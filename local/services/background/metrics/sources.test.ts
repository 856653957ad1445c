import {
  databaseData,
  firehoseData,
  healthData,
  queueAgeData,
  queueData,
  replicationData,
  ruleKey,
} from "./sources";

const flip = (id: string, to: "healthy" | "unhealthy") =>
  ({ at: "2026-01-01T00:00:00.000Z", kind: "health", id, from: "healthy", to }) as const;

test("a check's status is its last flip, or what a new check starts with; in us-east-1, whatever it checks", () => {
  const checks = [
    { id: "flipped", inverted: false },
    { id: "back", inverted: false },
    { id: "new", inverted: false },
    { id: "new-inverted", inverted: true },
  ];
  const timeline = [flip("flipped", "unhealthy"), flip("back", "unhealthy"), flip("back", "healthy")];
  const data = healthData(checks, timeline);
  expect(data.map(({ dimensions, value }) => [dimensions.HealthCheckId, value])).toEqual([
    ["flipped", 0],
    ["back", 1],
    ["new", 1],
    ["new-inverted", 0],
  ]);
  expect(new Set(data.map(({ region, namespace, name }) => `${region} ${namespace} ${name}`))).toEqual(
    new Set(["us-east-1 AWS/Route53 HealthCheckStatus"]),
  );
});

test("a queue's depth is told under its name", () => {
  expect(queueData("eu-west-1", "h-dead-letters", 2)).toEqual({
    region: "eu-west-1",
    namespace: "AWS/SQS",
    name: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: "h-dead-letters" },
    value: 2,
    unit: "Count",
  });
});

const NOW = 1_000_000;
const message = (ageSeconds: number, ReceiveCount = 0) => ({
  SentTimestamp: NOW / 1_000 - ageSeconds,
  ReceiveCount,
});
test.each([
  { title: "an empty queue is of no age", messages: [], is: 0 },
  {
    title: "a queue is as old as its oldest message, in the run's time",
    messages: [2, 7, 3].map((age) => message(age)),
    is: 70,
  },
  { title: "what was received three times counts", messages: [message(7, 3)], is: 70 },
  { title: "what was received more often does not", messages: [message(7, 4), message(2, 1)], is: 20 },
])("$title", ({ messages, is }) => {
  expect(queueAgeData("eu-west-1", "h-etl", messages, NOW, 10)).toEqual({
    region: "eu-west-1",
    namespace: "AWS/SQS",
    name: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: "h-etl" },
    value: is,
    unit: "Seconds",
  });
});

test("a database's free storage is told under its identifier", () => {
  expect(databaseData("eu-west-1", "h-warehouse", 5)).toMatchObject({
    namespace: "AWS/RDS",
    name: "FreeStorageSpace",
    dimensions: { DBInstanceIdentifier: "h-warehouse" },
    value: 5,
    unit: "Bytes",
  });
});

test.each([
  { title: "within its buffer, an age is real", age: 4, is: [4] },
  { title: "beyond it, in the run's time", age: 7, is: [5 + 2 * 10] },
  { title: "an empty stream tells nothing", age: 0, is: [] },
])("$title", ({ age, is }) => {
  const streams = { "h-events": { oldestBufferedSeconds: age, bufferSeconds: 5 } };
  expect(firehoseData("eu-west-1", streams, 10).map(({ value }) => value)).toEqual(is);
});

describe("a replication rule", () => {
  const rule = {
    rule: "events",
    source: { bucket: "here", region: "eu-west-1" },
    destination: { bucket: "there", region: "us-west-2" },
    pending: 0,
    oldestPendingSeconds: 0,
    failures: 0,
  };
  const told = (changed: Partial<typeof rule>, before = 0) => {
    const now = { ...rule, ...changed };
    return replicationData([now], new Map([[ruleKey(now), before]]), 10).map(
      ({ region, name, value }) => `${region} ${name} ${value}`,
    );
  };

  test.each([
    {
      title: "that is done has nothing pending",
      changed: {},
      is: ["us-west-2 OperationsPendingReplication 0"],
    },
    {
      title: "that trails is told where it arrives, in the run's time",
      changed: { pending: 2, oldestPendingSeconds: 3 },
      is: ["us-west-2 OperationsPendingReplication 2", "us-west-2 ReplicationLatency 30"],
    },
    {
      title: "that fails is told where it starts, by what is new",
      changed: { failures: 5 },
      before: 3,
      is: ["us-west-2 OperationsPendingReplication 0", "eu-west-1 OperationsFailedReplication 2"],
    },
  ])("$title", ({ changed, before, is }) => expect(told(changed, before)).toEqual(is));
});
