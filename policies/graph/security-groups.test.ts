import type { Properties } from "../../engine/graph";
import { type ResourceOptions, resource, stackOf } from "../testing/stack";
import type { StackGraph } from ".";
import {
  type Direction,
  defaultGroupsOf,
  groupsNamed,
  isOnlyTo,
  peersOf,
  portsOf,
  rulesAddedTo,
  rulesOf,
  rulesStatedBy,
  worldIn,
} from "./security-groups";

const of = (token: string) => (name: string, props?: Properties, options?: ResourceOptions) =>
  resource(token, name, props, options);
const Vpc = of("aws:ec2/vpc:Vpc");
const DefaultVpc = of("aws:ec2/defaultVpc:DefaultVpc");
const Group = of("aws:ec2/securityGroup:SecurityGroup");
const DefaultGroup = of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
const Ingress = of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
const Egress = of("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
const Rule = of("aws:ec2/securityGroupRule:SecurityGroupRule");
const List = of("aws:ec2/managedPrefixList:ManagedPrefixList");
const Entry = of("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry");
const Endpoint = of("aws:ec2/vpcEndpoint:VpcEndpoint");
const Instance = of("aws:rds/instance:Instance");

const nodeOf = (graph: StackGraph, name: string) => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`There is no ${name}.`);
  return node;
};

/** "holder at", unknown facts after a question mark. */
const lines = ({ found, unknown }: ReturnType<typeof rulesStatedBy>) => [
  ...found.map(({ node, at }) => `${node.name} ${at}`.trim()),
  ...unknown.map((fact) => `? ${fact}`),
];

test.each<{ title: string; resource: ReturnType<typeof Group>; ingress: string[]; egress: string[] }>([
  { title: "an ingress rule", resource: Ingress("one"), ingress: ["one"], egress: [] },
  { title: "an egress rule", resource: Egress("one"), ingress: [], egress: ["one"] },
  {
    title: "a rule of type ingress",
    resource: Rule("one", { type: "ingress" }),
    ingress: ["one"],
    egress: [],
  },
  { title: "a rule of type egress", resource: Rule("one", { type: "egress" }), ingress: [], egress: ["one"] },
  {
    title: "a rule of unknown type",
    resource: Rule("one", {}, { unknown: ["type"] }),
    ingress: ["? type of one"],
    egress: ["? type of one"],
  },
  {
    title: "a group's inline rules",
    resource: Group("one", { ingress: [{}, {}], egress: {} }),
    ingress: ["one ingress[0].", "one ingress[1]."],
    egress: ["one egress[0]."],
  },
  {
    title: "a default group's",
    resource: DefaultGroup("one", { ingress: [{}] }),
    ingress: ["one ingress[0]."],
    egress: [],
  },
  {
    title: "unknown inline rules",
    resource: Group("one", { egress: [{}] }, { unknown: ["ingress", "egress[0]"] }),
    ingress: ["? ingress of one"],
    egress: ["? egress of one"],
  },
  {
    title: "what AWS lists of rules that are resources of their own",
    resource: Group("one", {}, { outputs: { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] } }),
    ingress: [],
    egress: [],
  },
  { title: "nothing", resource: Instance("one", { ingress: [{}] }), ingress: [], egress: [] },
])("$title states", ({ resource: one, ingress, egress }) => {
  const node = nodeOf(stackOf(one), "one");
  expect(lines(rulesStatedBy(node, "ingress"))).toEqual(ingress);
  expect(lines(rulesStatedBy(node, "egress"))).toEqual(egress);
});

