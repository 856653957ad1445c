import type { GraphResource } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { flowLogsOn } from "./flow-logs-on";

const vpc = resource("aws:ec2/vpc:Vpc", "vpc");
const home = resource("aws:ec2/defaultVpc:DefaultVpc", "vpc");
const subnet = (name: string) => resource("aws:ec2/subnet:Subnet", name, { vpcId: "vpc-id" });
const log = (name: string, props: Record<string, unknown>, unknown: string[] = []) =>
  resource("aws:ec2/flowLog:FlowLog", name, props, { unknown });
const wrong =
  "violation vpc: vpc has no flow log: after a break-in nobody can say who talked to whom. Add an aws.ec2.FlowLog with its vpcId.";
const unsure = (logs: string) =>
  `undetermined vpc: vpc: what ${logs} logs is not known before a deployment, or not to this stack.`;

test.each<{ title: string; resources: GraphResource[]; says: string[] }>([
  { title: "a log of the VPC", resources: [vpc, log("flows", { vpcId: "vpc-id" })], says: [] },
  { title: "none", resources: [vpc], says: [wrong] },
  { title: "none of an adopted default VPC", resources: [home], says: [wrong] },
  {
    title: "another VPC's",
    resources: [vpc, log("flows", { vpcId: "vpc-0123456789abcdef0" })],
    says: [wrong],
  },
  {
    title: "one for each subnet",
    resources: [
      vpc,
      subnet("a"),
      subnet("b"),
      log("la", { subnetId: "a-id" }),
      log("lb", { subnetId: "b-id" }),
    ],
    says: [],
  },
  {
    title: "one for one of two subnets",
    resources: [vpc, subnet("a"), subnet("b"), log("la", { subnetId: "a-id" })],
    says: [wrong],
  },
  { title: "one for an interface", resources: [vpc, log("flows", { eniId: "eni-1" })], says: [wrong] },
  {
    title: "one for an interface, tagged with the only subnet",
    resources: [vpc, subnet("a"), log("flows", { eniId: "eni-1", tags: { beside: "a-id" } })],
    says: [wrong],
  },
  {
    title: "another VPC's, of which nothing tells where it goes",
    resources: [vpc, log("flows", { vpcId: "vpc-0123456789abcdef0" }, ["logDestination"])],
    says: [wrong],
  },
  {
    title: "logs of something unknown",
    resources: [vpc, log("one", {}, ["vpcId"]), log("two", {}, ["subnetId"]), log("three", { eniId: "e" })],
    says: [unsure("one, two")],
  },
  { title: "nothing of its own", resources: [log("flows", { vpcId: "vpc-0123456789abcdef0" })], says: [] },
])("$title", ({ resources, says }) => {
  expectVerdict(flowLogsOn, stackOf(...resources), says);
});

test("in a preview, by dependency", () => {
  const flows = resource("aws:ec2/flowLog:FlowLog", "flows", {}, { dependsOn: { vpcId: [vpc] } });
  expectVerdict(flowLogsOn, previewOf(vpc, flows), []);
});

test("may be excused", () => {
  expect(excusing(flowLogsOn, stackOf(vpc), "vpc")).toEqual(["excused vpc"]);
});
