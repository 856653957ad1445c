/** Ids for events that came without one. */
import { createHash } from "node:crypto";
import type { ClientEvent } from "./client-event";

/** What tells two clients apart that say the same thing in the same millisecond. As stored, so the id gives nothing away. */
export interface Sender {
  ip: string | null;
  userAgent: string | null;
}

/**
 * The id of an event's content: a retry gets the same one. Only for an event with the client's own time; without a time, two
 * real events can have the same content, and must not merge.
 * @param nth how many times the same content came before in the same body: each of them is an event of its own.
 */
export function contentId(event: ClientEvent & { client_time: string }, sender: Sender, nth: number): string {
  const content = [
    event.event_name,
    event.client_time,
    event.tenant,
    event.visitor_id,
    event.url,
    event.properties,
    sender.ip,
    sender.userAgent,
    nth,
  ];
  return uuidOf(createHash("sha256").update(JSON.stringify(content)).digest());
}

/** A UUID of version 8, which is free for such uses (RFC 9562, section 5.8). */
function uuidOf(digest: Buffer): string {
  const bytes = digest.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