describe("rules of a group", () => {
  const group = Group("group", { ingress: [{}] });
  const of = (direction: Direction, ...more: ReturnType<typeof Group>[]) => {
    const graph = stackOf(group, Group("other", { ingress: [{}], egress: [{}] }), ...more);
    return lines(rulesOf(graph, nodeOf(graph, "group"), direction));
  };

  test("its own and those that name it, not another group's", () => {
    const mine = { securityGroupId: "group-id" };
    const rules = [
      Ingress("in", mine),
      Ingress("elsewhere", { securityGroupId: "other-id", referencedSecurityGroupId: "group-id" }),
      Egress("out", mine),
      Rule("old", { ...mine, type: "ingress" }),
    ];
    expect(of("ingress", ...rules)).toEqual(["group ingress[0].", "in", "old"]);
    expect(of("egress", ...rules)).toEqual(["out"]);
  });

  test("a rule of an unknown group may be its", () => {
    expect(of("ingress", Ingress("lost", {}, { unknown: ["securityGroupId"] }))).toEqual([
      "group ingress[0].",
      "? securityGroupId of lost",
    ]);
    const several = { dependsOn: { securityGroupId: [group, Group("other")] } };
    expect(of("ingress", Ingress("lost", {}, several))).toEqual([
      "group ingress[0].",
      "? securityGroupId of lost",
    ]);
    expect(of("egress", Rule("lost", { type: "ingress" }, several))).toEqual([]);
  });
});

test("rules that are added to a group of another stack's", () => {
  const mine = { securityGroupId: "sg-0123456789abcdef0" };
  const graph = stackOf(
    Ingress("in", mine),
    Rule("old", { ...mine, type: "ingress" }),
    Egress("out", mine),
    Ingress("elsewhere", { securityGroupId: "sg-0aaaaaaaaaaaaaaaa" }),
  );
  expect(lines(rulesAddedTo(graph, "sg-0123456789abcdef0", "ingress"))).toEqual(["in", "old"]);
  expect(lines(rulesAddedTo(graph, "sg-0123456789abcdef0", "egress"))).toEqual(["out"]);
});

describe("groups that a property names", () => {
  const vpc = Vpc("vpc", {}, { outputs: { defaultSecurityGroupId: "sg-default" } });
  const named = (value: string[], ...more: ReturnType<typeof Group>[]) => {
    const graph = stackOf(vpc, Group("group"), ...more, Instance("db", { vpcSecurityGroupIds: value }));
    const { nodes, defaultOf, outside, isUnknown } = groupsNamed(
      graph,
      nodeOf(graph, "db"),
      "vpcSecurityGroupIds",
    );
    return [...nodes, ...defaultOf].map(({ name }) => name).concat(outside, isUnknown ? ["?"] : []);
  };

  test("by id, of this stack or not", () => {
    expect(named(["group-id", "sg-0123456789abcdef0"])).toEqual(["group", "sg-0123456789abcdef0"]);
  });

  test("a VPC's default one, by what adopts it", () => {
    expect(named(["sg-default"])).toEqual(["vpc"]);
    expect(named(["sg-default"], DefaultGroup("adopted", { vpcId: "vpc-id" }))).toEqual(["adopted"]);
    expect(named(["sg-default"], DefaultGroup("another", { vpcId: "elsewhere" }))).toEqual(["vpc"]);
    expect(named(["adopted-id", "sg-default"], DefaultGroup("adopted", { vpcId: "vpc-id" }))).toEqual([
      "adopted",
    ]);
  });
});

test("without a VPC a default group is the default VPC's, of its region", () => {
  const graph = stackOf(
    Vpc("vpc"),
    DefaultVpc("home"),
    DefaultVpc("away", {}, { region: "us-west-2" }),
    DefaultGroup("adopted"),
    DefaultGroup("own", { vpcId: "vpc-id" }),
  );
  const names = (vpc: string) => defaultGroupsOf(graph, nodeOf(graph, vpc)).map(({ name }) => name);
  expect([names("vpc"), names("home"), names("away")]).toEqual([["own"], ["adopted"], []]);
});

