import { UNKNOWN as SENTINEL } from "../../engine/graph";
import { component, resource, stackOf } from "../testing/stack";
import { fromEngine } from "./from-engine";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DATABASE = "aws:rds/instance:Instance";
const BUCKET = "aws:s3/bucket:Bucket";
const VPC = "aws:ec2/vpc:Vpc";

const group = resource(GROUP, "group");
const vpc = resource(VPC, "net");

describe("a stack", () => {
  const stack = { ...component("pulumi:pulumi:Stack", "stack") };
  const provider = resource("pulumi:providers:aws", "peer");
  const read = resource(BUCKET, "elsewhere", {}, { isRead: true });

  test("is what providers make for it", () => {
    const graph = stackOf(stack, provider, component("awsx:ec2:Vpc", "net"), read, group);
    expect(graph.nodes.map(({ name }) => name)).toEqual(["group"]);
    expect(graph.ofType(BUCKET)).toEqual([]);
    expect(graph.ofType(BUCKET, GROUP)).toEqual(graph.nodes);
  });

  test("finds what providers make for it by URN", () => {
    const graph = stackOf(stack, read, group);
    expect(graph.find(group.urn)?.name).toBe("group");
    expect([stack.urn, read.urn, "urn:none"].map((urn) => graph.find(urn))).toEqual(Array(3).fill(undefined));
  });

  const inPeer = { provider: "urn:peer::1", region: "us-west-2" };
  test.each([
    {
      title: "its default provider's",
      resources: [group, resource(VPC, "v", {}, inPeer)],
      region: "eu-west-1",
    },
    { title: "the one that all share", resources: [resource(VPC, "v", {}, inPeer)], region: "us-west-2" },
    {
      title: "none of several",
      resources: [resource(VPC, "v", {}, inPeer), resource(VPC, "w", {}, { ...inPeer, region: "x" })],
      region: undefined,
    },
    {
      title: "none where it is unknown",
      resources: [resource(VPC, "v", {}, { region: undefined })],
      region: undefined,
    },
    {
      title: "none where only a deployment tells",
      resources: [resource(VPC, "v", {}, { region: SENTINEL })],
      region: undefined,
    },
    { title: "none of nothing", resources: [], region: undefined },
    {
      title: "its default provider's, where a resource has a region of its own",
      resources: [group, resource(VPC, "v", { region: "us-west-2" })],
      region: "eu-west-1",
    },
  ])("has a region: $title", ({ resources, region }) => expect(stackOf(...resources).region).toBe(region));
});

test("a stack of the in-process engine is in the order of URNs, in whatever order it was registered", () => {
  const resources = [group, resource(DATABASE, "b"), vpc, resource(DATABASE, "a")];
  expect(fromEngine({ resources }).nodes.map(({ name }) => name)).toEqual(["group", "net", "a", "b"]);
  expect(stackOf(...resources).nodes.map(({ name }) => name)).toEqual(["group", "b", "net", "a"]);
});
