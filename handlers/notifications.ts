/** A queue's batch of S3 notifications, read with mistrust: a message can hold anything, and name any object. Pure. */
import { isJsonObject, type JsonObject } from "./event/client-event";

/** One message of the queue, and what it asks for. */
export interface QueueMessage {
  id: string;
  /** What ChangeMessageVisibility names the message by. */
  receiptHandle: string;
  /** How often it has been received, this time included. */
  receives: number;
  /** When it was put into the queue, milliseconds since 1970; undefined when the message does not say. */
  sentAt: number | undefined;
  /** The keys of the objects created, none for S3's test message; or why the message cannot be understood. */
  wanted: string[] | { problem: string };
}

/** The objects that alone a message may name. */
export interface Own {
  bucket: string;
  isOurs(key: string): boolean;
}

/** Undefined when the event is no queue's batch. */
export function readQueueBatch(event: JsonObject, own: Own): QueueMessage[] | undefined {
  const records = Array.isArray(event.Records) ? event.Records.filter(isJsonObject) : [];
  const isQueue = records.length > 0 && records.every((record) => record.eventSource === "aws:sqs");
  return isQueue ? records.map((record) => readMessage(record, own)) : undefined;
}

/** What an event that nobody knows looks like: the names of its fields, not their values, which may be anything. */
export const shapeOf = (event: unknown): string =>
  isJsonObject(event) ? `an object with ${Object.keys(event).slice(0, 10).join(", ")}` : typeof event;

function readMessage(record: JsonObject, own: Own): QueueMessage {
  const attributes = isJsonObject(record.attributes) ? record.attributes : {};
  return {
    id: textOf(record.messageId),
    receiptHandle: textOf(record.receiptHandle),
    receives: Number(attributes.ApproximateReceiveCount) || 1,
    sentAt: Number(attributes.SentTimestamp) || undefined,
    wanted: wantedOf(jsonOf(record.body), own),
  };
}

function wantedOf(body: unknown, own: Own): QueueMessage["wanted"] {
  if (!isJsonObject(body)) return { problem: "not_json" };
  // S3 sends one when notifications are configured ("Event message structure").
  if (body.Event === "s3:TestEvent") return [];
  if (!Array.isArray(body.Records)) return { problem: "not_a_notification" };
  const keys: string[] = [];
  for (const notification of body.Records) {
    const key = keyOf(notification, own);
    if (typeof key !== "string") return key;
    keys.push(key);
  }
  return keys;
}

/** A key is trusted only in our own bucket and where our objects lie. */
function keyOf(notification: unknown, own: Own): string | { problem: string } {
  if (!isJsonObject(notification) || !isJsonObject(notification.s3)) return { problem: "not_a_notification" };
  if (!String(notification.eventName).startsWith("ObjectCreated:")) return { problem: "not_a_creation" };
  const { bucket, object } = notification.s3;
  if (!isJsonObject(bucket) || bucket.name !== own.bucket) return { problem: "another_bucket" };
  const key = isJsonObject(object) ? decodeKey(object.key) : undefined;
  if (key === undefined) return { problem: "key_unreadable" };
  return own.isOurs(key) ? key : { problem: "another_prefix" };
}

/** Keys come encoded as in a form: a blank is a plus ("Event message structure"). */
function decodeKey(key: unknown): string | undefined {
  try {
    return typeof key === "string" ? decodeURIComponent(key.replaceAll("+", " ")) : undefined;
  } catch {
    return undefined; // Malformed percent signs: reported as unreadable.
  }
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined; // The message is reported as one that cannot be understood.
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
