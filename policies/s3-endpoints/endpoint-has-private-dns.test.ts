import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { endpointHasPrivateDns as rule } from "./endpoint-has-private-dns";
import { endpoint, interfaceTo } from "./testing/network";

const off = (name: string) =>
  `violation ${name}: ${name} does not answer to the usual name of ${name}: the SDK goes past it, and calls leave through NAT or hang. Set privateDnsEnabled to true.`;
const unknown = (name: string, path: string) =>
  `undetermined ${name}: ${name}: ${path} is not known before a deployment, or not to this stack.`;

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "on", graph: stackOf(interfaceTo("sqs")), says: [] },
  { title: "off", graph: stackOf(interfaceTo("sqs", { privateDnsEnabled: false })), says: [off("sqs")] },
  {
    title: "not said",
    graph: stackOf(interfaceTo("sqs", { privateDnsEnabled: undefined })),
    says: [off("sqs")],
  },
  {
    title: "a gateway",
    graph: stackOf(endpoint("s3"), endpoint("dynamodb", { vpcEndpointType: "Gateway" })),
    says: [],
  },
  {
    title: "an interface to what has a gateway",
    graph: stackOf(
      interfaceTo("s3", { privateDnsEnabled: false }),
      interfaceTo("dynamodb", { privateDnsEnabled: false }),
    ),
    says: [],
  },
  {
    title: "somebody's own service",
    graph: stackOf(
      interfaceTo("x", { serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0a", privateDnsEnabled: false }),
    ),
    says: [],
  },
  {
    title: "an unknown switch",
    graph: stackOf(interfaceTo("sqs", {}, { unknown: ["privateDnsEnabled"] })),
    says: [unknown("sqs", "privateDnsEnabled")],
  },
  {
    title: "off at an unknown service",
    graph: stackOf(interfaceTo("sqs", { privateDnsEnabled: false }, { unknown: ["serviceName"] })),
    says: [unknown("sqs", "serviceName")],
  },
  {
    title: "off at an unknown kind",
    graph: stackOf(interfaceTo("sqs", { privateDnsEnabled: false }, { unknown: ["vpcEndpointType"] })),
    says: [unknown("sqs", "vpcEndpointType")],
  },
  {
    title: "on at an unknown service",
    graph: stackOf(interfaceTo("sqs", {}, { unknown: ["serviceName"] })),
    says: [],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(interfaceTo("sqs", { privateDnsEnabled: false })), "sqs")).toEqual([
    "excused sqs",
  ]));
