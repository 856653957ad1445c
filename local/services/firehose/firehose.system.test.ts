import { gunzipSync } from "node:zlib";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  ListTagsForDeliveryStreamCommand,
  PutRecordCommand,
  TagDeliveryStreamCommand,
  UntagDeliveryStreamCommand,
  UpdateDestinationCommand,
} from "@aws-sdk/client-firehose";
import { ACCOUNT_ID, ROOT, until } from "../test-account";
import { arnOf, batchOf, region, TestFirehose } from "./test-firehose";

let firehose: TestFirehose;
beforeAll(async () => {
  firehose = await TestFirehose.start();
}, 120_000);
afterEach(() => firehose.inject({ kind: "none" }));
afterAll(() => firehose?.stop(), 30_000);

test("writes the records of several calls as one gzip object, under its prefix, within the interval", async () => {
  const bucket = await firehose.createStream("whole", 1);
  await firehose.root.send(batchOf("whole", "a", "b"));
  await firehose.root.send(
    new PutRecordCommand({ DeliveryStreamName: "whole", Record: { Data: Buffer.from("c\n") } }),
  );
  const keys = await until(
    () => firehose.account.keys(region, bucket),
    (found) => found.length > 0,
  );
  expect(keys).toHaveLength(1);
  const time = "\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d";
  expect(keys[0]).toMatch(
    new RegExp(`^events/region=eu-west-1/\\d{4}/\\d\\d/\\d\\d/\\d\\d/whole-1-${time}-[0-9a-f-]{36}\\.gz$`),
  );
  expect(gunzipSync(await firehose.account.object(region, bucket, keys[0] as string)).toString()).toBe(
    "a\nb\nc\n",
  );
  await until(firehose.counts, ({ buffered }) => buffered === 0);
}, 30_000);

test("describes, tags, lists, changes and deletes a stream; MiniStack keeps none of it", async () => {
  await firehose.createStream("controlled");
  const name = { DeliveryStreamName: "controlled" };
  await firehose.root.send(
    new TagDeliveryStreamCommand({ ...name, Tags: [{ Key: "a", Value: "1" }, { Key: "b" }] }),
  );
  await firehose.root.send(new UntagDeliveryStreamCommand({ ...name, TagKeys: ["b"] }));
  expect((await firehose.root.send(new ListTagsForDeliveryStreamCommand(name))).Tags).toEqual([
    { Key: "a", Value: "1" },
  ]);
  await firehose.root.send(
    new UpdateDestinationCommand({
      ...name,
      CurrentDeliveryStreamVersionId: "1",
      DestinationId: "destinationId-000000000001",
      ExtendedS3DestinationUpdate: { CompressionFormat: "UNCOMPRESSED" },
    }),
  );
  const { DeliveryStreamDescription } = await firehose.root.send(new DescribeDeliveryStreamCommand(name));
  expect(DeliveryStreamDescription).toMatchObject({
    DeliveryStreamARN: arnOf("controlled"),
    DeliveryStreamStatus: "ACTIVE",
    VersionId: "2",
    CreateTimestamp: expect.any(Date),
    Destinations: [
      {
        ExtendedS3DestinationDescription: {
          CompressionFormat: "UNCOMPRESSED",
          BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 900 },
          S3BackupMode: "Disabled",
        },
      },
    ],
  });
  await expect(firehose.createStream("controlled")).rejects.toThrow(); // Its bucket is there already.
  await firehose.root.send(new DeleteDeliveryStreamCommand(name));
  await expect(firehose.root.send(new DescribeDeliveryStreamCommand(name))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `Firehose controlled under account ${ACCOUNT_ID} not found.`,
    $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
  });
  const ministack = new FirehoseClient({ region, endpoint: firehose.account.url, credentials: ROOT });
  const { DeliveryStreamNames } = await ministack.send(new ListDeliveryStreamsCommand({}));
  ministack.destroy();
  expect(DeliveryStreamNames).toEqual([]);
}, 30_000);

test("answers as IAM judges the caller, naming the resource", async () => {
  await firehose.createStream("guarded");
  const callerArn = await firehose.account.createRole("caller", "lambda.amazonaws.com");
  await firehose.account.allow("caller", [{ action: ["firehose:PutRecord"], resource: [arnOf("guarded")] }]);
  const caller = firehose.clientOf(await firehose.account.sessionOf(callerArn));
  await expect(caller.send(batchOf("guarded", "a"))).rejects.toMatchObject({
    name: "AccessDeniedException",
    $metadata: { httpStatusCode: 400 },
    message:
      `User: arn:aws:sts::${ACCOUNT_ID}:assumed-role/caller/test is not authorized to perform: ` +
      `firehose:PutRecordBatch on resource: ${arnOf("guarded")} because no identity-based policy allows ` +
      "the firehose:PutRecordBatch action",
  });
  await firehose.account.allow("caller", [
    { action: ["firehose:PutRecordBatch"], resource: [arnOf("guarded")] },
  ]);
  const put = () =>
    caller.send(batchOf("guarded", "a")).then(
      (answer) => answer.FailedPutCount,
      () => -1,
    );
  await until(put, (failed) => failed === 0); // A verdict is kept for a second.
  const stranger = firehose.clientOf({
    ...(await firehose.account.sessionOf(callerArn)),
    secretAccessKey: "wrong",
  });
  await expect(stranger.send(batchOf("guarded", "a"))).rejects.toMatchObject({
    name: "InvalidSignatureException",
  });
}, 30_000);

