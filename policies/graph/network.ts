/** Where subnets lead: the route table that each follows, its routes, and which of those lead to the internet. */
import { isKnown, type Node, type Refs, type StackGraph, UNKNOWN, type Unknown } from ".";
import { type Answer, found, NOTHING, oneOf, together, unclear } from "./answer";
import { isPrivate } from "./ranges";

export const DEFAULT_VPC = "aws:ec2/defaultVpc:DefaultVpc";
export const VPCS = ["aws:ec2/vpc:Vpc", DEFAULT_VPC];
export const DEFAULT_SUBNET = "aws:ec2/defaultSubnet:DefaultSubnet";
export const SUBNETS = ["aws:ec2/subnet:Subnet", DEFAULT_SUBNET];
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
export const ROUTE_TABLES = ["aws:ec2/routeTable:RouteTable", DEFAULT_TABLE];
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
const ROUTE = "aws:ec2/route:Route";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const GATEWAYS = [
  INTERNET_GATEWAY,
  "aws:ec2/vpnGateway:VpnGateway",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ec2/localGateway:LocalGateway",
];
const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
const INTERFACES = ["aws:ec2/networkInterface:NetworkInterface", "aws:ec2/instance:Instance"];

/** The table whose routes a subnet follows. */
export type Table =
  /** A resource of this stack: associated with the subnet, or the main one of its VPC. */
  | { readonly kind: "table"; readonly node: Node }
  /** The main table as AWS makes it with the VPC; the stack may add routes to it. Without a VPC: the default VPC's. */
  | { readonly kind: "main"; readonly vpc?: Node }
  | { readonly kind: "unknown"; readonly what: string };

/** How traffic of a subnet gets to the internet. */
export interface Way {
  readonly subnet: Node;
  /** Such as "a NAT gateway". */
  readonly gateway: string;
  /** What has the route: "route public-default", or "route table public". */
  readonly by: string;
}
type Exit = Omit<Way, "subnet">;

/** By its id where the program names it so, by its default VPC, or not at all. */
export function vpcOf(graph: StackGraph, subnet: Node): Refs {
  if (subnet.type !== DEFAULT_SUBNET) return graph.refs(subnet, "vpcId", VPCS);
  const nodes = graph.ofType(DEFAULT_VPC).filter(({ region }) => region === subnet.region);
  return { nodes, outside: [], isUnknown: false };
}

export const subnetsIn = (graph: StackGraph, vpc: Node): Node[] =>
  graph.ofType(...SUBNETS).filter((subnet) => vpcOf(graph, subnet).nodes.includes(vpc));

/** Its name or its id; undefined where AWS chooses. */
export function zoneOf(subnet: Node): string | Unknown | undefined {
  const zone = subnet.get("availabilityZone") ?? subnet.get("availabilityZoneId");
  return zone === UNKNOWN || typeof zone === "string" ? zone : undefined;
}

/**
 * The table that a subnet follows: the one associated with it, else its VPC's main one ("Subnet route tables"). More than one only where
 * nothing tells which of them it is.
 */
export function tablesOf(graph: StackGraph, subnet: Node): readonly Table[] {
  const associations = graph.referring(subnet, ASSOCIATION, "subnetId");
  // An element of a list that is unknown depends on all that the list was made of.
  const sure = associations.filter((one) => graph.refs(one, "subnetId", SUBNETS).nodes.length === 1);
  const tables = (sure.length > 0 ? sure : associations).flatMap((one) => tablesNamed(graph, one));
  return sure.length > 0 ? tables : [...tables, ...mainTablesFor(graph, subnet)];
}

function mainTablesFor(graph: StackGraph, subnet: Node): readonly Table[] {
  const { nodes, outside, isUnknown } = vpcOf(graph, subnet);
  if (nodes.length > 0) return nodes.flatMap((vpc) => mainTablesOf(graph, vpc));
  if (subnet.type === DEFAULT_SUBNET) return [{ kind: "main" }];
  const vpc = outside[0] ?? (isUnknown ? "its VPC" : "a VPC");
  return [{ kind: "unknown", what: `the main route table of ${vpc}, which ${subnet.name} follows,` }];
}

/** What is followed where nothing else is associated: the table that was made the main one, else the one that came with the VPC. */
export function mainTablesOf(graph: StackGraph, vpc: Node): readonly Table[] {
  const chosen = graph.referring(vpc, MAIN_ASSOCIATION, "vpcId");
  return chosen.length > 0 ? chosen.flatMap((one) => tablesNamed(graph, one)) : originalTables(graph, vpc);
}

