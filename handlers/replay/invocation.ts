/** What replay can be invoked with: a queue's batch of S3 notifications, or the schedule's sweep. Pure. */
import { HoldfastError } from "../../errors";
import { undeliverablePrefix } from "../delivery/undeliverable-object";
import { isJsonObject } from "../event/client-event";
import { type QueueMessage, readQueueBatch, shapeOf } from "../notifications";
import { sweepRequest } from "./environment";

export type Invocation = { kind: "sweep" } | { kind: "queue"; messages: Message[] };

/** One message of the queue, and what it asks for: keys to drain. */
export type Message = Pick<QueueMessage, "id" | "wanted">;

/** The bucket and the region whose objects alone are replayed. */
export interface Own {
  bucket: string;
  region: string;
}

/** @throws HF_REPLAY_EVENT for what is neither: an event source that nobody meant to connect must not be swallowed. */
export function readInvocation(event: unknown, { bucket, region }: Own): Invocation {
  if (!isJsonObject(event)) throw unknownEvent(event);
  if (event.sweep === sweepRequest.sweep) return { kind: "sweep" };
  const isOurs = (key: string) => key.startsWith(undeliverablePrefix(region));
  const messages = readQueueBatch(event, { bucket, isOurs });
  if (messages === undefined) throw unknownEvent(event);
  return { kind: "queue", messages: messages.map(({ id, wanted }) => ({ id, wanted })) };
}

const unknownEvent = (event: unknown) => new HoldfastError("HF_REPLAY_EVENT", { found: shapeOf(event) });
