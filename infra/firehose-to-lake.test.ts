import { deliverToLakePolicy, deliveryTrust, FirehoseToLake } from "./firehose-to-lake";
import { ACCOUNT, named, type Registered, record } from "./testing/record";

let resources: Registered[];
beforeAll(async () => {
  resources = await record(
    () =>
      new FirehoseToLake("step", {
        streamName: "h-events",
        roleName: "h-delivery",
        accountId: ACCOUNT,
        region: "eu-west-1",
        lakeArn: "arn:lake",
        bufferSeconds: 600,
        bufferMebibytes: 128,
        logDays: 30,
      }),
  );
});

test("the stream packs events under its region, errors by their kind, and logs what it cannot deliver", () => {
  expect(named(resources, "step-stream").inputs).toEqual({
    name: "h-events",
    destination: "extended_s3",
    serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
    extendedS3Configuration: {
      roleArn: "arn:step-role",
      bucketArn: "arn:lake",
      prefix: "events/region=eu-west-1/!{timestamp:yyyy/MM/dd/HH}/",
      errorOutputPrefix: "errors/region=eu-west-1/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/",
      customTimeZone: "UTC",
      bufferingInterval: 600,
      bufferingSize: 128,
      compressionFormat: "GZIP",
      cloudwatchLoggingOptions: {
        enabled: true,
        logGroupName: "/aws/kinesisfirehose/h-events",
        logStreamName: "delivery-errors",
      },
    },
  });
});

test("the stream comes after its rights", () => {
  expect(named(resources, "step-stream").dependsOn).toEqual(["step-deliver"]);
  expect(named(resources, "step-deliver").inputs).toEqual({
    name: "deliver-to-lake",
    role: "h-delivery",
    policy: deliverToLakePolicy("arn:lake", "eu-west-1", "arn:step-logs", "delivery-errors"),
  });
  expect(named(resources, "step-role").inputs).toEqual({
    name: "h-delivery",
    assumeRolePolicy: deliveryTrust(ACCOUNT),
  });
  expect(named(resources, "step-logs").inputs).toEqual({
    name: "/aws/kinesisfirehose/h-events",
    retentionInDays: 30,
  });
  expect(resources).toHaveLength(6);
});

test("delivery writes under this region's prefixes of the lake, and its own error log", () => {
  expect(JSON.parse(deliverToLakePolicy("arn:lake", "eu-west-1", "arn:logs", "errors")).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: ["arn:lake"],
    },
    {
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      Resource: ["arn:lake/events/region=eu-west-1/*", "arn:lake/errors/region=eu-west-1/*"],
    },
    { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: ["arn:logs:log-stream:errors"] },
  ]);
});

test("is assumed by Firehose with this account as its external id", () => {
  expect(JSON.parse(deliveryTrust("1")).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "firehose.amazonaws.com" },
      Action: ["sts:AssumeRole"],
      Condition: { StringEquals: { "sts:ExternalId": "1" } },
    },
  ]);
});
