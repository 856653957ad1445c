/** What Route 53 must know of a region, from its settings alone. */
import { healthSearchString, stopPath, stopSearchString } from "../handlers/collect/environment";
import { regionalName } from "./names";
import type { Settings } from "./settings";

export interface Routing {
  zoneId: string;
  region: string;
  failoverName: string;
  regionalName: string;
  failover: "PRIMARY" | "SECONDARY";
  ttlSeconds: number;
  checkIntervalSeconds: number;
  checkFailures: number;
  /** Region and role, not the build: a deployment must not move the traffic. */
  searchString: string;
  /** The STOP switch of this region, which its peer answers for. */
  stop: { fqdn: string; path: string; searchString: string };
  followStop: boolean;
}

export const routingOf = ({ routing, role, peerRegion }: Settings, region: string): Routing => ({
  ...routing,
  region,
  regionalName: regionalName(region, routing.failoverName),
  failover: role === "primary" ? "PRIMARY" : "SECONDARY",
  searchString: healthSearchString(region, role),
  stop: {
    fqdn: regionalName(peerRegion, routing.failoverName),
    path: stopPath(region),
    searchString: stopSearchString(region),
  },
});
