import type { GraphResource, Properties } from "../../engine/graph";
import { component, previewOf, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { type StackGraph, UNKNOWN } from ".";
import { mainTablesOf, subnetsIn, tablesOf, vpcOf, waysFrom, waysOut, zoneOf } from "./network";

const of = (token: string) => (name: string, props?: Properties, options?: ResourceOptions) =>
  resource(token, name, props, options);
const Vpc = of("aws:ec2/vpc:Vpc");
const DefaultVpc = of("aws:ec2/defaultVpc:DefaultVpc");
const Subnet = of("aws:ec2/subnet:Subnet");
const DefaultSubnet = of("aws:ec2/defaultSubnet:DefaultSubnet");
const Table = of("aws:ec2/routeTable:RouteTable");
const DefaultTable = of("aws:ec2/defaultRouteTable:DefaultRouteTable");
const Association = of("aws:ec2/routeTableAssociation:RouteTableAssociation");
const MainAssociation = of("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation");
const Route = of("aws:ec2/route:Route");
const InternetGateway = of("aws:ec2/internetGateway:InternetGateway");
const VpnGateway = of("aws:ec2/vpnGateway:VpnGateway");
const NatGateway = of("aws:ec2/natGateway:NatGateway");
const Interface = of("aws:ec2/networkInterface:NetworkInterface");
const Instance = of("aws:ec2/instance:Instance");
const SubnetGroup = of("aws:rds/subnetGroup:SubnetGroup");

const vpc = Vpc("vpc");
const a = Subnet("a", { vpcId: "vpc-id" });
const b = Subnet("b", { vpcId: "vpc-id" });
const table = Table("table", { vpcId: "vpc-id" });
const associated = Association("a-to-table", { subnetId: "a-id", routeTableId: "table-id" });
const igw = InternetGateway("igw", { vpcId: "vpc-id" });
const nat = NatGateway("nat", { subnetId: "b-id" });
const everywhere = { destinationCidrBlock: "0.0.0.0/0" };

const nodeOf = (graph: StackGraph, name: string) => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`There is no ${name}.`);
  return node;
};

/** Each a line, such as "a: a NAT gateway by route out"; what is unknown after a question mark. */
function waysOf(graph: StackGraph, name = "a"): string[] {
  const { found, unknown } = waysFrom(graph, nodeOf(graph, name));
  return [
    ...found.map(({ subnet, gateway, by }) => `${subnet.name}: ${gateway} by ${by}`),
    ...unknown.map((fact) => `? ${fact}`),
  ];
}

const inTable = (...more: GraphResource[]) => stackOf(vpc, a, b, table, associated, igw, nat, ...more);

