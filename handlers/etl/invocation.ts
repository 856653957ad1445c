/** What `etl` can be invoked with: a queue's batch of the lake's notifications, or a person's wish to load an object again. Pure. */
import { HoldfastError } from "../../errors";
import { isJsonObject } from "../event/client-event";
import { type QueueMessage, readQueueBatch, shapeOf } from "../notifications";
import type { LoadCounts } from "../warehouse/lake-object";
import { tombstonePrefix } from "./tombstone";

/** Where events lie in a lake, those of every region. */
export const lakeEventsPrefix = "events/";

/** Load one object of the lake again, as if nobody had. Invoke and wait: the answer is a {@link ReloadAnswer}. */
export interface ReloadRequest {
  reload: { key: string };
}

/** What became of one object. */
export type ReloadAnswer = {
  key: string;
} /** Canaries are counted by themselves: the warehouse never sees them. */ & (
  | ({ outcome: "loaded"; canaries: number } & LoadCounts)
  | { outcome: "loaded-before" }
  /** Of a tombstone: what was deleted. */
  | { outcome: "forgotten"; events: number; sessions: number }
  /** Of a tombstone that is gone, or is none: it stands in `rejected_events`. */
  | { outcome: "set-aside"; problem: string }
);

export type Invocation = { kind: "reload"; key: string } | { kind: "queue"; messages: QueueMessage[] };

/** @throws HF_ETL_EVENT for what is neither: an event source that nobody meant to connect must not be swallowed. */
export function readInvocation(event: unknown, bucket: string): Invocation {
  if (!isJsonObject(event)) throw unknownEvent(event);
  if (isJsonObject(event.reload)) {
    const { key } = event.reload;
    if (typeof key !== "string" || !isOurs(key)) throw unknownEvent(event);
    return { kind: "reload", key };
  }
  const messages = readQueueBatch(event, { bucket, isOurs });
  if (messages === undefined) throw unknownEvent(event);
  return { kind: "queue", messages };
}

const isOurs = (key: string): boolean => key.startsWith(lakeEventsPrefix) || key.startsWith(tombstonePrefix);

const unknownEvent = (event: unknown) => new HoldfastError("HF_ETL_EVENT", { found: shapeOf(event) });