describe("whom a rule lets in", () => {
  const vpc = Vpc("vpc", {}, { outputs: { defaultSecurityGroupId: "sg-default" } });
  const peers = (props: Properties, options?: ResourceOptions) => {
    const graph = stackOf(vpc, Group("web"), Ingress("in", props, options));
    return peersOf(graph, { node: nodeOf(graph, "in"), at: "" }).map((peer) => {
      if (peer.kind === "range") return typeof peer.range === "string" ? peer.range : "a range";
      if (peer.kind === "prefix list") return `list ${peer.path}`;
      return peer.kind === "group" ? `group ${peer.node?.name}` : peer.kind;
    });
  };

  test.each<{ title: string; props: Properties; options?: ResourceOptions; is: string[] }>([
    { title: "nobody", props: {}, is: [] },
    {
      title: "ranges, one or several",
      props: {
        cidrIpv4: "10.0.0.0/8",
        cidrIpv6: "fd00::/8",
        cidrBlocks: ["1.2.3.4/32"],
        ipv6CidrBlocks: ["::/0"],
      },
      is: ["10.0.0.0/8", "fd00::/8", "1.2.3.4/32", "::/0"],
    },
    {
      title: "unknown ranges",
      props: { cidrBlocks: ["x", "1.2.3.4/32"] },
      options: { unknown: ["cidrBlocks[0]", "cidrIpv4"] },
      is: ["a range", "a range", "1.2.3.4/32"],
    },
    {
      title: "prefix lists",
      props: { prefixListId: "pl-1", prefixListIds: ["pl-2", "pl-3"] },
      is: ["list prefixListId", "list prefixListIds"],
    },
    {
      title: "groups, by each of their names",
      props: {
        referencedSecurityGroupId: "web-id",
        sourceSecurityGroupId: "sg-0123456789abcdef0",
        securityGroups: ["web-id"],
      },
      is: ["group web", "group undefined", "group web"],
    },
    {
      title: "an unknown group",
      props: {},
      options: { unknown: ["sourceSecurityGroupId"] },
      is: ["group undefined"],
    },
    { title: "a VPC's default group", props: { referencedSecurityGroupId: "sg-default" }, is: ["group vpc"] },
    {
      title: "a VPC's default group, not known yet",
      props: {},
      options: { dependsOn: { referencedSecurityGroupId: [vpc] } },
      is: ["group vpc"],
    },
    {
      title: "a group beside a range of its VPC",
      props: {},
      options: { dependsOn: { securityGroups: [vpc, Group("web")] } },
      is: ["group web"],
    },
    { title: "itself", props: { self: true }, is: ["itself"] },
    { title: "not itself", props: { self: false }, is: [] },
    {
      title: "what AWS's state says of what it has not",
      props: { cidrIpv4: "", cidrIpv6: "", prefixListId: "", referencedSecurityGroupId: "" },
      is: [],
    },
  ])("$title", ({ props, options, is }) => {
    expect(peers(props, options)).toEqual(is);
  });
});

