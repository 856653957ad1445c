/** Who may read our answers from a page of another origin ("Fetch", CORS protocol). Sending needs no leave: see text/plain. */

const preflight = {
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "content-type, content-encoding",
  "access-control-max-age": "7200",
};

/**
 * A listed origin may send the visitor's cookie along and read the answer. With "*" any origin may read the answer, but without
 * a cookie: browsers do not let both be.
 */
export function corsHeaders(origin: string | null, allowed: readonly string[]): Record<string, string> {
  if (origin === null) return {};
  if (allowed.includes(origin))
    return {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      vary: "Origin",
    };
  return allowed.includes("*") ? { "access-control-allow-origin": "*" } : { vary: "Origin" };
}

export const preflightHeaders = (
  origin: string | null,
  allowed: readonly string[],
): Record<string, string> => ({
  ...corsHeaders(origin, allowed),
  ...preflight,
});
