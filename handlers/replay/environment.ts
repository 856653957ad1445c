/** The contract between infra, which fills the environment of `replay`, and `replay`, which reads it. */
import type { CallPatience, FirehosePatience } from "../delivery/budget";
import { type RegionDeliveryVariables, readFirehosePatience, readS3Patience } from "../delivery/environment";
import { VariableReader, type Variables } from "../variables";

/** Every variable that infra must fill; a missing one does not compile there. Patience comes from `regionDeliveryVariables`. */
export interface ReplayVariables extends RegionDeliveryVariables {
  /** The region that the function runs in, whose prefix alone it replays. */
  REGION: string;
  BUILD: string;
  /** The account that owns the bucket: each call names it. */
  ACCOUNT_ID: string;
  STREAM_NAME: string;
  UNDELIVERABLE_BUCKET: string;
  /** Objects that one sweep drains at most; the next one goes on from there. */
  SWEEP_OBJECTS_MAX: string;
}

export interface ReplayEnvironment {
  /** What metrics are told apart by. */
  functionName: string;
  region: string;
  build: string;
  accountId: string;
  streamName: string;
  undeliverableBucket: string;
  sweepObjectsMax: number;
  delivery: { firehose: FirehosePatience; here: CallPatience };
}

/** @throws HF_FUNCTION_ENVIRONMENT with every problem at once. */
export function parseReplayEnvironment(variables: Variables): ReplayEnvironment {
  const read = new VariableReader<ReplayVariables>(variables);
  const environment: ReplayEnvironment = {
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME || "replay", // Lambda's own ("Defined runtime environment variables").
    region: read.text("REGION"),
    build: read.text("BUILD"),
    accountId: read.text("ACCOUNT_ID"),
    streamName: read.text("STREAM_NAME"),
    undeliverableBucket: read.text("UNDELIVERABLE_BUCKET"),
    sweepObjectsMax: read.number("SWEEP_OBJECTS_MAX", { min: 1, whole: true }),
    delivery: { firehose: readFirehosePatience(read), here: readS3Patience(read) },
  };
  read.done("replay");
  return environment;
}

/** What the schedule invokes replay with. */
export const sweepRequest = { sweep: true } as const;
