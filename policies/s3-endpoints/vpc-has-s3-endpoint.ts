import { endpointsTo } from "../graph/endpoints";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { byNetwork, type Network, nameOf, namesOf, speakerOf, type Use, usesOf } from "./networks";

/** One for each network: it costs nothing, and is a route of the region's own. */
export const vpcHasS3Endpoint: Rule = {
  name: "vpc-has-s3-endpoint",
  demands: "Every VPC in which something runs has a gateway endpoint for S3.",
  why: "A gateway endpoint leads to S3 without an internet gateway or a NAT device, at no additional cost (“Gateway endpoints for Amazon S3”).",
  breaks:
    "What runs there reaches S3 through NAT, which is paid by the gigabyte and is one more thing to fail, or does not reach it at all.",
  mend: "Add an aws.ec2.VpcEndpoint of type Gateway for com.amazonaws.<region>.s3, with its route tables and a policy.",
  meets: ["gateway-endpoint-in-each-vpc"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const { uses, unclear } = usesOf(graph);
    const judged = [...byNetwork(uses)].flatMap(([network, own]) =>
      judgeNetwork(network, own, endpointsTo(graph, network, ["s3"], ["Gateway"])),
    );
    return [...judged, ...unclear];
  },
};

function judgeNetwork(
  network: Network,
  uses: readonly Use[],
  { endpoints, perhaps }: ReturnType<typeof endpointsTo>,
): Finding[] {
  const node = speakerOf(network, uses);
  if (endpoints.length > 0 || node === undefined) return [];
  const [maybe] = perhaps;
  if (maybe) return [undetermined(node, `whether ${maybe.name} is its gateway endpoint for S3`)];
  if (typeof network === "string")
    return [undetermined(node, `whether ${network} has a gateway endpoint for S3`)];
  const region = node.region ?? "<region>";
  return [
    violation(
      node,
      `${nameOf(network)} has no gateway endpoint for S3: ${namesOf(uses)} can reach S3 through NAT only, or not at all. Add an aws.ec2.VpcEndpoint for com.amazonaws.${region}.s3 with vpcId and routeTableIds.`,
    ),
  ];
}
