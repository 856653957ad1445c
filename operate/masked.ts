/** Events as a person may read them who must not know whose they are. Pure. */

/** Fields of the envelope that tell whose event it is. */
const PERSONAL = ["ip", "user_agent", "visitor_id"] as const;
const MASK = "(masked)";

/**
 * One line of a batch without personal data: what the envelope says of the client is masked, and so is what a page put into its
 * query string or its properties, which can hold anything. What is no JSON object cannot be masked, so none of it is shown.
 */
export function masked(line: string): string {
  const event = objectIn(line);
  if (event === undefined) return `(not JSON, ${Buffer.byteLength(line)} bytes)`;
  for (const field of PERSONAL) if (field in event && event[field] !== null) event[field] = MASK;
  if ("url" in event && event.url !== null) event.url = withoutQuery(event.url);
  if ("properties" in event) event.properties = withoutValues(event.properties);
  return JSON.stringify(event);
}

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // The caller says so.
  }
}

/** Scheme, host and path: what comes after, a user before the host too, is the page's own business. */
function withoutQuery(url: unknown): string {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.host ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : MASK;
}

const withoutValues = (properties: unknown): unknown =>
  typeof properties === "object" && properties !== null && !Array.isArray(properties)
    ? Object.fromEntries(Object.keys(properties).map((name) => [name, MASK]))
    : MASK;
