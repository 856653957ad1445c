import type { GraphResource, Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { defaultGroupClosed } from "./default-group-closed";
import { vpc } from "./testing/network";

const group = (props: Properties, unknown: string[] = []) =>
  resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "group", props, { unknown });
const rule = (name: string, type: string, securityGroupId: string) =>
  resource(type, name, { securityGroupId });
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const asMade =
  "violation vpc: vpc has its default security group as AWS makes it: whatever names no group talks to all its like, and to everywhere. Adopt it with an aws.ec2.DefaultSecurityGroup without rules.";
const hasRules = (rules: string) =>
  `violation group: group still has rules (${rules}): whatever is made without a group of its own may use them. Take them away, and give what needs them a group.`;
const unsure = (name: string, what: string) =>
  `undetermined ${name}: ${name}: ${what} is not known before a deployment, or not to this stack.`;

test.each<{ title: string; resources: GraphResource[]; says: string[] }>([
  { title: "adopted without rules", resources: [vpc, group({ vpcId: "vpc-id" })], says: [] },
  {
    title: "adopted with none",
    resources: [vpc, group({ vpcId: "vpc-id", ingress: [], egress: [] })],
    says: [],
  },
  { title: "as AWS makes it", resources: [vpc], says: [asMade] },
  {
    title: "of an adopted default VPC",
    resources: [resource("aws:ec2/defaultVpc:DefaultVpc", "vpc")],
    says: [asMade],
  },
  {
    title: "of the default VPC, closed",
    resources: [resource("aws:ec2/defaultVpc:DefaultVpc", "vpc"), group({})],
    says: [],
  },
  {
    title: "of another VPC",
    resources: [vpc, group({ vpcId: "vpc-0123456789abcdef0" })],
    says: [asMade],
  },
  {
    title: "with rules of its own, once for each direction",
    resources: [vpc, group({ vpcId: "vpc-id", ingress: [{ self: true }, {}], egress: [{}] })],
    says: [hasRules("ingress, egress")],
  },
  {
    title: "with rules that are resources",
    resources: [
      vpc,
      group({ vpcId: "vpc-id" }),
      rule("in", INGRESS, "group-id"),
      rule("out", EGRESS, "sg-default"),
    ],
    says: [hasRules("ingress by in, egress by out")],
  },
  {
    title: "with rules, in a VPC of another stack",
    resources: [group({ vpcId: "vpc-0123456789abcdef0", ingress: [{}] })],
    says: [hasRules("ingress")],
  },
  {
    title: "with unknown rules",
    resources: [vpc, group({ vpcId: "vpc-id" }, ["ingress"])],
    says: [unsure("group", "ingress of group")],
  },
  {
    title: "with unknown rules both ways",
    resources: [vpc, group({ vpcId: "vpc-id" }, ["ingress", "egress"])],
    says: [unsure("group", "ingress of group; egress of group")],
  },
  {
    title: "of another VPC, with unknown rules",
    resources: [vpc, group({ vpcId: "vpc-0123456789abcdef0" }, ["ingress"])],
    says: [asMade, unsure("group", "ingress of group")],
  },
  {
    title: "of an unknown VPC",
    resources: [vpc, group({}, ["vpcId"])],
    says: [unsure("vpc", "vpcId of group")],
  },
  { title: "nothing", resources: [rule("in", INGRESS, "sg-0123456789abcdef0")], says: [] },
])("$title", ({ resources, says }) => {
  expectVerdict(defaultGroupClosed, stackOf(...resources), says);
});

test("in a preview, by dependency", () => {
  const adopted = resource(
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "group",
    {},
    { dependsOn: { vpcId: [vpc] } },
  );
  expectVerdict(defaultGroupClosed, previewOf(vpc, adopted), []);
});

test("may be excused", () => {
  expect(excusing(defaultGroupClosed, stackOf(vpc, group({ ingress: [{}] })), "group", "vpc")).toEqual([
    "excused group",
    "excused vpc",
  ]);
});
