import { Resolver } from "node:dns/promises";
import type { Pair } from "./pair";

/** For each of two tries: a stub resolver's usual patience. */
const TIMEOUT_MS = 2_000;

/**
 * The region that the failover name leads to: its record is a CNAME to a region's own name. As this machine's resolver answers,
 * so up to the TTL late. @throws what DNS says; an error that names the answer when it is neither region's.
 */
export async function answeredRegion({ primary, regions, clients }: Pair): Promise<string> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  if (clients.way) resolver.setServers([clients.way.dns]);
  const names = await resolver.resolveCname(primary.failoverName);
  const found = regions.find(({ regionalName }) => names.includes(regionalName));
  if (found) return found.region;
  throw new Error(`${primary.failoverName} leads to ${names.join(", ") || "nothing"}`);
}
