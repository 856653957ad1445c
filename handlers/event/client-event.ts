/** An event as a client may send it: checked field by field, or refused with one clear reason. */
import { limits } from "./limits";
import type { RefusalCode } from "./refusal";

/** JSON's own object. Keys may be anything a client thinks of, `__proto__` too: it is read, never assigned to. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a client says. Everything that it left out, or sent as null, is null. */
export interface ClientEvent {
  event_id: string | null;
  event_name: string;
  /** As the client wrote it, or made from its milliseconds. */
  client_time: string | null;
  tenant: string | null;
  visitor_id: string | null;
  url: string | null;
  properties: JsonObject;
}

export const reservedNamePrefix = "holdfast.";

const fields = new Set([
  "event_id",
  "event_name",
  "client_time",
  "tenant",
  "visitor_id",
  "url",
  "properties",
]);
const id = new RegExp(`^[\\x21-\\x7e]{1,${limits.idCharactersMax}}$`);
const tenant = new RegExp(`^[A-Za-z0-9._-]{1,${limits.tenantCharactersMax}}$`);
const control = /\p{Cc}/u;
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
/** The last millisecond that an RFC 3339 time can name: the end of the year 9999. */
const lastMillisecond = Date.UTC(10_000, 0, 1) - 1;

/** The event, or why it is refused: the first reason found. Never throws, whatever `value` is. */
export function parseClientEvent(value: unknown): ClientEvent | RefusalCode {
  if (!isJsonObject(value)) return "event_not_object";
  for (const field in value) if (!fields.has(field)) return "field_unknown";

  const name = value.event_name;
  if (typeof name !== "string" || name.length === 0 || name.length > limits.nameCharactersMax)
    return "event_name_invalid";
  if (control.test(name)) return "event_name_invalid";
  if (name.startsWith(reservedNamePrefix)) return "event_name_reserved";

  const eventId = value.event_id ?? null;
  if (!isNullOrMatches(eventId, id)) return "event_id_invalid";
  const visitorId = value.visitor_id ?? null;
  if (!isNullOrMatches(visitorId, id)) return "visitor_id_invalid";
  const tenantName = value.tenant ?? null;
  if (!isNullOrMatches(tenantName, tenant)) return "tenant_invalid";
  const url = value.url ?? null;
  if (url !== null && (typeof url !== "string" || url.length > limits.urlCharactersMax)) return "url_invalid";
  const clientTime = parseClientTime(value.client_time ?? null);
  if (clientTime === undefined) return "client_time_invalid";

  const properties = value.properties ?? {};
  if (!isJsonObject(properties)) return "properties_invalid";
  const flaw = flawOf(properties, 1);
  if (flaw !== undefined) return flaw;

  return {
    event_id: eventId,
    event_name: name,
    client_time: clientTime,
    tenant: tenantName,
    visitor_id: visitorId,
    url,
    properties,
  };
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNullOrMatches = (value: unknown, pattern: RegExp): value is string | null =>
  value === null || (typeof value === "string" && pattern.test(value));

/** Undefined when it is no time at all. */
function parseClientTime(value: unknown): string | null | undefined {
  if (value === null) return null;
  if (typeof value === "string")
    return rfc3339.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
  return value >= 0 && value <= lastMillisecond ? new Date(value).toISOString() : undefined;
}

/** What no line of JSON should carry onward. It goes no deeper than the limit, so hostile nesting cannot exhaust the stack. */
function flawOf(value: unknown, depth: number): RefusalCode | undefined {
  if (typeof value === "number") return isSafe(value) ? undefined : "number_unsafe";
  if (typeof value !== "object" || value === null) return undefined;
  if (depth > limits.depthMax) return "depth_exceeded";
  if (Array.isArray(value)) {
    for (const item of value) {
      const flaw = flawOf(item, depth + 1);
      if (flaw !== undefined) return flaw;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (key.length > limits.keyCharactersMax) return "key_too_long";
    const flaw = flawOf((value as JsonObject)[key], depth + 1);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

/** 1e999 would become null, and a 64-bit id another id, without anyone noticing. */
const isSafe = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
