import { UNKNOWN } from "../graph";
import { endpointsOf, kindOf, serviceOf } from "../graph/endpoints";
import { type Rule, undetermined, violation } from "../rule";

/** These have a gateway endpoint, which the usual name leads to anyway. */
const WITH_GATEWAY = ["s3", "dynamodb"];

/** Without it, only who is told the endpoint's own name uses it; SDKs ask for the usual one. */
export const endpointHasPrivateDns: Rule = {
  name: "endpoint-has-private-dns",
  demands: "An interface endpoint of an AWS API answers to the API's usual name.",
  why: "The private zone answers the API's usual name with the endpoint's addresses; it is made only when it is asked for (“CreateVpcEndpoint”: PrivateDnsEnabled).",
  breaks:
    "The SDK resolves the usual name to public addresses: calls go through NAT, or hang until they time out.",
  mend: "Set privateDnsEnabled to true.",
  meets: ["private-dns-on"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    endpointsOf(graph).flatMap((endpoint) => {
      const service = serviceOf(endpoint);
      const [kind, isEnabled] = [kindOf(endpoint), endpoint.get("privateDnsEnabled")];
      if (service === undefined || isEnabled === true) return [];
      if (service !== UNKNOWN && WITH_GATEWAY.includes(service.name)) return [];
      if (kind !== UNKNOWN && kind !== "Interface") return [];
      if (isEnabled === UNKNOWN) return [undetermined(endpoint, "privateDnsEnabled")];
      if (service === UNKNOWN || kind === UNKNOWN)
        return [undetermined(endpoint, service === UNKNOWN ? "serviceName" : "vpcEndpointType")];
      return [
        violation(
          endpoint,
          `${endpoint.name} does not answer to the usual name of ${service.name}: the SDK goes past it, and calls leave through NAT or hang. Set privateDnsEnabled to true.`,
        ),
      ];
    }),
};
