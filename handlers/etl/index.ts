/** `etl`: only wiring. Made once per execution environment, so that warm calls reuse the one connection. */
import { environmentCredentials } from "../delivery/aws";
import { systemClock } from "../delivery/clock";
import { connector } from "../warehouse/connect";
import { Warehouse } from "../warehouse/warehouse";
import { parseEtlEnvironment } from "./environment";
import { type Etl, etl } from "./etl";
import { s3Lake } from "./s3-lake";
import { sqsQueue } from "./sqs-queue";

const environment = parseEtlEnvironment(process.env);
const { functionName, region, build, accountId, lakeBucket, queueUrl, partitionDays } = environment;
const credentials = environmentCredentials(process.env);

/** Of S3: nobody waits for a load, so only what hangs is given up. */
const lakePatience = { connectMs: 2_000, requestMs: 20_000 };
/** Of SQS: it is asked when the time may be nearly over. */
const queuePatience = { connectMs: 1_000, requestMs: 2_000 };

const args: Etl = {
  lake: s3Lake({ region, accountId, credentials, bucket: lakeBucket, patience: lakePatience }),
  warehouse: new Warehouse(
    connector(environment.database, { region, applicationName: functionName, credentials }),
    { partitionDays, now: systemClock.now },
  ),
  queue: sqsQueue({ region, credentials, queueUrl, patience: queuePatience }),
  retry: environment.retry,
  window: environment.window,
  bucket: lakeBucket,
  functionName,
  region,
  build,
  clock: systemClock,
  log: console.log,
};

export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  etl(event, args, () => context.getRemainingTimeInMillis());
