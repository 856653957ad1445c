import * as aws from "@pulumi/aws";
import { LakeToQueue } from "./lake-to-queue";
import { notifyQueuePolicy } from "./parts/queue";
import { ACCOUNT, named, type Registered, record } from "./testing/record";

let resources: Registered[];
beforeAll(async () => {
  resources = await record(
    () =>
      new LakeToQueue("load", {
        queueName: "h-etl",
        deadLetterQueueName: "h-etl-dead-letters",
        timeoutSeconds: 300,
        receivesMax: 50,
        accountId: ACCOUNT,
        lake: new aws.s3.Bucket("lake", { bucket: "lake" }),
      }),
  );
});

test("hears of each new object of events and of visitors to forget, once the queue may be told", () => {
  const told = { queueArn: "arn:load-queue", events: ["s3:ObjectCreated:*"] };
  expect(named(resources, "load-notification").inputs).toEqual({
    bucket: "lake",
    queues: [
      { ...told, id: "events", filterPrefix: "events/" },
      { ...told, id: "forgotten", filterPrefix: "forgotten/" },
    ],
  });
  expect(named(resources, "load-notification").dependsOn).toEqual(["load-may-notify"]);
  expect(named(resources, "load-may-notify").inputs).toEqual({
    queueUrl: "https://queue/load-queue",
    policy: notifyQueuePolicy("arn:load-queue", "arn:aws:s3:::lake", ACCOUNT),
  });
});

test("keeps what waits for a fortnight, and gives an object up after fifty receives", () => {
  const { redrivePolicy, ...queue } = named(resources, "load-queue").inputs;
  expect(queue).toEqual({
    name: "h-etl",
    messageRetentionSeconds: 1_209_600,
    sqsManagedSseEnabled: true,
    visibilityTimeoutSeconds: 1_800,
  });
  expect(JSON.parse(String(redrivePolicy))).toEqual({
    deadLetterTargetArn: "arn:load-dead-letters",
    maxReceiveCount: 50,
  });
  expect(named(resources, "load-dead-letters").inputs).toMatchObject({ name: "h-etl-dead-letters" });
});

test("stays when the stack goes: nothing else knows what was not loaded", () => {
  const own = resources.filter(({ name }) => name.startsWith("load"));
  expect(own.filter(({ protect }) => !protect)).toEqual([]);
  expect(own).toHaveLength(5);
});
