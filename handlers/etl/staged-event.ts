/** A line of the lake → what the warehouse takes, or why it cannot. Pure, and never throws, whatever the line is. */
import { isIP } from "node:net";
import { isJsonObject, type JsonObject } from "../event/client-event";
import { limits } from "../event/limits";
import type { StagedEvent } from "../warehouse/lake-object";

/** Which of a client's times are believed. */
export interface EventWindow {
  /** Years before the receipt. */
  pastYearsMax: number;
  /** Hours after it. */
  futureHoursMax: number;
}

/** Why a line is not loaded. Analysts ask for these words, so they are never renamed. */
export type Rejection =
  | "line_too_long"
  | "not_utf8"
  | "not_json"
  | "not_an_object"
  | "event_id_invalid"
  | "event_name_invalid"
  | "client_time_invalid"
  | "received_at_invalid"
  | "tenant_invalid"
  | "visitor_id_invalid"
  | "protocol_invalid"
  | "region_invalid"
  | "build_invalid"
  | "ip_invalid"
  | "user_agent_invalid"
  | "url_invalid"
  | "properties_invalid"
  | "depth_exceeded";

/** A canary is an event of the system's own, and has done its work when it landed. */
export type Staged = StagedEvent | Rejection | "canary";

const yearMs = 365.25 * 86_400_000;
const hourMs = 3_600_000;
/** What Postgres' JSON parser and this one can both follow, a hundred times what a client may send. */
const depthMax = 1_000;
/** Region and build are ours, and short. */
const ownCharactersMax = 128;
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** @param number of the line in its object, from 1. */
export function stagedEvent(text: string, number: number, window: EventWindow): Staged {
  const event = jsonOf(text);
  if (event === undefined) return "not_json";
  if (!isJsonObject(event)) return "not_an_object";
  const protocol = textOf(event.protocol, ownCharactersMax);
  if (protocol === undefined) return "protocol_invalid";
  if (protocol === "canary") return "canary";
  const eventId = idOf(event.event_id);
  if (eventId === undefined) return "event_id_invalid";
  const eventName = textOf(event.event_name, limits.nameCharactersMax);
  if (eventName === undefined) return "event_name_invalid";
  const receivedAt = receiptOf(event.received_at);
  if (receivedAt === undefined) return "received_at_invalid";
  const clientTime = event.client_time ?? null;
  if (!isTextOrNull(clientTime)) return "client_time_invalid";
  const tenant = saysNothing(event.tenant) ? null : textOf(event.tenant, limits.tenantCharactersMax);
  if (tenant === undefined) return "tenant_invalid";
  const visitorId = saysNothing(event.visitor_id) ? null : idOf(event.visitor_id);
  if (visitorId === undefined) return "visitor_id_invalid";
  const region = textOf(event.region, ownCharactersMax);
  if (region === undefined) return "region_invalid";
  const build = textOf(event.build, ownCharactersMax);
  if (build === undefined) return "build_invalid";
  const ip = ipOf(event.ip ?? null);
  if (ip === undefined) return "ip_invalid";
  const userAgent = event.user_agent ?? null;
  if (!isTextOrNull(userAgent)) return "user_agent_invalid";
  const url = event.url ?? null;
  if (!isTextOrNull(url)) return "url_invalid";
  const { properties = {} } = event;
  if (!isJsonObject(properties)) return "properties_invalid";
  if (text.length > depthMax && isDeeper(properties, depthMax)) return "depth_exceeded";

  return {
    line: number,
    eventId,
    eventName,
    eventTime: eventTime(clientTime, receivedAt, window),
    clientTime,
    receivedAt,
    tenant,
    visitorId,
    protocol,
    region,
    build,
    ip,
    userAgent,
    url,
    properties: storableJson(properties),
  };
}

/** The client's time where it is believed, else the time of receipt. Milliseconds since 1970. */
export function eventTime(clientTime: string | null, receivedAt: number, window: EventWindow): number {
  const claimed = clientTime !== null && rfc3339.test(clientTime) ? Date.parse(clientTime) : Number.NaN;
  const earliest = receivedAt - window.pastYearsMax * yearMs;
  const latest = receivedAt + window.futureHoursMax * hourMs;
  return claimed >= earliest && claimed <= latest ? claimed : receivedAt; // NaN is neither.
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON text means undefined, so this is the one way to it.
  }
}

const textOf = (value: unknown, charactersMax: number): string | undefined =>
  typeof value === "string" && value.length > 0 && value.length <= charactersMax ? value : undefined;

/** NUL, or half of a surrogate pair. Postgres keeps neither, and another character in its place would make an id another id. */
const unstorable = /\0|\p{Surrogate}/u;
const idOf = (value: unknown): string | undefined => {
  const id = textOf(value, limits.idCharactersMax);
  return id === undefined || unstorable.test(id) ? undefined : id;
};

const saysNothing = (value: unknown): boolean => value === undefined || value === null || value === "";

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === "string";

/** By our own clock, so it can be neither before 1970 nor anything but RFC 3339. */
function receiptOf(value: unknown): number | undefined {
  const at = typeof value === "string" && rfc3339.test(value) ? Date.parse(value) : Number.NaN;
  return at >= 0 ? at : undefined;
}

const ipOf = (value: unknown): string | null | undefined =>
  value === null || (typeof value === "string" && isIP(value) !== 0) ? value : undefined;

/** Goes no deeper than it must, so that hostile nesting cannot exhaust the stack; nor does what comes after it. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value as JsonObject).some((inner) => isDeeper(inner, levels - 1));
}

/** Each escape of a JSON text, one by one: `\\\\u0000` is one escaped backslash and four digits, and no NUL. */
const escapes = /\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g;

/**
 * With U+FFFD for NUL and for halves of surrogate pairs: jsonb refuses both, and an event that was acknowledged is not. JSON.stringify
 * writes them as escapes, in lower case, and whole pairs as they are.
 */
function storableJson(properties: JsonObject): string {
  const json = JSON.stringify(properties);
  return json.includes("\\u")
    ? json.replace(escapes, (found) => (found.length === 6 ? "\ufffd" : found))
    : json;
}
