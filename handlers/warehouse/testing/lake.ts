/** Events and objects as tests make them. */
import type { LakeObject, RejectedLine, StagedEvent } from "../lake-object";
import { today } from "./database";

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** A page view of one visitor, received a second after it happened. */
export function event(eventId: string, changes: Partial<StagedEvent> = {}): StagedEvent {
  const eventTime = changes.eventTime ?? today;
  return {
    line: 1,
    eventId,
    eventName: "page_view",
    eventTime,
    clientTime: new Date(eventTime).toISOString(),
    receivedAt: eventTime + 1_000,
    tenant: null,
    visitorId: "ann",
    protocol: "events",
    region: "eu-west-1",
    build: "b1",
    ip: "203.0.113.0",
    userAgent: "test",
    url: "https://example.com/a?b#c",
    properties: "{}",
    ...changes,
  };
}

export const object = (key: string, etag = "e1"): LakeObject => ({
  key: `events/${key}`,
  etag,
  bytes: 100,
  modifiedAt: today,
});

/** The lines of an object, numbered. */
export async function* linesOf(
  lines: readonly (StagedEvent | RejectedLine)[],
): AsyncGenerator<StagedEvent | RejectedLine> {
  for (const [index, line] of lines.entries()) yield { ...line, line: index + 1 };
}
