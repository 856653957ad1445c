/** How many executions of `collect` its routes can hold at once. Pure: what settings are checked against, and documents show. */
import { type FirehosePatience, hangingFirehoseMs, signalAnswerMs } from "../handlers/delivery/budget";
import type { ThrottleArgs } from "../infra/http-to-collector";

/** An answer that asks nothing but the function itself, in milliseconds. */
const OWN_ANSWER_MS = 50;

/** The longest that a request of each route takes while Firehose hangs and S3 in the region works, in milliseconds. */
export const longestMs = (firehose: FirehosePatience): Readonly<Record<keyof ThrottleArgs, number>> => ({
  events: hangingFirehoseMs(firehose),
  pixel: hangingFirehoseMs(firehose),
  canary: hangingFirehoseMs(firehose),
  preflight: OWN_ANSWER_MS,
  health: signalAnswerMs,
  stop: signalAnswerMs,
});

/** What a throttle lets through in any stretch of time, and so what is in flight when each request takes that long: the burst, and the rate for as long. */
export const inFlightMax = (
  { ratePerSecond, burst }: ThrottleArgs[keyof ThrottleArgs],
  milliseconds: number,
): number => burst + Math.ceil((ratePerSecond * milliseconds) / 1_000);

/** All routes flooded at once, at the moment when every execution environment meets a hanging Firehose for the first time. */
export const concurrencyAtPeak = (throttle: ThrottleArgs, firehose: FirehosePatience): number => {
  const longest = longestMs(firehose);
  return (Object.keys(longest) as (keyof ThrottleArgs)[])
    .map((route) => inFlightMax(throttle[route], longest[route]))
    .reduce((sum, inFlight) => sum + inFlight, 0);
};
