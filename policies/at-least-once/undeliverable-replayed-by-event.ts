import type { StackGraph } from "../graph";
import { UNKNOWN } from "../graph";
import { mayOverlap } from "../graph/buckets";
import { toldOfObjects } from "../graph/notifications";
import type { Rule } from "../rule";
import { replays } from "./replayers";
import { type Undeliverable, undeliverablesIn } from "./undeliverable";
import { found } from "./verdict";

/** At once, as soon as the stream takes events again. */
export const undeliverableReplayedByEvent: Rule = {
  name: "undeliverable-replayed-by-event",
  demands:
    "Each new object of an undeliverable bucket reaches a function that may read it and write to the stream that it was meant for.",
  why: "S3 tells of new objects through queues, topics, functions and EventBridge (“Amazon S3 Event Notifications”).",
  breaks: "What was refused waits for somebody to look, and is late for everybody who reads the stream.",
  mend: "Notify a queue or a function of s3:ObjectCreated:* under the prefix that the producer writes; let the function read the bucket and write to the stream.",
  meets: ["undeliverable-is-replayed-by-event"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    undeliverablesIn(graph).flatMap((place) =>
      found(place.bucket, {
        applies: place.isOne,
        met: replays(graph, toldBy(graph, place), place, ["s3:GetObject"]),
        wrong: `${place.bucket.name} tells no function of new objects that may read them and write them to their stream: what was refused stays there. Add a notification that reaches one.`,
        unknown: "whether a function that it tells of new objects may replay them",
      }),
    ),
};

/** Without those who hear only of keys that no producer writes. */
const toldBy = (graph: StackGraph, { bucket, prefixes }: Undeliverable) =>
  toldOfObjects(graph, bucket).filter(
    ({ prefix: told }) => told === UNKNOWN || prefixes.some((prefix) => mayOverlap(prefix, told)),
  );
