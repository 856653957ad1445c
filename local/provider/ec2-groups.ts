/** EC2: security groups and their rules. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { ec2Outputs, LABELS, relabel } from "./ec2";
import { handler, physicalName, type ResourceHandler, type Talk } from "./handler";
import { notThere } from "./looks";

interface GroupInputs {
  readonly name?: string;
  readonly description?: string;
  readonly vpcId: string;
}

interface RuleInputs {
  readonly securityGroupId: string;
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrIpv4?: string;
  readonly cidrIpv6?: string;
  readonly prefixListId?: string;
  readonly referencedSecurityGroupId?: string;
  readonly description?: string;
}

const NOT_ENFORCED =
  "It is kept and answered; nothing here stands behind it, and every port is reached by all.";

/** What Pulumi's provider says where the program says nothing: EC2 takes no group without a description. */
const DESCRIPTION = "Managed by Pulumi";

/** What differs between the two directions. */
const calls = {
  Ingress: {
    authorize: (GroupId: string, rule: IpPermission) =>
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [rule] }),
    revoke: (GroupId: string, ids: string[]) =>
      new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: ids }),
  },
  Egress: {
    authorize: (GroupId: string, rule: IpPermission) =>
      new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [rule] }),
    revoke: (GroupId: string, ids: string[]) =>
      new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds: ids }),
  },
};

/** By which rules are addressed once they exist. */
function* rulesOf(groupId: string): Talk<SecurityGroupRule[]> {
  const { SecurityGroupRules: rules = [] } = yield new DescribeSecurityGroupRulesCommand({
    Filters: [{ Name: "group-id", Values: [groupId] }],
  });
  return rules;
}

/** Both as AWS and as Pulumi's provider have it: a new group lets everything out, until the provider takes that rule away. */
function* close(groupId: string): Talk<void> {
  const rules = yield* rulesOf(groupId);
  const ids = (isEgress: boolean) =>
    rules.flatMap((rule) =>
      (rule.IsEgress ?? false) === isEgress && rule.SecurityGroupRuleId ? [rule.SecurityGroupRuleId] : [],
    );
  const [inward, outward] = [ids(false), ids(true)];
  if (inward.length > 0) yield calls.Ingress.revoke(groupId, inward);
  if (outward.length > 0) yield calls.Egress.revoke(groupId, outward);
}

/** As a new rule is written: EC2 has one list for each kind of peer. */
const permissionOf = (inputs: RuleInputs): IpPermission => {
  const said = { Description: inputs.description };
  return {
    IpProtocol: inputs.ipProtocol,
    FromPort: inputs.fromPort,
    ToPort: inputs.toPort,
    ...(inputs.cidrIpv4 && { IpRanges: [{ CidrIp: inputs.cidrIpv4, ...said }] }),
    ...(inputs.cidrIpv6 && { Ipv6Ranges: [{ CidrIpv6: inputs.cidrIpv6, ...said }] }),
    ...(inputs.prefixListId && { PrefixListIds: [{ PrefixListId: inputs.prefixListId, ...said }] }),
    ...(inputs.referencedSecurityGroupId && {
      UserIdGroupPairs: [{ GroupId: inputs.referencedSecurityGroupId, ...said }],
    }),
  };
};

const rule = (direction: keyof typeof calls): ResourceHandler =>
  handler<RuleInputs>({
    type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    service: "ec2",
    models: [
      "securityGroupId",
      "ipProtocol",
      "fromPort",
      "toPort",
      "cidrIpv4",
      "cidrIpv6",
      "prefixListId",
      "referencedSecurityGroupId",
      "description",
    ],
    ignores: LABELS,
    differences: [NOT_ENFORCED, "prefixListId is sent; the rule is kept without it."],
    replacesOn: ["securityGroupId"],
    *create(inputs, place) {
      const { SecurityGroupRules: made }: { SecurityGroupRules: { SecurityGroupRuleId: string }[] } =
        yield calls[direction].authorize(inputs.securityGroupId, permissionOf(inputs));
      const id = String(made[0]?.SecurityGroupRuleId);
      const { arn } = ec2Outputs("security-group-rule", id, place);
      return { id, outputs: { arn, securityGroupRuleId: id } };
    },
    *update(id, inputs) {
      yield new ModifySecurityGroupRulesCommand({
        GroupId: inputs.securityGroupId,
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: id,
            SecurityGroupRule: {
              IpProtocol: inputs.ipProtocol,
              FromPort: inputs.fromPort,
              ToPort: inputs.toPort,
              CidrIpv4: inputs.cidrIpv4,
              CidrIpv6: inputs.cidrIpv6,
              PrefixListId: inputs.prefixListId,
              ReferencedGroupId: inputs.referencedSecurityGroupId,
              Description: inputs.description,
            },
          },
        ],
      });
      return {};
    },
    *look(id, { securityGroupId }) {
      const rules: readonly SecurityGroupRule[] = yield* rulesOf(securityGroupId);
      const found = rules.find(({ SecurityGroupRuleId }) => SecurityGroupRuleId === id);
      if (!found) throw notThere(`rule ${id}`);
      return {
        cidrIpv4: found.CidrIpv4,
        cidrIpv6: found.CidrIpv6,
        fromPort: found.FromPort,
        ipProtocol: found.IpProtocol,
        referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
        toPort: found.ToPort,
      };
    },
    *delete(id, { securityGroupId }) {
      yield calls[direction].revoke(securityGroupId, [id]);
    },
  });

export const securityGroups: readonly ResourceHandler[] = [
  handler<GroupInputs>({
    type: "aws:ec2/securityGroup:SecurityGroup",
    service: "ec2",
    models: ["name", "description", "vpcId"],
    ignores: LABELS,
    differences: [NOT_ENFORCED, "It is deleted although rules of other groups still name it; AWS refuses."],
    replacesOn: ["name", "description", "vpcId"],
    deleteFirst: true, // Named by the program, unique in its VPC.
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      const { GroupId: id }: { GroupId: string } = yield new CreateSecurityGroupCommand({
        GroupName: name,
        Description: inputs.description ?? DESCRIPTION,
        VpcId: inputs.vpcId,
      });
      yield* close(id);
      return { id, outputs: { ...ec2Outputs("security-group", id, place), name } };
    },
    update: relabel,
    *delete(id) {
      yield new DeleteSecurityGroupCommand({ GroupId: id });
    },
  }),

  handler<Pick<GroupInputs, "vpcId">>({
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    service: "ec2",
    models: ["vpcId"],
    ignores: LABELS,
    differences: [NOT_ENFORCED],
    replacesOn: ["vpcId"],
    *create({ vpcId }, place) {
      const { SecurityGroups: groups }: { SecurityGroups: { GroupId: string }[] } =
        yield new DescribeSecurityGroupsCommand({
          Filters: [
            { Name: "vpc-id", Values: [vpcId] },
            { Name: "group-name", Values: ["default"] },
          ],
        });
      const id = String(groups[0]?.GroupId);
      yield* close(id);
      return { id, outputs: { ...ec2Outputs("security-group", id, place), name: "default" } };
    },
    update: relabel,
    // It goes with its VPC, and stays closed until then ("aws.ec2.DefaultSecurityGroup").
    *delete() {},
  }),

  rule("Ingress"),
  rule("Egress"),
];