describe("the world in a rule", () => {
  const world = (props: Properties, options?: ResourceOptions, ...more: ReturnType<typeof Group>[]) => {
    const graph = stackOf(...more, Ingress("in", props, options));
    const { found, unknown } = worldIn(graph, { node: nodeOf(graph, "in"), at: "" });
    return [...found, ...unknown.map((fact) => `? ${fact}`)];
  };
  const list = List("list", { entries: [{ cidr: "10.0.0.0/8" }, { cidr: "0.0.0.0/0" }] });

  test.each<{
    title: string;
    props: Properties;
    options?: ResourceOptions;
    more?: ReturnType<typeof Group>[];
    is: string[];
  }>([
    { title: "a range", props: { cidrIpv4: "0.0.0.0/0" }, is: ["0.0.0.0/0"] },
    { title: "a narrow range", props: { cidrIpv4: "10.0.0.0/8" }, is: [] },
    { title: "an unknown range", props: {}, options: { unknown: ["cidrIpv4"] }, is: ["? a range of in"] },
    { title: "a group", props: { referencedSecurityGroupId: "sg-1" }, is: [] },
    { title: "an entry of a list", props: { prefixListId: "list-id" }, more: [list], is: ["0.0.0.0/0"] },
    {
      title: "an entry that is a resource",
      props: { prefixListIds: ["list-id"] },
      more: [List("list"), List("other"), Entry("in-list", { prefixListId: "list-id", cidr: "::/0" })],
      is: ["::/0"],
    },
    {
      title: "another list's entry",
      props: { prefixListIds: ["list-id"] },
      more: [List("list"), List("other"), Entry("in-list", { prefixListId: "other-id", cidr: "::/0" })],
      is: [],
    },
    {
      title: "a list with unknown entries",
      props: { prefixListId: "list-id" },
      more: [
        List("list", {}, { unknown: ["entries"] }),
        Entry("e", { prefixListId: "list-id" }, { unknown: ["cidr"] }),
      ],
      is: ["? entries of list", "? a range of e"],
    },
    {
      title: "a list of another stack",
      props: { prefixListId: "pl-0123456789abcdef0" },
      is: ["? what the prefix list pl-0123456789abcdef0 holds"],
    },
    {
      title: "an unknown list",
      props: {},
      options: { unknown: ["prefixListId"] },
      is: ["? what the prefix list of in holds"],
    },
    {
      title: "the addresses of a service",
      props: {},
      options: { dependsOn: { prefixListId: [Endpoint("s3")] } },
      more: [Endpoint("s3")],
      is: [],
    },
  ])("$title", ({ props, options, more = [], is }) => {
    expect(world(props, options, ...more)).toEqual(is);
  });
});

test.each<{ props: Properties; unknown?: string[]; is: string; onlyTo443?: true }>([
  { props: { ipProtocol: "tcp", fromPort: 22, toPort: 22 }, is: "tcp 22" },
  { props: { protocol: "UDP", fromPort: 8000, toPort: "8080" }, is: "udp 8000 to 8080" },
  { props: { protocol: "-1", fromPort: 0, toPort: 0 }, is: "every protocol and port" },
  { props: { ipProtocol: -1 }, is: "every protocol and port" },
  { props: { protocol: "all" }, is: "every protocol and port" },
  { props: { protocol: "icmp" }, is: "icmp" },
  { props: { protocol: "icmp", fromPort: 443, toPort: 443 }, is: "icmp 443" },
  { props: {}, unknown: ["protocol"], is: "ports not known yet" },
  { props: { protocol: "tcp" }, unknown: ["fromPort"], is: "tcp" },
  { props: { protocol: "tcp", fromPort: 443 }, is: "tcp 443" },
  { props: { protocol: "tcp", fromPort: 443, toPort: 443 }, is: "tcp 443", onlyTo443: true },
  { props: { protocol: "17", fromPort: 443, toPort: 443 }, is: "17 443", onlyTo443: true },
  { props: { protocol: "6", fromPort: 80, toPort: 443 }, is: "6 80 to 443" },
  { props: { protocol: "6", fromPort: 443, toPort: 443 }, is: "6 443", onlyTo443: true },
  { props: { protocol: "udp", fromPort: 80, toPort: 80 }, is: "udp 80", onlyTo443: true },
  { props: { protocol: "tcp", fromPort: 442, toPort: 443 }, is: "tcp 442 to 443" },
  { props: { protocol: "tcp", fromPort: 443, toPort: 444 }, is: "tcp 443 to 444" },
])("ports: $is", ({ props, unknown, is, onlyTo443 = false }) => {
  const node = nodeOf(stackOf(Ingress("in", props, { unknown })), "in");
  expect(portsOf({ node, at: "" })).toBe(is);
  expect(isOnlyTo(["80", "443"], { node, at: "" })).toBe(onlyTo443);
});
