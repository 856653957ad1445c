import { UNKNOWN } from "../graph";
import { endpointsOf, serviceOf } from "../graph/endpoints";
import { type Rule, undetermined, violation } from "../rule";

/** An interface endpoint may say that it leads to another region, by `serviceRegion`; a gateway endpoint cannot. */
export const endpointInOwnRegion: Rule = {
  name: "endpoint-in-own-region",
  demands: "An endpoint leads to the API of the region that it is in.",
  why: "A gateway endpoint leads to the S3 of its own region only (“Gateway endpoints for Amazon S3”: considerations).",
  breaks:
    "The endpoint cannot be created, or the region rests on another region's service: both are out when that one is.",
  mend: "Make the service's name from the region of the stack: com.amazonaws.<region>.s3.",
  meets: ["gateway-endpoint-in-each-vpc"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    endpointsOf(graph).flatMap((endpoint) => {
      const service = serviceOf(endpoint);
      if (service === undefined || endpoint.isSet("serviceRegion")) return [];
      if (service === UNKNOWN) return [undetermined(endpoint, "serviceName")];
      if (endpoint.region === undefined) return [undetermined(endpoint, "region")];
      if (service.region === endpoint.region) return [];
      return [
        violation(
          endpoint,
          `${endpoint.name} is in ${endpoint.region} and leads to ${service.name} of ${service.region}: it cannot be created, or hangs on another region. Name com.amazonaws.${endpoint.region}.${service.name}.`,
        ),
      ];
    }),
};