/** The one that came with the VPC, which the program may have adopted. */
function originalTables(graph: StackGraph, vpc: Node): readonly Table[] {
  const adopted = graph.referring(vpc, DEFAULT_TABLE, "defaultRouteTableId");
  return adopted.length > 0 ? adopted.map((node) => ({ kind: "table", node })) : [{ kind: "main", vpc }];
}

function tablesNamed(graph: StackGraph, association: Node): readonly Table[] {
  const { nodes, outside, isUnknown } = tablesAt(graph, association);
  const what = (table: string) => `the route table ${table}, which ${association.name} names,`;
  return [
    ...nodes.flatMap((node): readonly Table[] =>
      VPCS.includes(node.type) ? originalTables(graph, node) : [{ kind: "table", node }],
    ),
    ...outside.map((id): Table => ({ kind: "unknown", what: what(id) })),
    ...(isUnknown ? [{ kind: "unknown", what: what("of another stack") } as const] : []),
  ];
}

/** Tables that a route or an association names; VPCs where it names their main table, which is no resource here. */
function tablesAt(graph: StackGraph, node: Node): Refs {
  const refs = graph.refs(node, "routeTableId", [...ROUTE_TABLES, ...VPCS]);
  // Deployed, a VPC has the id of its main table, and so has the table.
  const tables = refs.nodes.filter(({ type }) => ROUTE_TABLES.includes(type));
  return { ...refs, nodes: tables.length > 0 ? tables : refs.nodes };
}

/** Ways from this subnet to the internet. */
export function waysFrom(graph: StackGraph, subnet: Node): Answer<Way> {
  const tables = tablesOf(graph, subnet).map((table) => exitsOf(graph, table));
  const exits = oneOf(tables, `which route table ${subnet.name} follows`);
  // Deployed, a table lists the routes that are resources too; and tables that it may follow may be one.
  const each = new Map(exits.found.map((exit) => [`${exit.gateway} ${exit.by}`, exit]));
  return { ...exits, found: [...each.values()].map((exit) => ({ subnet, ...exit })) };
}

/** Ways to the internet from where a resource is, by a property that holds subnets. */
export function waysOut(graph: StackGraph, node: Node, path: string): Answer<Way> {
  const { nodes, outside, isUnknown } = graph.refs(node, path, SUBNETS);
  const ways = nodes.map((subnet) => waysFrom(graph, subnet));
  const value = node.get(path);
  const isSure = isKnown(value) || (Array.isArray(value) && value.length >= nodes.length);
  return together([
    isSure ? together(ways) : oneOf(ways, `which subnets ${path} of ${node.name} names`),
    ...outside.map((id) => unclear(`where ${id}, a subnet of no resource here, leads`)),
    isUnknown ? unclear(path) : NOTHING,
  ]);
}

/** What leads to the internet of a table's routes: its own, and those that are resources. */
function exitsOf(graph: StackGraph, table: Table): Answer<Exit> {
  if (table.kind === "unknown") return unclear(table.what);
  const owner = table.kind === "table" ? table.node : table.vpc;
  // AWS makes the default VPC with such a route ("Default VPCs").
  const isDefault = owner === undefined || owner.type === DEFAULT_VPC;
  return together([
    isDefault ? found({ gateway: "an internet gateway", by: "the default VPC's main route table" }) : NOTHING,
    owner && table.kind === "table" ? ownExits(graph, owner) : NOTHING,
    ...(owner ? graph.ofType(ROUTE).map((route) => exitOfRoute(graph, route, owner)) : []),
  ]);
}

function ownExits(graph: StackGraph, table: Node): Answer<Exit> {
  const routes = table.list("routes");
  if (routes === UNKNOWN) return unclear(`routes of ${table.name}`);
  const by = `route table ${table.name}`;
  return together(
    routes.map((route, index) =>
      route === UNKNOWN ? unclear(`routes of ${table.name}`) : exitOf(graph, table, `routes[${index}].`, by),
    ),
  );
}

