import { reachedByClock } from "../graph/reach";
import type { Rule } from "../rule";
import { replays } from "./replayers";
import { undeliverablesIn } from "./undeliverable";
import { found } from "./verdict";

/** Notifications come at least once, but have not come at all for hours. */
export const undeliverableReplayedBySchedule: Rule = {
  name: "undeliverable-replayed-by-schedule",
  demands:
    "A schedule calls a function that may list and read an undeliverable bucket and write to the stream that its objects were meant for.",
  why: "A notification that fails for good is not sent again, and S3's events were among what failed in us-east-1 on 30 July 2024 (“Summary of the Amazon Kinesis Data Streams Service Event in Northern Virginia”).",
  breaks: "An object whose notification was lost stays undelivered for ever.",
  mend: "Call the replaying function by EventBridge Scheduler every few minutes, and let it take whatever is left.",
  meets: ["undeliverable-is-replayed-by-schedule"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const called = reachedByClock(graph);
    return undeliverablesIn(graph).flatMap((place) =>
      found(place.bucket, {
        applies: place.isOne,
        met: replays(graph, called, place, ["s3:ListBucket", "s3:GetObject"]),
        wrong: `${place.bucket.name} is swept by no schedule: an object whose notification was lost stays undelivered. Call a function by EventBridge Scheduler that may list and read it and write to the stream.`,
        unknown: "whether a function that a schedule calls may replay its objects",
      }),
    );
  },
};
