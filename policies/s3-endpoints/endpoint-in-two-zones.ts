import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { endpointsOf, kindOf, serviceOf, subnetsOfEndpoint } from "../graph/endpoints";
import { zoneOf } from "../graph/network";
import { numberOf } from "../parameters";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** An interface endpoint is a network interface in each of its subnets, and dies with their zone. */
export const endpointInTwoZones: Rule = {
  name: "endpoint-in-two-zones",
  demands: "An interface endpoint has subnets in two availability zones at least.",
  why: "An endpoint has one network interface for each of its subnets, one in a zone, and AWS recommends two zones at least (“Access an AWS service using an interface VPC endpoint”).",
  breaks: "When that one zone fails, nothing in the others can call the API either.",
  mend: "Add a subnet of another zone to subnetIds.",
  meets: ["two-zones"],
  severity: "medium",
  scope: "stack",
  parameters: {
    zonesMin: {
      type: "integer",
      default: 2,
      minimum: 1,
      description: "Availability zones that an interface endpoint is in at least.",
    },
  },
  judge: (graph, parameters) =>
    endpointsOf(graph)
      .filter((endpoint) => serviceOf(endpoint) !== undefined)
      .flatMap((endpoint) => judgeEndpoint(graph, endpoint, numberOf(parameters, "zonesMin"))),
};

function judgeEndpoint(graph: StackGraph, endpoint: Node, zonesMin: number): Finding[] {
  const kind = kindOf(endpoint);
  if (kind === UNKNOWN) return [undetermined(endpoint, "vpcEndpointType")];
  if (kind !== "Interface") return [];
  const { nodes, outside, isUnknown } = subnetsOfEndpoint(graph, endpoint);
  const zones = nodes.map(zoneOf);
  const known = new Set(zones.filter((zone) => typeof zone === "string"));
  if (known.size >= zonesMin) return [];
  // A subnet whose zone is not known may be in one more.
  const unsure = zones.filter((zone) => typeof zone !== "string").length + outside.length;
  if (isUnknown || known.size + unsure >= zonesMin)
    return [undetermined(endpoint, isUnknown ? "subnetIds" : "the zone of each of its subnets")];
  return [
    violation(
      endpoint,
      `${endpoint.name} is in ${known.size + unsure} of ${zonesMin} zones: when that one fails, the API is out of reach for all others. Add a subnet of another zone to subnetIds.`,
    ),
  ];
}
