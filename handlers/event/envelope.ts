/** The event as it is stored: what the client said, and what the collector knows. */
import type { ClientEvent, JsonObject } from "./client-event";
import { reservedNamePrefix } from "./client-event";

/** Set by the collector alone, so that nobody outside can pass an event off as a canary. */
export type Protocol = "events" | "pixel" | "canary";

/** What the collector knows about a request, the same for each of its events. */
export interface Circumstances {
  protocol: Protocol;
  /** RFC 3339, UTC. */
  receivedAt: string;
  region: string;
  build: string;
  ip: string | null;
  userAgent: string | null;
}

/** One line of the lake. Its order of fields is part of the format: people read these lines too. */
export interface Envelope {
  event_id: string;
  event_name: string;
  client_time: string | null;
  received_at: string;
  tenant: string | null;
  visitor_id: string | null;
  protocol: Protocol;
  region: string;
  build: string;
  ip: string | null;
  user_agent: string | null;
  url: string | null;
  properties: JsonObject;
}

export const envelopeOf = (event: ClientEvent & { event_id: string }, known: Circumstances): Envelope => ({
  event_id: event.event_id,
  event_name: event.event_name,
  client_time: event.client_time,
  received_at: known.receivedAt,
  tenant: event.tenant,
  visitor_id: event.visitor_id,
  protocol: known.protocol,
  region: known.region,
  build: known.build,
  ip: known.ip,
  user_agent: known.userAgent,
  url: event.url,
  properties: event.properties,
});

/** Without its newline. A newline inside of a value is escaped by JSON, so one line is one event. */
export const lineOf = (envelope: Envelope): string => JSON.stringify(envelope);

/** An event of the system's own, which walks the whole path to show that it is open. Counted apart from clients' events. */
export const canary = (
  eventId: string,
  known: Omit<Circumstances, "protocol" | "ip" | "userAgent">,
): Envelope =>
  envelopeOf(
    {
      event_id: eventId,
      event_name: `${reservedNamePrefix}canary`,
      client_time: null,
      tenant: null,
      visitor_id: null,
      url: null,
      properties: {},
    },
    { ...known, protocol: "canary", ip: null, userAgent: null },
  );
