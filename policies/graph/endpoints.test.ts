import type { GraphResource } from "../../engine/graph";
import { endpoint, interfaceTo, subnet, table, vpc } from "../s3-endpoints/testing/network";
import { resource, stackOf } from "../testing/stack";
import { endpointsOf, endpointsTo, kindOf, routeTablesOf, serviceOf, subnetsOfEndpoint } from "./endpoints";
import { type Node, type StackGraph, UNKNOWN } from "./index";

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};
const namesOf = (nodes: readonly Node[]) => nodes.map(({ name }) => name);
const only = (own: GraphResource) => endpointsOf(stackOf(own))[0] as Node;

test.each([
  ["com.amazonaws.eu-west-1.s3", { region: "eu-west-1", name: "s3" }],
  ["com.amazonaws.us-gov-east-1.ecr.api", { region: "us-gov-east-1", name: "ecr.api" }],
  ["cn.com.amazonaws.cn-north-1.sqs", { region: "cn-north-1", name: "sqs" }],
  ["aws.api.us-east-1.freetier", { region: "us-east-1", name: "freetier" }],
  ["aws.sagemaker.eu-west-1.notebook", { region: "eu-west-1", name: "notebook" }],
  ["com.amazonaws.vpce.eu-west-1.vpce-svc-0abc", undefined],
  ["com.amazonaws.s3-global.accesspoint", undefined],
  ["com.example.eu-west-1.s3", undefined],
  ["x.com.amazonaws.eu-west-1.s3", undefined],
  [undefined, undefined],
])("the service of %s", (serviceName, service) =>
  expect(serviceOf(only(endpoint("it", { serviceName })))).toEqual(service),
);

test("an unknown service and an unknown kind", () => {
  const own = only(endpoint("it", {}, { unknown: ["serviceName", "vpcEndpointType"] }));
  expect([serviceOf(own), kindOf(own)]).toEqual([UNKNOWN, UNKNOWN]);
  expect(kindOf(only(endpoint("it")))).toBe("Gateway");
  expect(kindOf(only(interfaceTo("it")))).toBe("Interface");
});

test("which endpoints of a network lead to a service", () => {
  const graph = stackOf(
    vpc(),
    vpc("other"),
    endpoint("s3"),
    interfaceTo("sqs"),
    endpoint("far", { vpcId: "other-id", serviceName: "com.amazonaws.eu-west-1.s3" }),
    endpoint("hidden", {}, { unknown: ["serviceName"] }),
    endpoint("own", { serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0abc" }),
    endpoint("kindless", { serviceName: "com.amazonaws.eu-west-1.sns" }, { unknown: ["vpcEndpointType"] }),
    endpoint("no-fips", { serviceName: "com.amazonaws.eu-west-1.s3-fips.data" }),
    endpoint("away", { vpcId: "vpc-0abc", serviceName: "com.amazonaws.eu-west-1.s3-fips" }),
    endpoint(
      "lost",
      { vpcId: "vpc-0abc", serviceName: "com.amazonaws.eu-west-1.sqs" },
      { unknown: ["vpcId"] },
    ),
  );
  const to = (network: Node | string, ...[names, kinds]: [string[], string[]]) => {
    const { endpoints, perhaps } = endpointsTo(graph, network, names, kinds);
    return [namesOf(endpoints), namesOf(perhaps)];
  };
  const home = named(graph, "vpc");
  expect(to(home, ["s3"], ["Gateway"])).toEqual([["s3"], ["hidden"]]);
  expect(to(home, ["s3"], ["Interface"])).toEqual([[], []]);
  expect(to(home, ["s3.data"], ["Gateway"])).toEqual([[], ["hidden"]]);
  expect(to(home, ["sqs"], ["Interface", "Gateway"])).toEqual([["sqs"], ["hidden", "lost"]]);
  expect(to(home, ["sns"], ["Interface"])).toEqual([[], ["kindless"]]);
  expect(to("vpc-0abc", ["s3"], ["Gateway"])).toEqual([["away"], []]);
});

test("its tables and its subnets, its own and those of associations, each once", () => {
  const graph = stackOf(
    vpc(),
    table("first"),
    table("second"),
    subnet("a"),
    subnet("b"),
    subnet("c"),
    endpoint("s3", { routeTableIds: ["first-id", "rtb-0abc"] }),
    resource("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation", "t", {
      vpcEndpointId: "s3-id",
      routeTableId: "second-id",
      after: "aside-id",
    }),
    table("aside"),
    subnet("aside-too"),
    resource("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation", "another's", {
      vpcEndpointId: "sqs-id",
      routeTableId: "aside-id",
      after: "s3-id",
    }),
    resource("aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation", "another's too", {
      vpcEndpointId: "s3-id",
      subnetId: "aside-too-id",
      after: "sqs-id",
    }),
    resource("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation", "same", {
      vpcEndpointId: "s3-id",
      routeTableId: "rtb-0abc",
    }),
    interfaceTo("sqs", {
      subnetIds: ["b-id"],
      subnetConfigurations: [{ subnetId: "c-id", ipv4: "10.0.0.9" }],
      after: "aside-too-id",
    }),
    resource("aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation", "s", {
      vpcEndpointId: "sqs-id",
      subnetId: "a-id",
      after: "aside-too-id",
    }),
  );
  const tables = routeTablesOf(graph, named(graph, "s3"));
  expect([namesOf(tables.nodes), tables.outside, tables.isUnknown]).toEqual([
    ["first", "second"],
    ["rtb-0abc"],
    false,
  ]);
  const subnets = subnetsOfEndpoint(graph, named(graph, "sqs"));
  expect([namesOf(subnets.nodes), subnets.outside, subnets.isUnknown]).toEqual([["a", "b", "c"], [], false]);
});

test("what is unknown of them", () => {
  const graph = stackOf(
    endpoint("s3", {}, { unknown: ["routeTableIds"] }),
    interfaceTo("sqs", {}, { unknown: ["subnetIds"] }),
  );
  expect(routeTablesOf(graph, named(graph, "s3")).isUnknown).toBe(true);
  const inPart = stackOf(
    interfaceTo("sqs", {}, { unknown: ["subnetConfigurations"] }),
    endpoint("s3", { routeTableIds: ["rtb-0abc"] }),
  );
  expect(subnetsOfEndpoint(inPart, named(inPart, "sqs")).isUnknown).toBe(true);
  expect(subnetsOfEndpoint(graph, named(graph, "sqs")).isUnknown).toBe(true);
});
