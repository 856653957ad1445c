/**
 * A forgetting, as it lies in the lakes of both regions: which visitor, and until when. Every load and every later job over the
 * lake honours it, so it also holds after a database was built again. Pure.
 */
import { createHash } from "node:crypto";
import { isJsonObject } from "../event/client-event";
import { limits } from "../event/limits";

export const tombstonePrefix = "forgotten/";

export interface Tombstone {
  version: "1";
  visitor_id: string;
  /** RFC 3339: events received until then are forgotten. */
  forgotten_at: string;
  /** Who asked for it, for the record. */
  by: string;
}

/** The visitor's hash: a list of keys gives no visitor away, and forgetting twice writes one object. */
export const tombstoneKey = (visitorId: string): string =>
  `${tombstonePrefix}${createHash("sha256").update(visitorId).digest("hex")}.json`;

export const tombstoneText = (tombstone: Tombstone): string => `${JSON.stringify(tombstone)}\n`;

const visitor = new RegExp(`^[\\x21-\\x7e]{1,${limits.idCharactersMax}}$`);
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** The tombstone, or why the text under this key is none. Never throws. */
export function parseTombstone(key: string, text: string): Tombstone | { problem: string } {
  const value = jsonOf(text);
  if (!isJsonObject(value)) return { problem: "not_json" };
  if (value.version !== "1") return { problem: "version_unknown" };
  const { visitor_id: visitorId, forgotten_at: forgottenAt, by } = value;
  if (typeof visitorId !== "string" || !visitor.test(visitorId)) return { problem: "visitor_id_invalid" };
  // A body under another's key was not written by us: it would forget a visitor whom nobody named.
  if (tombstoneKey(visitorId) !== key) return { problem: "another_key" };
  if (typeof forgottenAt !== "string" || !time.test(forgottenAt) || Number.isNaN(Date.parse(forgottenAt)))
    return { problem: "forgotten_at_invalid" };
  return {
    version: "1",
    visitor_id: visitorId,
    forgotten_at: forgottenAt,
    by: typeof by === "string" ? by : "",
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Reported as what it is: no JSON.
  }
}
