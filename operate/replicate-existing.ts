/** Replication of what was in a bucket before its rules, or failed: a job of S3 Batch Operations ("Replicating existing objects with Batch Replication"). */
import { randomUUID } from "node:crypto";
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  type JobStatus,
} from "@aws-sdk/client-s3-control";
import { HoldfastError } from "../errors";
import { batchRoleOf } from "../stacks/names";
import type { Pair, RegionOutputs } from "./pair";

export type DataBucket = "lake" | "undeliverable";

/** A job as S3 tells of it ("JobDescriptor", "JobProgressSummary"). */
export interface JobState {
  readonly id: string;
  readonly status: JobStatus | undefined;
  /** Objects; unknown until S3 has listed the bucket. */
  readonly total: number | undefined;
  readonly succeeded: number;
  readonly failed: number;
  /** Why the job as a whole failed. */
  readonly reasons: readonly string[];
}

/** Of a job that changes no more ("Job statuses"). */
const ENDED: readonly (JobStatus | undefined)[] = ["Complete", "Failed", "Cancelled"];
export const hasEnded = ({ status }: JobState): boolean => ENDED.includes(status);

export const bucketName = ({ lakeBucket, undeliverableBucket }: RegionOutputs, bucket: DataBucket): string =>
  ({ lake: lakeBucket, undeliverable: undeliverableBucket })[bucket];

/** Where the bucket's completion reports lie; S3 adds `/job-<id>/` ("JobReport"). The stack's role may write there alone. */
export const reportPrefix = (region: string): string => `reports/region=${region}`;

/**
 * What no rule has replicated yet: written before there was one, or failed. What is pending S3 brings over itself, and a replica
 * is not replicated again.
 */
export function jobOf(at: RegionOutputs, bucket: DataBucket, token: string): CreateJobCommandInput {
  const { accountId, region, namePrefix } = at;
  const arn = `arn:aws:s3:::${bucketName(at, bucket)}`;
  return {
    AccountId: accountId,
    ClientRequestToken: token,
    ConfirmationRequired: false,
    Description: `Replicate what ${bucketName(at, bucket)} held before its rules, or failed`,
    Operation: { S3ReplicateObject: {} },
    ManifestGenerator: {
      S3JobManifestGenerator: {
        ExpectedBucketOwner: accountId,
        SourceBucket: arn,
        EnableManifestOutput: false,
        Filter: { EligibleForReplication: true, ObjectReplicationStatuses: ["NONE", "FAILED"] },
      },
    },
    Report: {
      Bucket: arn,
      ExpectedBucketOwner: accountId,
      Enabled: true,
      Format: "Report_CSV_20180820",
      Prefix: reportPrefix(region),
      ReportScope: "FailedTasksOnly",
    },
    Priority: 10,
    RoleArn: `arn:aws:iam::${accountId}:role/${batchRoleOf(namePrefix, bucket)}`,
  };
}

/** Starts the job; its id. S3 makes one job of one token, however often the call is retried ("CreateJob"). */
export async function startJob(pair: Pair, at: RegionOutputs, bucket: DataBucket): Promise<string> {
  const command = new CreateJobCommand(jobOf(at, bucket, randomUUID()));
  const { JobId } = await pair.clients.s3Control(at.region).send(command);
  return JobId as string;
}

/** @throws HF_REPLICATE_JOB when S3 knows no such job. */
export async function jobState(
  pair: Pair,
  { accountId, region }: RegionOutputs,
  id: string,
): Promise<JobState> {
  const command = new DescribeJobCommand({ AccountId: accountId, JobId: id });
  const { Job } = await pair.clients.s3Control(region).send(command);
  if (Job === undefined) throw new HoldfastError("HF_REPLICATE_JOB", { id, region });
  const {
    TotalNumberOfTasks,
    NumberOfTasksSucceeded = 0,
    NumberOfTasksFailed = 0,
  } = Job.ProgressSummary ?? {};
  return {
    id,
    status: Job.Status,
    total: TotalNumberOfTasks,
    succeeded: NumberOfTasksSucceeded,
    failed: NumberOfTasksFailed,
    reasons: (Job.FailureReasons ?? []).map(
      ({ FailureReason, FailureCode }) => FailureReason ?? FailureCode ?? "",
    ),
  };
}

/** One line of what a job does, for whoever waits for it. */
export const jobText = (
  bucket: string,
  { id, status, total, succeeded, failed, reasons }: JobState,
): string =>
  `${bucket}: job ${id} is ${status}; ${succeeded} of ${total ?? "?"} objects replicated, ${failed} failed${reasons.length > 0 ? `: ${reasons.join("; ")}` : ""}`;
