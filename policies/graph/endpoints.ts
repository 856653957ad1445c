/** VPC endpoints: to which service, in which network, on which route tables, in which subnets. */
import type { Node, Refs, StackGraph } from ".";
import { ROUTE_TABLES, SUBNETS, VPCS } from "./network";
import { UNKNOWN, type Unknown } from "./values";

export const VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const TABLE_ASSOCIATION = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation";
const SUBNET_ASSOCIATION = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation";

/** An API of AWS, as the name of its endpoint says it: `com.amazonaws.eu-west-1.ecr.api`. */
export interface EndpointService {
  readonly region: string;
  readonly name: string;
}

const SERVICE_NAME =
  /^(?:cn\.)?(?:com\.amazonaws|aws\.api|api\.aws|aws\.sagemaker)\.([a-z]{2}(?:-[a-z]+)+-\d)\.(.+)/;

/** Undefined where it leads to no API of AWS: to a service of somebody's own, a firewall, a service network. */
export function serviceOf(endpoint: Node): EndpointService | Unknown | undefined {
  const name = endpoint.get("serviceName");
  if (name === UNKNOWN) return UNKNOWN;
  const [, region, service] = SERVICE_NAME.exec(String(name)) ?? [];
  return region && service ? { region, name: service } : undefined;
}

/** AWS's own default ("CreateVpcEndpoint"). */
export const kindOf = (endpoint: Node): unknown => endpoint.get("vpcEndpointType") ?? "Gateway";

export const endpointsOf = (graph: StackGraph): Node[] => graph.ofType(VPC_ENDPOINT);

export interface EndpointsFound {
  readonly endpoints: readonly Node[];
  /** May be such endpoints: their network, service or kind is known only after a deployment. */
  readonly perhaps: readonly Node[];
}

/** The endpoints of a network, a VPC of this stack or the id of another's, that lead to one of these services. */
export function endpointsTo(
  graph: StackGraph,
  vpc: Node | string,
  names: readonly string[],
  kinds: readonly string[],
): EndpointsFound {
  const answers = endpointsOf(graph).map((endpoint) => ({
    endpoint,
    answer: weakest([isIn(graph, endpoint, vpc), leadsTo(endpoint, names), isOneOf(kindOf(endpoint), kinds)]),
  }));
  const those = (wanted: boolean | Unknown) =>
    answers.filter(({ answer }) => answer === wanted).map(({ endpoint }) => endpoint);
  return { endpoints: those(true), perhaps: those(UNKNOWN) };
}

const weakest = (answers: readonly (boolean | Unknown)[]): boolean | Unknown =>
  answers.includes(false) ? false : answers.includes(UNKNOWN) ? UNKNOWN : true;

export const networkOf = (graph: StackGraph, endpoint: Node): Refs => graph.refs(endpoint, "vpcId", VPCS);

function isIn(graph: StackGraph, endpoint: Node, vpc: Node | string): boolean | Unknown {
  const { nodes, outside, isUnknown } = networkOf(graph, endpoint);
  if (typeof vpc === "string" ? outside.includes(vpc) : nodes.includes(vpc)) return true;
  return isUnknown ? UNKNOWN : false;
}

function leadsTo(endpoint: Node, names: readonly string[]): boolean | Unknown {
  const service = serviceOf(endpoint);
  if (service === UNKNOWN) return UNKNOWN;
  return service !== undefined && names.includes(service.name.replace(/-fips$/, ""));
}

const isOneOf = (kind: unknown, kinds: readonly string[]): boolean | Unknown =>
  kind === UNKNOWN ? UNKNOWN : kinds.includes(String(kind));

const joined = (graph: StackGraph, all: readonly Refs[]): Refs => {
  const nodes = new Set(all.flatMap((one) => one.nodes));
  return {
    nodes: graph.nodes.filter((node) => nodes.has(node)),
    outside: [...new Set(all.flatMap(({ outside }) => outside))],
    isUnknown: all.some(({ isUnknown }) => isUnknown),
  };
};

/** The route tables that a gateway endpoint adds its route to. A network among them stands for its main table, or only
 *  for where the others came from: its dependencies do not tell. */
export const routeTablesOf = (graph: StackGraph, endpoint: Node): Refs =>
  joined(graph, [
    graph.refs(endpoint, "routeTableIds", [...ROUTE_TABLES, ...VPCS]),
    ...graph
      .referring(endpoint, TABLE_ASSOCIATION, "vpcEndpointId")
      .map((association) => graph.refs(association, "routeTableId", [...ROUTE_TABLES, ...VPCS])),
  ]);

/** The subnets that an interface endpoint has an address in. */
export const subnetsOfEndpoint = (graph: StackGraph, endpoint: Node): Refs =>
  joined(graph, [
    graph.refs(endpoint, "subnetIds", SUBNETS),
    graph.refs(endpoint, "subnetConfigurations", SUBNETS),
    ...graph
      .referring(endpoint, SUBNET_ASSOCIATION, "vpcEndpointId")
      .map((association) => graph.refs(association, "subnetId", SUBNETS)),
  ]);
