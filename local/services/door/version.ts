/** Pure: which version of a function a request through an alias gets. */

/** The share of requests, 0 to 1, that each version beyond the alias's first gets ("AliasRoutingConfiguration"). */
export type Weights = Readonly<Record<string, number>>;

/**
 * "Implement Lambda canary deployments using a weighted alias": each invocation is drawn by itself.
 * @param drawn from 0 up to 1, every number as likely
 * @returns the alias itself for its first version: Lambda knows which one that is at this moment
 */
export function versionFor(alias: string, weights: Weights, drawn: number): string {
  let below = 0;
  for (const [version, weight] of Object.entries(weights)) {
    below += weight;
    if (drawn < below) return version;
  }
  return alias;
}
