import { CreateJobCommand, DescribeJobCommand, S3ControlClient } from "@aws-sdk/client-s3-control";
import { mockClient } from "aws-sdk-client-mock";
import { namesOf } from "../stacks/names";
import { Pair } from "./pair";
import { hasEnded, jobOf, jobState, jobText, startJob } from "./replicate-existing";
import { exampleOutputs } from "./testing/outputs";

const account = "123456789012";
const names = namesOf({ project: "holdfast", environment: "prod", region: "eu-west-1", accountId: account });
const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const control = mockClient(S3ControlClient);
beforeEach(() => control.reset());

test("asks for what no rule has replicated, of this account's bucket, with the stack's role and report", () => {
  expect(jobOf(pair.primary, "undeliverable", "token")).toEqual({
    AccountId: account,
    ClientRequestToken: "token",
    ConfirmationRequired: false,
    Description: "Replicate what undeliverable-eu-west-1 held before its rules, or failed",
    Operation: { S3ReplicateObject: {} },
    ManifestGenerator: {
      S3JobManifestGenerator: {
        ExpectedBucketOwner: account,
        SourceBucket: "arn:aws:s3:::undeliverable-eu-west-1",
        EnableManifestOutput: false,
        Filter: { EligibleForReplication: true, ObjectReplicationStatuses: ["NONE", "FAILED"] },
      },
    },
    Report: {
      Bucket: "arn:aws:s3:::undeliverable-eu-west-1",
      ExpectedBucketOwner: account,
      Enabled: true,
      Format: "Report_CSV_20180820",
      Prefix: "reports/region=eu-west-1",
      ReportScope: "FailedTasksOnly",
    },
    Priority: 10,
    RoleArn: `arn:aws:iam::${account}:role/${names.undeliverableBatchRole}`,
  });
  expect(jobOf(pair.primary, "lake", "token").RoleArn).toMatch(new RegExp(`/${names.lakeBatchRole}$`));
});

test("each start is a job of its own", async () => {
  control.on(CreateJobCommand).resolves({ JobId: "j" });
  expect(await startJob(pair, pair.primary, "lake")).toBe("j");
  await startJob(pair, pair.primary, "lake");
  const tokens = control.commandCalls(CreateJobCommand).map(({ args }) => args[0].input.ClientRequestToken);
  expect(new Set(tokens).size).toBe(2);
});

test.each([
  {
    title: "being prepared",
    job: { Status: "Preparing" as const },
    ended: false,
    text: "b: job j is Preparing; 0 of ? objects replicated, 0 failed",
  },
  {
    title: "at work",
    job: {
      Status: "Active" as const,
      ProgressSummary: { TotalNumberOfTasks: 9, NumberOfTasksSucceeded: 4, NumberOfTasksFailed: 1 },
    },
    ended: false,
    text: "b: job j is Active; 4 of 9 objects replicated, 1 failed",
  },
  {
    title: "complete",
    job: {
      Status: "Complete" as const,
      ProgressSummary: { TotalNumberOfTasks: 9, NumberOfTasksSucceeded: 9, NumberOfTasksFailed: 0 },
    },
    ended: true,
    text: "b: job j is Complete; 9 of 9 objects replicated, 0 failed",
  },
  {
    title: "failed as a whole",
    job: { Status: "Failed" as const, FailureReasons: [{ FailureReason: "The role cannot be assumed." }] },
    ended: true,
    text: "b: job j is Failed; 0 of ? objects replicated, 0 failed: The role cannot be assumed.",
  },
])("tells of a job that is $title", async ({ job, ended, text }) => {
  control.on(DescribeJobCommand, { AccountId: account, JobId: "j" }).resolves({ Job: job });
  const state = await jobState(pair, pair.primary, "j");
  expect(hasEnded(state)).toBe(ended);
  expect(jobText("b", state)).toBe(text);
});

test("a job that S3 does not know is an error that names it", async () => {
  control.on(DescribeJobCommand).resolves({});
  await expect(jobState(pair, pair.primary, "gone")).rejects.toThrow(/gone.*eu-west-1/);
});