describe("where a route leads", () => {
  test("a table without routes leads nowhere, whatever else the VPC has", () => {
    expect(waysOf(inTable())).toEqual([]);
  });

  test.each<{ title: string; props: Properties; is: string[]; more?: GraphResource[] }>([
    {
      title: "an internet gateway",
      props: { gatewayId: "igw-id" },
      is: ["a: an internet gateway by route out"],
    },
    {
      title: "an internet gateway, to one address only",
      props: { gatewayId: "igw-id", destinationCidrBlock: "8.8.8.8/32" },
      is: ["a: an internet gateway by route out"],
    },
    {
      title: "somebody else's internet gateway",
      props: { gatewayId: "igw-0123456789abcdef0" },
      is: ["a: an internet gateway by route out"],
    },
    { title: "local", props: { gatewayId: "local" }, is: [] },
    { title: "somebody else's VPN gateway", props: { gatewayId: "vgw-0123456789abcdef0" }, is: [] },
    { title: "a VPN gateway", props: { gatewayId: "vpn-id" }, is: [], more: [VpnGateway("vpn")] },
    { title: "a NAT gateway", props: { natGatewayId: "nat-id" }, is: ["a: a NAT gateway by route out"] },
    {
      title: "a public NAT gateway, said so, to one address only",
      props: { natGatewayId: "said-id", destinationCidrBlock: "10.0.0.0/8" },
      is: ["a: a NAT gateway by route out"],
      more: [NatGateway("said", { connectivityType: "public" })],
    },
    {
      title: "a private NAT gateway",
      props: { natGatewayId: "private-id" },
      is: [],
      more: [NatGateway("private", { connectivityType: "private" })],
    },
    {
      title: "a NAT gateway of an unknown kind",
      props: { natGatewayId: "some-id" },
      is: ["? connectivityType of some"],
      more: [NatGateway("some", {}, { unknown: ["connectivityType"] })],
    },
    {
      title: "somebody else's NAT gateway, to everywhere",
      props: { natGatewayId: "nat-0123456789abcdef0" },
      is: ["a: a NAT gateway by route out"],
    },
    {
      title: "somebody else's NAT gateway, to private addresses",
      props: { natGatewayId: "nat-0123456789abcdef0", destinationCidrBlock: "10.0.0.0/8" },
      is: ["? what the NAT gateway of route out leads to"],
    },
    {
      title: "an egress-only gateway",
      props: { egressOnlyGatewayId: "eigw-1", destinationIpv6CidrBlock: "::/0" },
      is: ["a: an egress-only internet gateway by route out"],
    },
    {
      title: "a carrier gateway",
      props: { carrierGatewayId: "cagw-1" },
      is: ["a: a carrier gateway by route out"],
    },
    { title: "peering", props: { vpcPeeringConnectionId: "pcx-1" }, is: [] },
    {
      title: "a transit gateway, to everywhere",
      props: { transitGatewayId: "tgw-1" },
      is: ["? whether a transit gateway, to which route out leads, leads to the internet"],
    },
    {
      title: "a transit gateway, to everywhere in IPv6",
      props: { transitGatewayId: "tgw-1", destinationCidrBlock: undefined, destinationIpv6CidrBlock: "::/0" },
      is: ["? whether a transit gateway, to which route out leads, leads to the internet"],
    },
    {
      title: "a transit gateway, to a prefix list",
      props: { transitGatewayId: "tgw-1", destinationCidrBlock: undefined, destinationPrefixListId: "pl-1" },
      is: ["? whether a transit gateway, to which route out leads, leads to the internet"],
    },
    {
      title: "a transit gateway, to private addresses",
      props: { transitGatewayId: "tgw-1", destinationCidrBlock: "10.0.0.0/8" },
      is: [],
    },
    {
      title: "a transit gateway, to private addresses of IPv6",
      props: {
        transitGatewayId: "tgw-1",
        destinationCidrBlock: undefined,
        destinationIpv6CidrBlock: "fd00::/8",
      },
      is: [],
    },
    {
      title: "a core network",
      props: { coreNetworkArn: "arn:aws:networkmanager::1:core-network/c" },
      is: ["? whether a core network, to which route out leads, leads to the internet"],
    },
    {
      title: "a firewall",
      props: { vpcEndpointId: "vpce-1" },
      is: [
        "? whether an endpoint of a firewall or load balancer, to which route out leads, leads to the internet",
      ],
    },
    {
      title: "an outpost's gateway",
      props: { localGatewayId: "lgw-1" },
      is: ["? whether a local gateway, to which route out leads, leads to the internet"],
    },
    {
      title: "an interface that forwards",
      props: { networkInterfaceId: "eni-id" },
      is: ["a: a NAT instance by route out"],
      more: [Interface("eni", { sourceDestCheck: false })],
    },
    {
      title: "an interface that does not say so",
      props: { networkInterfaceId: "eni-id" },
      is: ["? what forwards the traffic of route out"],
      more: [Interface("eni")],
    },
    {
      title: "somebody else's interface",
      props: { networkInterfaceId: "eni-0123456789abcdef0" },
      is: ["? what forwards the traffic of route out"],
    },
    {
      title: "an instance that forwards",
      props: { instanceId: "box-id" },
      is: ["a: a NAT instance by route out"],
      more: [Instance("box", { sourceDestCheck: false })],
    },
    {
      title: "an instance that forwards to private addresses",
      props: { instanceId: "box-id", destinationCidrBlock: "192.168.0.0/16" },
      is: [],
      more: [Instance("box", { sourceDestCheck: false })],
    },
    { title: "nothing that is said", props: {}, is: [] },
    {
      title: "what a deployed route says of what it has not",
      props: { egressOnlyGatewayId: "", natGatewayId: "", gatewayId: "local" },
      is: [],
    },
  ])("to $title", ({ props, is, more = [] }) => {
    const route = Route("out", { routeTableId: "table-id", ...everywhere, ...props });
    expect(waysOf(inTable(...more, route))).toEqual(is);
  });

  test("an unknown target", () => {
    const firewall = resource("aws:ec2/vpcEndpoint:VpcEndpoint", "firewall");
    const inside = NatGateway("inside", { connectivityType: "private" });
    const unsure = NatGateway("unsure", {}, { unknown: ["connectivityType"] });
    const outpost = resource("aws:ec2/localGateway:LocalGateway", "outpost");
    const to = (property: string, options: ResourceOptions) =>
      waysOf(
        inTable(
          VpnGateway("vpn"),
          firewall,
          outpost,
          inside,
          unsure,
          Route("out", { routeTableId: "table-id", ...everywhere }, { unknown: [property], ...options }),
        ),
      );
    expect(to("gatewayId", {})).toEqual(["? gatewayId of route out"]);
    expect(to("gatewayId", { dependsOn: { gatewayId: [igw] } })).toEqual([
      "a: an internet gateway by route out",
    ]);
    expect(to("gatewayId", { dependsOn: { gatewayId: [VpnGateway("vpn")] } })).toEqual([]);
    expect(to("gatewayId", { dependsOn: { gatewayId: [firewall] } })).toEqual([]);
    expect(to("gatewayId", { dependsOn: { gatewayId: [outpost] } })).toEqual([]);
    expect(to("gatewayId", { dependsOn: { gatewayId: [VpnGateway("vpn"), igw] } })).toEqual([
      "? gatewayId of route out",
    ]);
    expect(to("natGatewayId", { dependsOn: { natGatewayId: [nat] } })).toEqual([
      "a: a NAT gateway by route out",
    ]);
    expect(to("natGatewayId", { dependsOn: { natGatewayId: [nat, inside] } })).toEqual([
      "a: a NAT gateway by route out",
    ]);
    expect(to("natGatewayId", { dependsOn: { natGatewayId: [inside, unsure] } })).toEqual([
      "? connectivityType of inside, unsure",
    ]);
    expect(to("natGatewayId", {})).toEqual(["a: a NAT gateway by route out"]);
  });

  test("inline routes lead as resources do", () => {
    const inline = (routes: unknown[], options?: ResourceOptions) =>
      waysOf(
        stackOf(
          vpc,
          a,
          igw,
          VpnGateway("vpn"),
          associated,
          Table("table", { vpcId: "vpc-id", routes }, options),
        ),
      );
    expect(inline([{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-id" }])).toEqual([
      "a: an internet gateway by route table table",
    ]);
    expect(inline([{ cidrBlock: "10.0.0.0/8", transitGatewayId: "tgw-1" }])).toEqual([]);
    expect(inline([{ ipv6CidrBlock: "fd00::/8", transitGatewayId: "tgw-1" }])).toEqual([]);
    expect(inline([{ cidrBlock: "0.0.0.0/0", transitGatewayId: "tgw-1" }])).toEqual([
      "? whether a transit gateway, to which route table table leads, leads to the internet",
    ]);
    const both = [{ cidrBlock: "0.0.0.0/0" }, { cidrBlock: "10.9.0.0/16" }];
    expect(
      inline(both, {
        unknown: ["routes[0].gatewayId", "routes[1].gatewayId"],
        dependsOn: { routes: [igw, VpnGateway("vpn")] },
      })[0],
    ).toEqual("a: an internet gateway by route table table");
  });

  test("unknown inline routes may lead anywhere", () => {
    const with_ = (unknown: string[]) =>
      waysOf(stackOf(vpc, a, associated, Table("table", { vpcId: "vpc-id", routes: [{}] }, { unknown })));
    expect(with_(["routes"])).toEqual(["? routes of table"]);
    expect(with_(["routes[0]"])).toEqual(["? routes of table"]);
    expect(with_(["routes[0].gatewayId"])).toEqual(["? gatewayId of route table table"]);
  });

  test("a route of another table counts for nothing", () => {
    const other = Route("out", { routeTableId: "other-id", gatewayId: "igw-id" });
    expect(waysOf(inTable(Table("other"), other))).toEqual([]);
    const outside = Route("out", { routeTableId: "rtb-0123456789abcdef0", gatewayId: "igw-id" });
    expect(waysOf(inTable(outside))).toEqual([]);
  });

  test("a route whose table is unknown counts only if it leads out", () => {
    const lost = (props: Properties, options: ResourceOptions = {}) =>
      waysOf(inTable(Table("other"), Route("out", props, { unknown: ["routeTableId"], ...options })));
    expect(lost({ gatewayId: "igw-id" })).toEqual(["? routeTableId of out"]);
    expect(lost({ gatewayId: "local" })).toEqual([]);
    const both = { dependsOn: { routeTableId: [table, Table("other")] } };
    expect(lost({ gatewayId: "igw-id" }, both)).toEqual(["? routeTableId of out"]);
    expect(lost({ gatewayId: "igw-id" }, { dependsOn: { routeTableId: [table] } })).toEqual([
      "a: an internet gateway by route out",
    ]);
  });
});

describe("which table a subnet follows", () => {
  const open = Table("open", { vpcId: "vpc-id", routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-id" }] });
  const out = "a: an internet gateway by route table open";

  test("the one associated, not the main one", () => {
    const main = MainAssociation("main", { vpcId: "vpc-id", routeTableId: "open-id" });
    expect(waysOf(inTable(open, main))).toEqual([]);
    expect(waysOf(inTable(open, main), "b")).toEqual(["b: an internet gateway by route table open"]);
  });

  test("the main one as AWS makes it, with the routes that are added to it", () => {
    const graph = stackOf(vpc, a);
    expect(waysOf(graph)).toEqual([]);
    expect(tablesOf(graph, nodeOf(graph, "a"))).toEqual([{ kind: "main", vpc: nodeOf(graph, "vpc") }]);
    const added = Route("added", { gatewayId: "igw-id" }, { dependsOn: { routeTableId: [vpc] } });
    expect(waysOf(stackOf(vpc, a, igw, added))).toEqual(["a: an internet gateway by route added"]);
  });

  test("the main one that the program adopted, with both kinds of routes", () => {
    const adopted = DefaultTable("adopted", {}, { dependsOn: { defaultRouteTableId: [vpc] } });
    const graph = stackOf(vpc, a, adopted);
    expect(waysOf(graph)).toEqual([]);
    expect(mainTablesOf(graph, nodeOf(graph, "vpc"))).toEqual([
      { kind: "table", node: nodeOf(graph, "adopted") },
    ]);
    const inline = DefaultTable(
      "adopted",
      { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-id" }] },
      { dependsOn: { defaultRouteTableId: [vpc] } },
    );
    expect(waysOf(stackOf(vpc, a, nat, inline))).toEqual(["a: a NAT gateway by route table adopted"]);
    const byVpc = Route("by-vpc", { gatewayId: "igw-id" }, { dependsOn: { routeTableId: [vpc] } });
    expect(waysOf(stackOf(vpc, a, igw, adopted, byVpc))).toEqual(["a: an internet gateway by route by-vpc"]);
    const byTable = Route("by-table", { gatewayId: "igw-id", routeTableId: "adopted-id" });
    expect(waysOf(stackOf(vpc, a, igw, adopted, byTable))).toEqual([
      "a: an internet gateway by route by-table",
    ]);
  });

  test("once deployed the main one is known by its id", () => {
    const deployed = Vpc(
      "vpc",
      {},
      { outputs: { mainRouteTableId: "rtb-main", defaultRouteTableId: "rtb-main" } },
    );
    const route = Route("added", { gatewayId: "igw-id", routeTableId: "rtb-main" });
    expect(waysOf(stackOf(deployed, a, igw, route))).toEqual(["a: an internet gateway by route added"]);
    const named = Association("a-to-main", { subnetId: "a-id", routeTableId: "rtb-main" });
    expect(waysOf(stackOf(deployed, a, igw, route, named))).toEqual([
      "a: an internet gateway by route added",
    ]);
  });

  test("once deployed a VPC and its main table have one id", () => {
    const made = Vpc(
      "vpc",
      {},
      { outputs: { mainRouteTableId: "open-id", defaultRouteTableId: "rtb-first" } },
    );
    const closed = Table("open", { vpcId: "vpc-id" });
    const route = Route("added", { gatewayId: "igw-id", routeTableId: "open-id" });
    const main = MainAssociation("main", { vpcId: "vpc-id", routeTableId: "open-id" });
    const added = ["a: an internet gateway by route added"];
    expect(waysOf(stackOf(made, a, igw, closed, route, main))).toEqual(added);
    const explicit = Association("a-to-open", { subnetId: "a-id", routeTableId: "open-id" });
    expect(waysOf(stackOf(made, a, igw, closed, route, main, explicit))).toEqual(added);
    expect(waysOf(stackOf(made, a, igw, closed, main, explicit))).toEqual([]);
    const adopting = Vpc(
      "vpc",
      {},
      { outputs: { mainRouteTableId: "first-id", defaultRouteTableId: "first-id" } },
    );
    const first = DefaultTable("first", { defaultRouteTableId: "first-id" });
    const byId = Route("added", { gatewayId: "igw-id", routeTableId: "first-id" });
    expect(waysOf(stackOf(adopting, a, igw, first, byId))).toEqual(added);
  });

  test("the table that was made the main one", () => {
    const main = MainAssociation("main", { vpcId: "vpc-id", routeTableId: "open-id" });
    const adopted = DefaultTable("adopted", {}, { dependsOn: { defaultRouteTableId: [vpc] } });
    expect(waysOf(stackOf(vpc, a, igw, open, adopted, main))).toEqual([out]);
    const outside = MainAssociation("main", { vpcId: "vpc-id", routeTableId: "rtb-0123456789abcdef0" });
    expect(waysOf(stackOf(vpc, a, outside))).toEqual([
      "? the route table rtb-0123456789abcdef0, which main names,",
    ]);
  });

  test("a table of another stack is not known", () => {
    const outside = Association("a-out", { subnetId: "a-id", routeTableId: "rtb-0123456789abcdef0" });
    expect(waysOf(stackOf(vpc, a, outside))).toEqual([
      "? the route table rtb-0123456789abcdef0, which a-out names,",
    ]);
    const lost = Association("a-out", { subnetId: "a-id" }, { unknown: ["routeTableId"] });
    expect(waysOf(stackOf(vpc, a, lost))).toEqual(["? the route table of another stack, which a-out names,"]);
  });

  test("in a VPC of another stack only what is associated is known", () => {
    const alone = Subnet("a", { vpcId: "vpc-0123456789abcdef0" });
    expect(waysOf(stackOf(alone))).toEqual([
      "? the main route table of vpc-0123456789abcdef0, which a follows,",
    ]);
    expect(waysOf(stackOf(alone, table, associated))).toEqual([]);
    expect(waysOf(stackOf(Subnet("a", {}, { unknown: ["vpcId"] })))).toEqual([
      "? the main route table of its VPC, which a follows,",
    ]);
    expect(waysOf(stackOf(Subnet("a")))).toEqual(["? the main route table of a VPC, which a follows,"]);
  });

  test("which of several, where an element of an unknown list names the subnet", () => {
    const each = (...tables: string[]) =>
      tables.map((name, index) =>
        Association(`to-${index}`, { routeTableId: `${name}-id` }, { dependsOn: { subnetId: [a, b] } }),
      );
    const closed = Table("closed", { vpcId: "vpc-id" });
    expect(waysOf(stackOf(vpc, a, b, closed, ...each("closed", "closed")))).toEqual([]);
    expect(waysOf(stackOf(vpc, a, b, igw, open, closed, ...each("open", "closed")))).toEqual([
      "? which route table a follows",
    ]);
    const main = MainAssociation("main", { vpcId: "vpc-id", routeTableId: "open-id" });
    expect(waysOf(stackOf(vpc, a, b, igw, open, ...each("open", "open"), main))).toEqual([out]);
    const sure = Association("sure", { subnetId: "a-id", routeTableId: "closed-id" });
    expect(waysOf(stackOf(vpc, a, b, igw, open, closed, ...each("open", "open"), sure))).toEqual([]);
  });

  test("the default VPC's main one leads to an internet gateway, unless the program says otherwise", () => {
    const way = (name: string) => `${name}: an internet gateway by the default VPC's main route table`;
    const home = DefaultSubnet("home");
    expect(waysOf(stackOf(home), "home")).toEqual([way("home")]);
    expect(tablesOf(stackOf(home), nodeOf(stackOf(home), "home"))).toEqual([{ kind: "main" }]);
    expect(waysOf(stackOf(DefaultVpc("default"), home), "home")).toEqual([way("home")]);
    const added = Subnet("a", { vpcId: "default-id" });
    expect(waysOf(stackOf(DefaultVpc("default"), added))).toEqual([way("a")]);
    const adopted = DefaultTable(
      "adopted",
      {},
      { dependsOn: { defaultRouteTableId: [DefaultVpc("default")] } },
    );
    expect(waysOf(stackOf(DefaultVpc("default"), home, adopted), "home")).toEqual([]);
    const elsewhere = DefaultVpc("default", {}, { region: "us-west-2" });
    expect(waysOf(stackOf(elsewhere, home, adopted), "home")).toEqual([way("home")]);
    const moved = Association("moved", { subnetId: "home-id", routeTableId: "table-id" });
    expect(waysOf(stackOf(home, table, moved), "home")).toEqual([]);
  });
});

describe("from where a resource is", () => {
  const open = Table("open", { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-id" }] });
  const opened = Association("b-to-open", { subnetId: "b-id", routeTableId: "open-id" });
  const network = [vpc, a, b, igw, table, associated, open, opened];
  const ways = (group: GraphResource, make = stackOf, resources = network) => {
    const graph = make(...resources, group);
    const { found, unknown } = waysOut(graph, nodeOf(graph, "group"), "subnetIds");
    return [...found.map(({ subnet }) => subnet.name), ...unknown.map((fact) => `? ${fact}`)];
  };

  test.each<{ title: string; props?: Properties; options?: ResourceOptions; is: string[] }>([
    { title: "known ids", props: { subnetIds: ["a-id", "b-id"] }, is: ["b"] },
    { title: "none of them leads out", props: { subnetIds: ["a-id"] }, is: [] },
    {
      title: "ids of another stack",
      props: { subnetIds: ["a-id", "subnet-0123456789abcdef0"] },
      is: ["? where subnet-0123456789abcdef0, a subnet of no resource here, leads"],
    },
    { title: "nothing known of them", options: { unknown: ["subnetIds"] }, is: ["? subnetIds"] },
    {
      title: "as many unknown ids as there are subnets",
      props: { subnetIds: ["x", "y"] },
      options: { unknown: ["subnetIds[0]", "subnetIds[1]"], dependsOn: { subnetIds: [a, b] } },
      is: ["b"],
    },
    {
      title: "fewer unknown ids than subnets",
      props: { subnetIds: ["x"] },
      options: { unknown: ["subnetIds[0]"], dependsOn: { subnetIds: [a, b] } },
      is: ["? which subnets subnetIds of group names"],
    },
    {
      title: "an unknown list of subnets that differ",
      options: { dependsOn: { subnetIds: [a, b] } },
      is: ["? which subnets subnetIds of group names"],
    },
    { title: "an unknown list of one", options: { dependsOn: { subnetIds: [b] } }, is: ["b"] },
  ])("$title", ({ props, options, is }) => {
    expect(ways(SubnetGroup("group", props, options))).toEqual(is);
  });

  test("an output of a remote component names what it was made from, not all that the component has", () => {
    const awsx = component("awsx:ec2:Vpc", "net");
    const inside = { parent: awsx };
    const [inner, outer] = [
      Subnet("a", { vpcId: "vpc-id" }, inside),
      Subnet("b", { vpcId: "vpc-id" }, inside),
    ];
    const parts = [awsx, vpc, inner, outer, igw, table, associated, open, opened];
    const group = (...named: GraphResource[]) =>
      SubnetGroup("group", {}, { dependsOn: { subnetIds: named } });
    expect(ways(group(inner, awsx), stackOf, parts)).toEqual([]);
    expect(ways(group(awsx), stackOf, parts)).toEqual(["? which subnets subnetIds of group names"]);
  });

  test("in a preview by dependencies alone", () => {
    const by = (
      token: typeof Table,
      name: string,
      dependsOn: Record<string, GraphResource[]>,
      props?: Properties,
    ) => token(name, props, { dependsOn });
    const subnet = by(Subnet, "a", { vpcId: [vpc] });
    const routes = by(Table, "table", { vpcId: [vpc] });
    const graph = previewOf(
      vpc,
      subnet,
      routes,
      igw,
      by(Association, "a-to-table", { subnetId: [subnet], routeTableId: [routes] }),
      by(Route, "out", { routeTableId: [routes], gatewayId: [igw] }, everywhere),
    );
    expect(waysOf(graph)).toEqual(["a: an internet gateway by route out"]);
  });
});

test("subnets of a VPC, and the VPC of a subnet", () => {
  const graph = stackOf(vpc, Vpc("other"), a, b, Subnet("c", { vpcId: "other-id" }), DefaultSubnet("home"));
  expect(subnetsIn(graph, nodeOf(graph, "vpc")).map(({ name }) => name)).toEqual(["a", "b"]);
  expect(vpcOf(graph, nodeOf(graph, "c")).nodes).toEqual([nodeOf(graph, "other")]);
  expect(vpcOf(graph, nodeOf(graph, "home"))).toEqual({ nodes: [], outside: [], isUnknown: false });
  const home = stackOf(vpc, DefaultVpc("default"), DefaultSubnet("home"));
  expect(vpcOf(home, nodeOf(home, "home")).nodes).toEqual([nodeOf(home, "default")]);
});

test.each([
  {
    title: "by name",
    props: { availabilityZone: "eu-west-1a", availabilityZoneId: "euw1-az1" },
    is: "eu-west-1a",
  },
  { title: "by id", props: { availabilityZoneId: "euw1-az1" }, is: "euw1-az1" },
  { title: "AWS's choice", props: {}, is: undefined },
  { title: "no name at all", props: { availabilityZone: 7 }, is: undefined },
  { title: "unknown", props: {}, unknown: ["availabilityZone"], is: UNKNOWN },
])("the zone of a subnet: $title", ({ props, unknown, is }) => {
  const graph = stackOf(Subnet("one", props, { unknown }));
  expect(zoneOf(nodeOf(graph, "one"))).toBe(is);
});
