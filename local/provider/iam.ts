/** IAM: roles and the policies in them. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { handler, physicalName, type ResourceHandler } from "./handler";
import { documentAs } from "./looks";
import { withoutSourceConditions } from "./trust-policy";

interface RoleInputs {
  readonly name?: string;
  readonly assumeRolePolicy: string;
  readonly description?: string;
  readonly maxSessionDuration?: number;
}

interface RolePolicyInputs {
  readonly name?: string;
  readonly role: string;
  readonly policy: string;
}

interface RoleAnswer {
  readonly Role: {
    readonly RoleName: string;
    readonly Arn: string;
    readonly RoleId: string;
    readonly AssumeRolePolicyDocument: string;
    readonly MaxSessionDuration?: number;
  };
}

const outputsOf = ({ Role }: RoleAnswer) => ({ name: Role.RoleName, arn: Role.Arn, uniqueId: Role.RoleId });

export const roles: readonly ResourceHandler[] = [
  handler<RoleInputs>({
    type: "aws:iam/role:Role",
    service: "iam",
    models: ["name", "assumeRolePolicy", "description", "maxSessionDuration"],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: [
      "MiniStack's AssumeRole knows no aws:SourceAccount and no aws:SourceArn, so a service's trust policy is sent without them. Before, they must name this account and, in an ARN, a service and a region. sts:ExternalId is sent and holds.",
      "Lambda takes its role without asking the trust policy; Firehose, replication and the scheduler ask it.",
      "A role can be used at once; on AWS it takes seconds to be known everywhere.",
    ],
    replacesOn: ["name"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      const answer: RoleAnswer = yield new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: withoutSourceConditions(inputs.assumeRolePolicy, name, place.accountId),
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
      });
      return { id: name, outputs: outputsOf(answer) };
    },
    *update(id, inputs, { accountId }) {
      yield new UpdateAssumeRolePolicyCommand({
        RoleName: id,
        PolicyDocument: withoutSourceConditions(inputs.assumeRolePolicy, id, accountId),
      });
      yield new UpdateRoleCommand({
        RoleName: id,
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
      });
      return {};
    },
    *delete(id) {
      yield new DeleteRoleCommand({ RoleName: id });
    },
    *look(id, { assumeRolePolicy, maxSessionDuration }, { accountId }) {
      const { Role: found }: RoleAnswer = yield new GetRoleCommand({ RoleName: id });
      const sent = withoutSourceConditions(assumeRolePolicy, id, accountId);
      const trust = documentAs(sent, decodeURIComponent(found.AssumeRolePolicyDocument));
      return {
        assumeRolePolicy: trust === sent ? assumeRolePolicy : trust,
        ...(maxSessionDuration !== undefined && { maxSessionDuration: found.MaxSessionDuration }),
      };
    },
    *read(id) {
      const answer: RoleAnswer = yield new GetRoleCommand({ RoleName: id });
      return { id, outputs: outputsOf(answer) };
    },
  }),

  handler<RolePolicyInputs>({
    type: "aws:iam/rolePolicy:RolePolicy",
    service: "iam",
    models: ["name", "role", "policy"],
    replacesOn: ["name", "role"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield putPolicy(inputs.role, name, inputs.policy);
      return { id: `${inputs.role}:${name}`, outputs: { name } };
    },
    *update(id, inputs) {
      yield putPolicy(inputs.role, policyName(id), inputs.policy);
      return {};
    },
    *look(id, { role, policy }) {
      const { PolicyDocument: found }: { PolicyDocument: string } = yield new GetRolePolicyCommand({
        RoleName: role,
        PolicyName: policyName(id),
      });
      // "URL-encoded compliant with RFC 3986" ("GetRolePolicy").
      return { policy: documentAs(policy, decodeURIComponent(found)) };
    },
    *delete(id, { role }) {
      yield new DeleteRolePolicyCommand({ RoleName: role, PolicyName: policyName(id) });
    },
  }),
];

/** The id is `<role>:<policy>`. */
const policyName = (id: string) => id.slice(id.indexOf(":") + 1);

const putPolicy = (role: string, name: string, document: string) =>
  new PutRolePolicyCommand({ RoleName: role, PolicyName: name, PolicyDocument: document });
