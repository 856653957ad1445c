import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { endpoint, interfaceTo, vpc } from "./testing/network";
import { vpcResolvesPrivateNames as rule } from "./vpc-resolves-private-names";

const off = (settings: string, by = "sqs") =>
  `violation vpc: vpc does not resolve the private name of ${by}: calls go past the endpoint. Set ${settings} to true.`;
const on = { enableDnsHostnames: true, enableDnsSupport: true };
const sqs = interfaceTo("sqs");

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "both on", graph: stackOf(vpc("vpc", on), sqs), says: [] },
  { title: "support by default", graph: stackOf(vpc("vpc", { enableDnsHostnames: true }), sqs), says: [] },
  { title: "host names by default", graph: stackOf(vpc(), sqs), says: [off("enableDnsHostnames")] },
  {
    title: "support off",
    graph: stackOf(vpc("vpc", { ...on, enableDnsSupport: false }), sqs),
    says: [off("enableDnsSupport")],
  },
  {
    title: "both off, for two endpoints",
    graph: stackOf(vpc("vpc", { enableDnsSupport: false }), sqs, interfaceTo("sns")),
    says: [off("enableDnsSupport and enableDnsHostnames")],
  },
  {
    title: "no private name",
    graph: stackOf(vpc(), interfaceTo("sqs", { privateDnsEnabled: false })),
    says: [],
  },
  { title: "a gateway", graph: stackOf(vpc(), endpoint("s3")), says: [] },
  {
    title: "the endpoint of that network is named",
    graph: stackOf(vpc("other", on), interfaceTo("sns", { vpcId: "other-id" }), vpc(), sqs),
    says: [off("enableDnsHostnames")],
  },
  {
    title: "the default network",
    graph: stackOf(resource("aws:ec2/defaultVpc:DefaultVpc", "vpc"), sqs),
    says: [],
  },
  { title: "another stack's network", graph: stackOf(interfaceTo("sqs", { vpcId: "vpc-0abc" })), says: [] },
  {
    title: "unknown settings",
    graph: stackOf(vpc("vpc", {}, { unknown: ["enableDnsSupport", "enableDnsHostnames"] }), sqs),
    says: [
      "undetermined vpc: vpc: enableDnsSupport and enableDnsHostnames is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "one off, one unknown",
    graph: stackOf(vpc("vpc", {}, { unknown: ["enableDnsSupport"] }), sqs),
    says: [off("enableDnsHostnames")],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(vpc(), sqs), "vpc")).toEqual(["excused vpc"]));
