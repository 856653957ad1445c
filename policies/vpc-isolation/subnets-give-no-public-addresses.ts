import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { type Answer, found, NOTHING, together, unclear } from "../graph/answer";
import { DEFAULT_SUBNET, SUBNETS, waysFrom } from "../graph/network";
import type { Rule } from "../rule";
import { findingsOf } from "./verdict";

/** Public subnets are for gateways and load balancers, which need no such setting. */
export const subnetsGiveNoPublicAddresses: Rule = {
  name: "subnets-give-no-public-addresses",
  demands: "No subnet gives public addresses to what starts in it.",
  why: "With mapPublicIpOnLaunch each interface gets a public IPv4 address without anybody asking for it (“IP addressing for your VPCs and subnets”); an IPv6 address is public wherever an internet gateway is routed to. A default subnet does so unless it is told not to (“Default subnets”).",
  breaks:
    "Whatever is started there for another purpose stands on the internet, behind its security group alone.",
  mend: "Set mapPublicIpOnLaunch to false, and give addresses to load balancers and NAT gateways only.",
  meets: ["no-public-addresses"],
  severity: "medium",
  scope: "stack",
  judge: (graph) =>
    graph
      .ofType(...SUBNETS)
      .flatMap((subnet) =>
        findingsOf(
          subnet,
          together([givesIpv4(subnet), givesIpv6(graph, subnet)]),
          (given) =>
            `${subnet.name} gives a public address to whatever starts in it (${given.join(", ")}), which then stands on the internet. Set it to false.`,
        ),
      ),
};

function givesIpv4(subnet: Node): Answer<string> {
  const path = "mapPublicIpOnLaunch";
  const value = subnet.get(path) ?? subnet.type === DEFAULT_SUBNET;
  if (value === UNKNOWN) return unclear(path);
  return value === true ? found(path) : NOTHING;
}

function givesIpv6(graph: StackGraph, subnet: Node): Answer<string> {
  const path = "assignIpv6AddressOnCreation";
  const value = subnet.get(path);
  if (value !== true && value !== UNKNOWN) return NOTHING;
  // Nobody gets in by an egress-only gateway.
  const ways = waysFrom(graph, subnet);
  const isPublic = ways.found.some(({ gateway }) => gateway === "an internet gateway");
  if (isPublic) return value === true ? found(path) : unclear(path);
  return ways.found.length === 0 ? unclear(...ways.unknown) : NOTHING;
}
