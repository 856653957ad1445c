/** The contract between infra, which fills the environment of `etl`, and `etl`, which reads it. */
import { VariableReader, type Variables } from "../variables";
import { type DatabaseSettings, type DatabaseVariables, readDatabase } from "../warehouse/environment";
import type { RetryDelay } from "./retry-delay";
import type { EventWindow } from "./staged-event";

/** Every variable that infra must fill; a missing one does not compile there. */
export interface EtlVariables extends DatabaseVariables {
  /** The region that the function runs in. */
  REGION: string;
  BUILD: string;
  /** The account that owns the lake: each call names it. */
  ACCOUNT_ID: string;
  LAKE_BUCKET: string;
  /** The queue of the lake's notifications, whose messages it puts off while the database cannot be reached. */
  QUEUE_URL: string;
  /** Seconds until a message is tried for the second time; twice as many for each time after that. */
  RETRY_BASE_SECONDS: string;
  /** Seconds between two tries at most. */
  RETRY_SECONDS_MAX: string;
  /** Years before its receipt that a client's time may lie; an older one is not believed. */
  PAST_YEARS_MAX: string;
  /** Hours after its receipt that a client's time may lie. */
  FUTURE_HOURS_MAX: string;
  /** Days back that have a partition of their own; older ones share the default one. */
  PARTITION_DAYS: string;
}

export interface EtlEnvironment {
  /** What metrics are told apart by. */
  functionName: string;
  region: string;
  build: string;
  accountId: string;
  lakeBucket: string;
  queueUrl: string;
  retry: RetryDelay;
  window: EventWindow;
  partitionDays: number;
  database: DatabaseSettings;
}

/** @throws HF_FUNCTION_ENVIRONMENT with every problem at once. */
export function parseEtlEnvironment(variables: Variables): EtlEnvironment {
  const read = new VariableReader<EtlVariables>(variables);
  const environment: EtlEnvironment = {
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME || "etl", // Lambda's own ("Defined runtime environment variables").
    region: read.text("REGION"),
    build: read.text("BUILD"),
    accountId: read.text("ACCOUNT_ID"),
    lakeBucket: read.text("LAKE_BUCKET"),
    queueUrl: read.text("QUEUE_URL"),
    retry: {
      baseSeconds: read.number("RETRY_BASE_SECONDS", { min: 0 }),
      secondsMax: read.number("RETRY_SECONDS_MAX", { min: 0 }),
    },
    window: {
      pastYearsMax: read.number("PAST_YEARS_MAX", { min: 0 }),
      futureHoursMax: read.number("FUTURE_HOURS_MAX", { min: 0 }),
    },
    partitionDays: read.number("PARTITION_DAYS", { min: 0, whole: true }),
    database: readDatabase(read),
  };
  read.done("etl");
  return environment;
}
