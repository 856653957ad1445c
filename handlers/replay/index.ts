/** `replay`: only wiring. Made once per execution environment, so that warm calls reuse connections. */
import { environmentCredentials } from "../delivery/aws";
import { drainBudgetMs } from "../delivery/budget";
import { systemClock } from "../delivery/clock";
import { firehoseClient } from "../delivery/firehose-client";
import { toFirehose } from "../delivery/to-firehose";
import { parseReplayEnvironment } from "./environment";
import { type Replay, replay } from "./replay";
import { s3ObjectStore } from "./s3-object-store";

const environment = parseReplayEnvironment(process.env);
const { functionName, region, build, accountId, streamName, undeliverableBucket, delivery } = environment;
const clock = systemClock;
const credentials = environmentCredentials(process.env);
const firehose = firehoseClient({ region, streamName, credentials, patience: delivery.firehose });

const args: Replay = {
  firehose: toFirehose({ firehose, clock, patience: delivery.firehose, random: Math.random }),
  store: s3ObjectStore(
    { region, accountId, credentials, bucket: undeliverableBucket, patience: delivery.here },
    clock,
  ),
  own: { bucket: undeliverableBucket, region },
  functionName,
  region,
  build,
  sweepObjectsMax: environment.sweepObjectsMax,
  drainBudgetMs: drainBudgetMs(delivery),
  now: clock.now,
  log: console.log,
};

export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  replay(event, args, () => context.getRemainingTimeInMillis());
