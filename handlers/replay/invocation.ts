/** What replay can be invoked with: a queue's batch of S3 notifications, or the schedule's sweep. Pure. */
import { HoldfastError } from "../../errors";
import { undeliverablePrefix } from "../delivery/undeliverable-object";
import { isJsonObject, type JsonObject } from "../event/client-event";
import { sweepRequest } from "./environment";

export type Invocation = { kind: "sweep" } | { kind: "queue"; messages: Message[] };

/** One message of the queue, and what it asks for. */
export interface Message {
  id: string;
  /** Keys to drain, none for S3's test message; or why the message cannot be understood. */
  wanted: string[] | { problem: string };
}

/** The bucket and the region whose objects alone are replayed. */
export interface Own {
  bucket: string;
  region: string;
}

/** @throws HF_REPLAY_EVENT for what is neither: an event source that nobody meant to connect must not be swallowed. */
export function readInvocation(event: unknown, own: Own): Invocation {
  if (!isJsonObject(event)) throw unknownEvent(event);
  if (event.sweep === sweepRequest.sweep) return { kind: "sweep" };
  const records = Array.isArray(event.Records) ? event.Records.filter(isJsonObject) : [];
  const isQueue = records.length > 0 && records.every((record) => record.eventSource === "aws:sqs");
  if (!isQueue) throw unknownEvent(event);
  return { kind: "queue", messages: records.map((record) => readMessage(record, own)) };
}

/** The names of its fields, not their values: an unknown event may hold anything. */
const unknownEvent = (event: unknown) =>
  new HoldfastError("HF_REPLAY_EVENT", {
    found: isJsonObject(event)
      ? `an object with ${Object.keys(event).slice(0, 10).join(", ")}`
      : typeof event,
  });

function readMessage(record: JsonObject, own: Own): Message {
  const id = typeof record.messageId === "string" ? record.messageId : "";
  const body = jsonOf(record.body);
  if (!isJsonObject(body)) return { id, wanted: { problem: "not_json" } };
  // S3 sends one when notifications are configured ("Event message structure").
  if (body.Event === "s3:TestEvent") return { id, wanted: [] };
  if (!Array.isArray(body.Records)) return { id, wanted: { problem: "not_a_notification" } };
  const keys: string[] = [];
  for (const notification of body.Records) {
    const key = keyOf(notification, own);
    if (typeof key !== "string") return { id, wanted: key };
    keys.push(key);
  }
  return { id, wanted: keys };
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined; // The message is reported as one that cannot be understood.
  }
}

/** A key is trusted only in our own bucket and under our own prefix: a message can name any. */
function keyOf(notification: unknown, own: Own): string | { problem: string } {
  if (!isJsonObject(notification) || !isJsonObject(notification.s3)) return { problem: "not_a_notification" };
  if (!String(notification.eventName).startsWith("ObjectCreated:")) return { problem: "not_a_creation" };
  const { bucket, object } = notification.s3;
  if (!isJsonObject(bucket) || bucket.name !== own.bucket) return { problem: "another_bucket" };
  const key = isJsonObject(object) ? decodeKey(object.key) : undefined;
  if (key === undefined) return { problem: "key_unreadable" };
  return key.startsWith(undeliverablePrefix(own.region)) ? key : { problem: "another_prefix" };
}

/** Keys come encoded as in a form: a blank is a plus ("Event message structure"). */
function decodeKey(key: unknown): string | undefined {
  try {
    return typeof key === "string" ? decodeURIComponent(key.replaceAll("+", " ")) : undefined;
  } catch {
    return undefined; // Malformed percent signs: reported as unreadable.
  }
}
