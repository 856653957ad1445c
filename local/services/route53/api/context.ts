/** What the API's operations work on. */
import type { HealthChecks } from "../checks";
import type { Answer } from "../model/answer";
import type { Store, StoredCheck, StoredZone } from "../store";
import { Route53Error } from "./errors";

export interface Context {
  readonly store: Store;
  readonly checks: HealthChecks;
  readonly answer: (name: string, type: string) => Answer;
  /** The zones or records have changed: save them, and see which answers change by it. */
  readonly zonesChanged: () => void;
}

export function zoneById({ store }: Context, id: string): StoredZone {
  const zone = store.zones.find((each) => each.id === id.replace(/^\/?hostedzone\//, ""));
  if (zone === undefined) throw new Route53Error("NoSuchHostedZone", `No hosted zone found with ID: ${id}`);
  return zone;
}

export function checkById({ store }: Context, id: string): StoredCheck {
  const check = store.checks.get(id);
  if (check === undefined)
    throw new Route53Error("NoSuchHealthCheck", `No health check exists with the specified ID ${id}.`);
  return check;
}

/** `maxitems`, within Route 53's own maximum for the list. */
export function pageSize(query: URLSearchParams, max: number): number {
  const asked = query.get("maxitems");
  if (asked === null) return max;
  const size = Number(asked);
  if (!Number.isInteger(size) || size < 1)
    throw new Route53Error("InvalidInput", `MaxItems must be a positive number, not ${asked}.`);
  return Math.min(size, max);
}

/** A random id as Route 53 makes them: capital letters and digits. */
export const newId = (prefix: string, length: number): string =>
  prefix +
  Array.from(
    crypto.getRandomValues(new Uint8Array(length)),
    (byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[byte % 36],
  ).join("");
