/** How long a message can be on its way before it is dead. Pure: what settings are checked against. */
import { RETENTION_SECONDS, VISIBILITY_FACTOR } from "../infra/parts/message-life";
import type { Settings } from "./settings";

/**
 * A dead letter keeps the age of its message ("Setting-up dead-letter queue retention"), so what the tries take is taken from whoever
 * is to look at it: at least half of the time is theirs.
 */
export const TRYING_SECONDS_MAX = RETENTION_SECONDS / 2;

/** SQS's own age of a queue leaves out what was received more often ("Available CloudWatch metrics for Amazon SQS"). */
const RECEIVES_COUNTED = 3;

/** Seconds after which a message whose every run is killed is in no figure of its queue's age any more. */
export const seenSeconds = ({ timeoutSeconds }: Pick<Settings["etl"], "timeoutSeconds">): number =>
  RECEIVES_COUNTED * VISIBILITY_FACTOR * timeoutSeconds;

/** Seconds from the first try to the last at most. A run that ends without a word is hidden until its queue's own timeout. */
export function tryingSeconds(etl: Settings["etl"]): number {
  const silent = VISIBILITY_FACTOR * etl.timeoutSeconds;
  let seconds = 0;
  let wait = etl.retryBaseSeconds;
  for (let receive = 0; receive < etl.receivesMax; receive += 1) {
    seconds += Math.max(silent, Math.min(wait, etl.retrySecondsMax));
    wait *= 2;
  }
  return seconds;
}
