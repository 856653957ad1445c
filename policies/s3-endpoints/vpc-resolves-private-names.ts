import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { endpointsOf, networkOf } from "../graph/endpoints";
import { type Finding, type Rule, undetermined, violation } from "../rule";

const VPC = "aws:ec2/vpc:Vpc";

/** What AWS does where a program says nothing ("CreateVpc"); a default VPC has both. */
const DEFAULTS = { enableDnsSupport: true, enableDnsHostnames: false };

/** Private names of endpoints live in a private zone, which a VPC must be made to ask. */
export const vpcResolvesPrivateNames: Rule = {
  name: "vpc-resolves-private-names",
  demands: "A VPC with an endpoint that answers to an API's usual name has DNS support and DNS hostnames on.",
  why: "“To use a private hosted zone, you must set the following VPC attributes to true: enableDnsHostnames and enableDnsSupport” (“CreateVpcEndpoint”).",
  breaks: "The endpoint cannot be created, or its names are not found and calls go past it.",
  mend: "Set enableDnsSupport and enableDnsHostnames on the VPC.",
  meets: ["private-dns-on"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const named = endpointsOf(graph).filter((endpoint) => endpoint.get("privateDnsEnabled") === true);
    const vpcs = named.flatMap((endpoint) => networkOf(graph, endpoint).nodes);
    return [...new Set(vpcs)]
      .filter(({ type }) => type === VPC)
      .flatMap((vpc) => judgeVpc(graph, vpc, named));
  },
};

function judgeVpc(graph: StackGraph, vpc: Node, endpoints: readonly Node[]): Finding[] {
  const settings = Object.entries(DEFAULTS).map(([name, usual]) => ({ name, value: vpc.get(name) ?? usual }));
  const off = settings.filter(({ value }) => value === false).map(({ name }) => name);
  const open = settings.filter(({ value }) => value === UNKNOWN).map(({ name }) => name);
  const [endpoint] = endpoints.filter((one) => networkOf(graph, one).nodes.includes(vpc));
  if (off.length > 0)
    return [
      violation(
        vpc,
        `${vpc.name} does not resolve the private name of ${endpoint?.name}: calls go past the endpoint. Set ${off.join(" and ")} to true.`,
      ),
    ];
  return open.length > 0 ? [undetermined(vpc, open.join(" and "))] : [];
}
