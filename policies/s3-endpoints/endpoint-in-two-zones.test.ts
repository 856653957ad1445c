import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { endpointInTwoZones as rule } from "./endpoint-in-two-zones";
import { endpoint, interfaceTo, subnet } from "./testing/network";

const few = (count: number, of = 2) =>
  `violation sqs: sqs is in ${count} of ${of} zones: when that one fails, the API is out of reach for all others. Add a subnet of another zone to subnetIds.`;
const unknown = (what: string) =>
  `undetermined sqs: sqs: ${what} is not known before a deployment, or not to this stack.`;
const subnets = [subnet("a", "eu-west-1a"), subnet("b", "eu-west-1b"), subnet("a2", "eu-west-1a")];
const to = (...names: string[]) => interfaceTo("sqs", { subnetIds: names.map((name) => `${name}-id`) });
const hidden = subnet("c", undefined);
delete (hidden.inputs as Record<string, unknown>).availabilityZone;

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "two", graph: stackOf(...subnets, to("a", "b")), says: [] },
  { title: "one", graph: stackOf(...subnets, to("a")), says: [few(1)] },
  { title: "two subnets of one", graph: stackOf(...subnets, to("a", "a2")), says: [few(1)] },
  { title: "none", graph: stackOf(interfaceTo("sqs", { subnetIds: undefined })), says: [few(0)] },
  { title: "a gateway", graph: stackOf(endpoint("s3")), says: [] },
  {
    title: "somebody's own service",
    graph: stackOf(
      ...subnets,
      interfaceTo("x", { serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0a", subnetIds: ["a-id"] }),
    ),
    says: [],
  },
  {
    title: "by an association",
    graph: stackOf(
      ...subnets,
      to("a"),
      resource("aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation", "x", {
        vpcEndpointId: "sqs-id",
        subnetId: "b-id",
      }),
    ),
    says: [],
  },
  {
    title: "with addresses of their own",
    graph: stackOf(
      ...subnets,
      interfaceTo("sqs", {
        subnetIds: undefined,
        subnetConfigurations: [{ subnetId: "a-id" }, { subnetId: "b-id" }],
      }),
    ),
    says: [],
  },
  {
    title: "zones by id",
    graph: stackOf(
      subnet("a", "x", { availabilityZone: undefined, availabilityZoneId: "euw1-az1" }),
      subnets[1] as never,
      to("a", "b"),
    ),
    says: [],
  },
  {
    title: "a zone that AWS chooses",
    graph: stackOf(...subnets, hidden, to("a", "c")),
    says: [unknown("the zone of each of its subnets")],
  },
  { title: "only one, which AWS chooses", graph: stackOf(hidden, to("c")), says: [few(1)] },
  {
    title: "an unknown zone",
    graph: stackOf(...subnets, subnet("c", "z", {}, { unknown: ["availabilityZone"] }), to("a", "c")),
    says: [unknown("the zone of each of its subnets")],
  },
  {
    title: "subnets of another stack",
    graph: stackOf(to("x", "y")),
    says: [unknown("the zone of each of its subnets")],
  },
  {
    title: "unknown subnets",
    graph: stackOf(interfaceTo("sqs", {}, { unknown: ["subnetIds"] })),
    says: [unknown("subnetIds")],
  },
  {
    title: "subnets known by what they depend on",
    graph: stackOf(
      ...subnets,
      interfaceTo("sqs", {}, { unknown: ["subnetIds"], dependsOn: { subnetIds: subnets } }),
    ),
    says: [],
  },
  {
    title: "an unknown kind",
    graph: stackOf(interfaceTo("sqs", {}, { unknown: ["vpcEndpointType"] })),
    says: [unknown("vpcEndpointType")],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("how many is a parameter", () => {
  expectVerdict(rule, stackOf(...subnets, to("a", "b")), [few(2, 3)], { zonesMin: 3 });
  expectVerdict(rule, stackOf(...subnets, to("a")), [], { zonesMin: 1 });
});

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(...subnets, to("a")), "sqs")).toEqual(["excused sqs"]));
