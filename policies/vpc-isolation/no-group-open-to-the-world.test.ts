import type { GraphResource, Properties } from "../../engine/graph";
import { defaultsOf } from "../parameters";
import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { noGroupOpenToTheWorld } from "./no-group-open-to-the-world";

const rule = (props: Properties, unknown: string[] = []) =>
  resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "in", props, { unknown });
const group = (props: Properties, unknown: string[] = []) =>
  resource("aws:ec2/securityGroup:SecurityGroup", "group", props, { unknown });
const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
const wrong = (name: string, openings: string) =>
  `violation ${name}: ${name} lets in the whole internet (${openings}): anybody may try what is behind it. Name the security group of the callers, or their ranges.`;
const unsure = (name: string, what: string) =>
  `undetermined ${name}: ${name}: ${what} is not known before a deployment, or not to this stack.`;

test.each<{ title: string; one: GraphResource; ports?: string[]; says: string[] }>([
  {
    title: "a rule for everybody",
    one: rule({ ...tcp(22), cidrIpv4: "0.0.0.0/0" }),
    says: [wrong("in", "tcp 22 from 0.0.0.0/0")],
  },
  {
    title: "a rule for everybody in IPv6",
    one: rule({ ...tcp(22), cidrIpv6: "::/0" }),
    says: [wrong("in", "tcp 22 from ::/0")],
  },
  {
    title: "a rule for half of everybody",
    one: rule({ ...tcp(22), cidrIpv4: "128.0.0.0/1" }),
    says: [wrong("in", "tcp 22 from 128.0.0.0/1")],
  },
  { title: "a rule for some", one: rule({ ...tcp(22), cidrIpv4: "203.0.113.0/24" }), says: [] },
  { title: "a rule for a group", one: rule({ ...tcp(22), referencedSecurityGroupId: "sg-1" }), says: [] },
  {
    title: "a rule for what leaves",
    one: resource("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
      cidrIpv4: "0.0.0.0/0",
    }),
    says: [],
  },
  {
    title: "an older rule",
    one: resource("aws:ec2/securityGroupRule:SecurityGroupRule", "in", {
      type: "ingress",
      protocol: "-1",
      cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"],
    }),
    says: [wrong("in", "every protocol and port from 0.0.0.0/0")],
  },
  {
    title: "inline rules, together",
    one: group({
      ingress: [
        { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] },
        { protocol: "tcp", fromPort: 80, toPort: 80, self: true },
      ],
      egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
    }),
    says: [wrong("group", "tcp 22 from 0.0.0.0/0; tcp 22 from ::/0")],
  },
  { title: "unknown inline rules", one: group({}, ["ingress"]), says: [unsure("group", "ingress of group")] },
  { title: "an unknown range", one: rule(tcp(22), ["cidrIpv4"]), says: [unsure("in", "a range of in")] },
  { title: "an allowed port", one: rule({ ...tcp(443), cidrIpv4: "0.0.0.0/0" }), ports: ["443"], says: [] },
  {
    title: "an unknown range to an allowed port",
    one: rule(tcp(443), ["cidrIpv4"]),
    ports: ["443"],
    says: [],
  },
  {
    title: "another port than is allowed",
    one: rule({ ...tcp(80), cidrIpv4: "0.0.0.0/0" }),
    ports: ["443"],
    says: [wrong("in", "tcp 80 from 0.0.0.0/0")],
  },
  {
    title: "something else",
    one: resource("aws:s3/bucket:Bucket", "b", { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] }),
    says: [],
  },
])("$title", ({ one, ports, says }) => {
  expectVerdict(noGroupOpenToTheWorld, stackOf(one), says, ports && { openPorts: ports });
});

test("no port may be open unless it is said", () => {
  expect(defaultsOf(noGroupOpenToTheWorld)).toStrictEqual({ openPorts: [] });
});

test("may be excused", () => {
  const open = group({ ingress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] });
  expect(excusing(noGroupOpenToTheWorld, stackOf(open), "group")).toEqual(["excused group"]);
});