test("refuses a role that does not trust Firehose", async () => {
  const RoleARN = await firehose.account.createRole("for-lambda", "lambda.amazonaws.com");
  const command = new CreateDeliveryStreamCommand({
    DeliveryStreamName: "untrusted",
    ExtendedS3DestinationConfiguration: { RoleARN, BucketARN: "arn:aws:s3:::lake-untrusted" },
  });
  await expect(firehose.root.send(command)).rejects.toMatchObject({
    name: "InvalidArgumentException",
    message: `Firehose is unable to assume role ${RoleARN}. Please check the role provided.`,
  });
});

test.each([
  { title: "an unknown stream", command: batchOf("nobody", "a"), name: "ResourceNotFoundException" },
  {
    title: "501 records",
    command: batchOf("limits", ...Array<string>(501).fill("a")),
    name: "ValidationException",
  },
  {
    title: "a record over 1,000 KiB",
    command: batchOf("limits", "x".repeat(1_024_000)),
    name: "ValidationException",
  },
  {
    title: "a request over 4 MiB",
    command: batchOf("limits", ...Array<string>(5).fill("x".repeat(1_000_000))),
    name: "InvalidArgumentException",
  },
])("refuses $title", async ({ command, name }) => {
  if (!(await firehose.root.send(new ListDeliveryStreamsCommand({}))).DeliveryStreamNames?.includes("limits"))
    await firehose.createStream("limits");
  await expect(firehose.root.send(command)).rejects.toMatchObject({ name });
});

test("refuses records beyond the quota one by one, and keeps the others", async () => {
  const bucket = await firehose.createStream("quota");
  // The MiB fill 5 MiB, a second's worth, faster than it refills.
  const megabyte = "x".repeat(1_000_000);
  const puts = await Promise.all(
    Array.from({ length: 4 }, () =>
      firehose.root.send(batchOf("quota", megabyte, megabyte, megabyte, megabyte)),
    ),
  );
  const answers = puts.flatMap(({ RequestResponses = [] }) => RequestResponses);
  const refused = answers.filter(({ ErrorCode }) => ErrorCode === "ServiceUnavailableException");
  expect(refused.length).toBeGreaterThan(0);
  expect(puts.reduce((sum, { FailedPutCount = 0 }) => sum + FailedPutCount, 0)).toBe(refused.length);
  await firehose.flush();
  expect(await firehose.landed(bucket)).toHaveLength(16 - refused.length);
}, 30_000);

test("a role too narrow shows in the stream's log and as delivery errors, and delivery goes on once it is widened", async () => {
  await firehose.account.createBucket(region, "elsewhere");
  const RoleARN = await firehose.account.createRole("narrow", "firehose.amazonaws.com");
  const logging = [{ action: ["logs:PutLogEvents"], resource: ["*"] }];
  await firehose.account.allow("narrow", logging);
  const logs = new CloudWatchLogsClient({ region, endpoint: firehose.account.url, credentials: ROOT });
  const log = { logGroupName: "firehose", logStreamName: "narrow" };
  await logs.send(new CreateLogGroupCommand(log));
  await logs.send(new CreateLogStreamCommand(log));
  await firehose.root.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: "narrow",
      ExtendedS3DestinationConfiguration: {
        RoleARN,
        BucketARN: "arn:aws:s3:::elsewhere",
        CompressionFormat: "GZIP",
        CloudWatchLoggingOptions: { Enabled: true, LogGroupName: "firehose", LogStreamName: "narrow" },
      },
    }),
  );
  const before = (await firehose.counts()).deliveryErrors;
  await firehose.root.send(batchOf("narrow", "patient"));
  const after = await firehose.flush();
  expect(after.deliveryErrors).toBeGreaterThan(before);
  expect(after.lastErrors.narrow).toContain("not authorized to perform: s3:PutObject");
  const { events = [] } = await until(
    () => logs.send(new GetLogEventsCommand(log)),
    (found) => (found.events ?? []).length > 0,
  );
  logs.destroy();
  expect(JSON.parse(events[0]?.message ?? "")).toMatchObject({
    deliveryStreamARN: arnOf("narrow"),
    errorCode: "S3.AccessDenied",
  });
  await firehose.account.allow("narrow", [
    { action: ["s3:PutObject"], resource: ["arn:aws:s3:::elsewhere/*"] },
  ]);
  expect(
    await until(
      () => firehose.landed("elsewhere"),
      (lines) => lines.length > 0,
    ),
  ).toEqual(["patient"]);
}, 30_000);

test("what was acknowledged survives SIGKILL, once", async () => {
  const bucket = await firehose.createStream("survivor");
  const sent = Array.from({ length: 50 }, (_, index) => `record-${index}`);
  await firehose.inject({ kind: "delivery-blocked" });
  await firehose.root.send(batchOf("survivor", ...sent.slice(0, 25)));
  await firehose.flush(); // These are closed, waiting for delivery; the others still in the open buffer.
  await firehose.root.send(batchOf("survivor", ...sent.slice(25)));
  await firehose.killAndRestart();
  await firehose.flush();
  expect(
    await until(
      () => firehose.landed(bucket),
      (lines) => lines.length >= 50,
    ),
  ).toEqual(sent.sort());
}, 30_000);
