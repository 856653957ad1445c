/** `GET /i`: an event in a query string, a 1x1 GIF back. */

/** A transparent 1x1 GIF. */
export const gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

const defaultEventName = "page_view";
const fields = new Set(["event_id", "event_name", "client_time", "tenant", "visitor_id", "url"]);

/**
 * The event of a query string, still to be checked. What is no field of an event becomes a property; a name that comes several
 * times becomes a list, so nothing that was sent gets lost. Fields that are there but empty count as absent.
 */
export function eventOfQuery(query: string): Record<string, unknown> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = values.get(name);
    if (before === undefined) values.set(name, [value]);
    else before.push(value);
  }

  const event: Record<string, unknown> = { event_name: defaultEventName };
  const properties: [string, unknown][] = [];
  for (const [name, [first = "", ...more]] of values) {
    const value = more.length > 0 ? [first, ...more] : first;
    if (!fields.has(name)) properties.push([name, value]);
    else if (value !== "") event[name] = name === "client_time" ? timeOf(value) : value;
  }
  // fromEntries defines each property, so that one named __proto__ stays a property.
  event.properties = Object.fromEntries(properties);
  return event;
}

/** Milliseconds are digits in a query string. */
const timeOf = (value: unknown): unknown =>
  typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