/** Of a route that is a resource: nothing where it belongs to another table. */
function exitOfRoute(graph: StackGraph, route: Node, owner: Node): Answer<Exit> {
  const named = tablesAt(graph, route);
  const owners = owner.type === DEFAULT_TABLE ? [owner, ...vpcsOfTable(graph, owner)] : [owner];
  const isHere = named.nodes.some((node) => owners.includes(node));
  if (!isHere && !named.isUnknown) return NOTHING;
  const exit = exitOf(graph, route, "", `route ${route.name}`);
  const isSure = named.nodes.length === 1;
  return isSure || exit.found.length === 0 ? exit : unclear(`routeTableId of ${route.name}`);
}

const vpcsOfTable = (graph: StackGraph, table: Node) => graph.refs(table, "defaultRouteTableId", VPCS).nodes;

/** Gateways that lead to the internet by themselves, whatever the destination. */
const SURE_EXITS = {
  egressOnlyGatewayId: "an egress-only internet gateway",
  carrierGatewayId: "a carrier gateway",
} as const;

/** What may lead on to the internet somewhere else. Peering does not: it takes nothing through ("VPC peering limitations"). */
const UNSURE_EXITS = {
  transitGatewayId: "a transit gateway",
  coreNetworkArn: "a core network",
  vpcEndpointId: "an endpoint of a firewall or load balancer",
  localGatewayId: "a local gateway",
} as const;

/** `at` goes before the names of a route's properties. */
function exitOf(graph: StackGraph, holder: Node, at: string, by: string): Answer<Exit> {
  // State of AWS says "" for what a route does not have.
  const has = (property: string) => ![undefined, ""].includes(holder.get(at + property) as string);
  for (const [property, gateway] of Object.entries(SURE_EXITS))
    if (has(property)) return found({ gateway, by });
  if (has("gatewayId")) return exitByGateway(graph, holder, at, by);
  if (has("natGatewayId")) return exitByNat(graph, holder, at, by);
  if (!leadsFar(holder, at)) return NOTHING;
  for (const property of ["networkInterfaceId", "instanceId"])
    if (has(property)) return exitByInterface(graph, holder, at + property, by);
  for (const [property, gateway] of Object.entries(UNSURE_EXITS))
    if (has(property)) return unclear(`whether ${gateway}, to which ${by} leads, leads to the internet`);
  return NOTHING;
}

/** An internet gateway, or "local", or one of those that have the same property and lead elsewhere. */
function exitByGateway(graph: StackGraph, holder: Node, at: string, by: string): Answer<Exit> {
  const id = holder.get(`${at}gatewayId`);
  const exit = found({ gateway: "an internet gateway", by });
  const { nodes } = graph.refs(holder, `${at}gatewayId`, GATEWAYS);
  const isExit = ({ type }: Node) => type === INTERNET_GATEWAY;
  // The dependencies of inline routes are those of all of them: a gateway among them is in one.
  if (at === "" ? nodes.length > 0 && nodes.every(isExit) : nodes.some(isExit)) return exit;
  if (typeof id === "string" && nodes.length === 0) return id.startsWith("igw-") ? exit : NOTHING;
  return nodes.length > 0 && !nodes.some(isExit) ? NOTHING : unclear(`gatewayId of ${by}`);
}

/** A private one leads to other networks only ("NAT gateway basics"). */
function exitByNat(graph: StackGraph, holder: Node, at: string, by: string): Answer<Exit> {
  const exit = found({ gateway: "a NAT gateway", by });
  const { nodes } = graph.refs(holder, `${at}natGatewayId`, [NAT_GATEWAY]);
  const kinds = nodes.map((nat) => nat.get("connectivityType") ?? "public");
  if (kinds.length > 0 && kinds.every((kind) => kind === "private")) return NOTHING;
  if (kinds.includes(UNKNOWN))
    return unclear(`connectivityType of ${nodes.map(({ name }) => name).join(", ")}`);
  return nodes.length > 0 || leadsFar(holder, at) ? exit : unclear(`what the NAT gateway of ${by} leads to`);
}

/** An instance that forwards what is not for itself is a NAT instance, or a firewall in front of one ("NAT instances"). */
function exitByInterface(graph: StackGraph, holder: Node, path: string, by: string): Answer<Exit> {
  const { nodes } = graph.refs(holder, path, INTERFACES);
  return nodes.some((node) => node.get("sourceDestCheck") === false)
    ? found({ gateway: "a NAT instance", by })
    : unclear(`what forwards the traffic of ${by}`);
}

const DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock"];

/** To public addresses, as far as it is known. What a prefix list holds is not looked into. */
const leadsFar = (holder: Node, at: string): boolean =>
  !DESTINATIONS.some((name) => isPrivate(String(holder.get(at + name))));
