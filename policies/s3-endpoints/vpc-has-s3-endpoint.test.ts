import { excusing } from "../testing/excused";
import { component, expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { ENDPOINT, endpoint, interfaceTo, network, subnet, vpc, worker } from "./testing/network";
import { vpcHasS3Endpoint as rule } from "./vpc-has-s3-endpoint";

const none = (who = "worker", where = "vpc", region = "eu-west-1") =>
  `violation ${where}: ${where} has no gateway endpoint for S3: ${who} can reach S3 through NAT only, or not at all. Add an aws.ec2.VpcEndpoint for com.amazonaws.${region}.s3 with vpcId and routeTableIds.`;
const subnets = [subnet("a"), subnet("b")];

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  {
    title: "an endpoint",
    graph: stackOf(...network(), endpoint("s3", { vpcEndpointType: "Gateway" })),
    says: [],
  },
  {
    title: "one that does not say that it is a gateway",
    graph: stackOf(...network(), endpoint("s3")),
    says: [],
  },
  { title: "none", graph: stackOf(...network()), says: [none()] },
  { title: "one for another service", graph: stackOf(...network(), endpoint("dynamodb")), says: [none()] },
  { title: "an interface", graph: stackOf(...network(), interfaceTo("s3")), says: [none()] },
  {
    title: "one in another network",
    graph: stackOf(...network(), vpc("other"), endpoint("s3", { vpcId: "other-id" })),
    says: [none()],
  },
  { title: "a network without anything in it", graph: stackOf(vpc(), ...subnets), says: [] },
  {
    title: "a network with nothing but a database",
    graph: stackOf(
      vpc(),
      ...subnets,
      resource("aws:rds/instance:Instance", "db", { dbSubnetGroupName: "g" }),
      resource("aws:rds/subnetGroup:SubnetGroup", "g", { name: "g", subnetIds: ["a-id"] }),
    ),
    says: [],
  },
  { title: "a function outside of any", graph: stackOf(vpc(), ...subnets, worker("w", [])), says: [] },
  {
    title: "an unknown region",
    graph: stackOf(vpc("vpc", {}, { region: undefined }), ...subnets, worker()),
    says: [none("worker", "vpc", "<region>")],
  },
  {
    title: "two who need it",
    graph: stackOf(...network(), worker("second", ["a"])),
    says: [none("worker and second")],
  },
  {
    title: "three who need it",
    graph: stackOf(...network(), worker("second", ["a"]), worker("third", ["a"])),
    says: [none("worker and 2 others")],
  },
  {
    title: "two networks, of which one has it",
    graph: stackOf(
      ...network(),
      endpoint("s3"),
      vpc("far", {}, { region: "us-west-2" }),
      subnet("c", "us-west-2a", { vpcId: "far-id" }),
      worker("away", ["c"]),
    ),
    says: [none("away", "far", "us-west-2")],
  },
  ...(
    [
      ["aws:ec2/instance:Instance", { subnetId: "a-id" }],
      ["aws:ecs/service:Service", { networkConfiguration: { subnets: ["a-id"] } }],
      ["aws:autoscaling/group:Group", { vpcZoneIdentifiers: ["a-id"] }],
      ["aws:eks/nodeGroup:NodeGroup", { subnetIds: ["a-id"] }],
      ["aws:batch/computeEnvironment:ComputeEnvironment", { computeResources: { subnets: ["a-id"] } }],
    ] as const
  ).map(([type, props]) => ({
    title: `what runs as a ${type}`,
    graph: stackOf(vpc(), ...subnets, resource(type, "it", props)),
    says: [none("it")],
  })),
  {
    title: "an instance that names no subnet",
    graph: stackOf(vpc(), resource("aws:ec2/instance:Instance", "it", { subnetId: "" })),
    says: [],
  },
  {
    title: "subnets of another stack",
    graph: stackOf(worker("worker", ["theirs"])),
    says: [
      "undetermined worker: worker: the network of theirs-id, which is of no resource here, is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "unknown subnets",
    graph: stackOf(worker("worker", [], { unknown: ["vpcConfig.subnetIds"] })),
    says: [
      "undetermined worker: worker: vpcConfig.subnetIds is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "a subnet of an unknown network",
    graph: stackOf(subnet("a", "z", {}, { unknown: ["vpcId"] }), worker("worker", ["a"])),
    says: [
      "undetermined worker: worker: the network of a is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "a network of another stack, with an endpoint here",
    graph: stackOf(
      subnet("a", "z", { vpcId: "vpc-0abc" }),
      worker("worker", ["a"]),
      endpoint("s3", { vpcId: "vpc-0abc" }),
    ),
    says: [],
  },
  {
    title: "a network of another stack, without one",
    graph: stackOf(subnet("a", "z", { vpcId: "vpc-0abc" }), worker("worker", ["a"])),
    says: [
      "undetermined worker: worker: whether vpc-0abc has a gateway endpoint for S3 is not known before a deployment, or not to this stack.",
    ],
  },
  ...["serviceName", "vpcId", "vpcEndpointType"].map((path) => ({
    title: `an endpoint of an unknown ${path}`,
    graph: stackOf(...network(), endpoint("s3", {}, { unknown: [path] })),
    says: [
      "undetermined vpc: vpc: whether s3 is its gateway endpoint for S3 is not known before a deployment, or not to this stack.",
    ],
  })),
  {
    title: "an endpoint to somebody's own service",
    graph: stackOf(...network(), endpoint("s3", { serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0a" })),
    says: [none()],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a preview knows by what things depend on", () => {
  const net = vpc();
  const inside = subnet("a", "eu-west-1a", {}, { unknown: ["vpcId"], dependsOn: { vpcId: [net] } });
  const own = worker("worker", [], { dependsOn: { vpcConfig: [inside] }, unknown: ["vpcConfig.subnetIds"] });
  expectVerdict(rule, previewOf(net, inside, own), [none()]);
  const s3 = resource(
    ENDPOINT,
    "s3",
    { serviceName: "com.amazonaws.eu-west-1.s3" },
    { dependsOn: { vpcId: [net] } },
  );
  expectVerdict(rule, previewOf(net, inside, own, s3), []);
});

test("a component stands for what is in it", () => {
  const whole = component("awsx:ec2:Vpc", "net");
  const net = vpc("vpc", {}, { parent: whole });
  const inside = subnet("a", "eu-west-1a", {}, { parent: whole });
  const own = worker("worker", [], { dependsOn: { vpcConfig: [whole] }, unknown: ["vpcConfig.subnetIds"] });
  expectVerdict(rule, stackOf(whole, net, inside, own), [none()]);
});

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(...network()), "vpc")).toEqual(["excused vpc"]));
