/** Widens what roles may do and who may take them: what the rules of least privilege hold. */
import type { GraphResource } from "../../../engine/graph";
import { named, type Operator } from "../operator";
import { alsoAllows, beside, set, statements, unset } from "../surgery";

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const PERMISSION = "aws:lambda/permission:Permission";
const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

const actions = ["no-wildcard-action"];
const resources = ["no-wildcard-resource"];
const managed = ["no-full-access-managed-policy"];
const deputies = ["service-principal-names-its-source"];

/** Which services' trust a condition narrows; S3's replication role takes none. */
const isPinned = ({ inputs }: GraphResource) => String(inputs.assumeRolePolicy).includes("Condition");

export const rights: readonly Operator[] = [
  {
    does: "may do everything",
    meant: actions,
    types: [ROLE_POLICY],
    change: alsoAllows("policy", { Action: "*", Resource: "arn:aws:s3:::mutant" }),
  },
  {
    does: "may do everything of a service",
    meant: actions,
    types: [ROLE_POLICY],
    change: alsoAllows("policy", { Action: ["s3:*"], Resource: ["arn:aws:s3:::mutant"] }),
  },
  {
    does: "may do its work on every resource",
    meant: resources,
    types: [ROLE_POLICY],
    change: statements("policy", (statement) =>
      statement.Effect === "Deny" ? statement : { ...statement, Condition: undefined, Resource: ["*"] },
    ),
  },
  {
    does: "may do everything by a managed policy",
    meant: managed,
    types: [ROLE],
    change: beside(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      ({ inputs }) => ({ role: inputs.name, policyArn: ADMINISTRATOR }),
      { role: (_, role) => role },
    ),
  },
  {
    does: "may do everything by an inline list of managed policies",
    meant: managed,
    types: [ROLE],
    where: named("collector-function-role", "firehose-to-lake-role"),
    change: set("managedPolicyArns", [ADMINISTRATOR]),
  },
  {
    does: "is taken for anybody",
    meant: deputies,
    types: [ROLE],
    where: isPinned,
    change: statements("assumeRolePolicy", ({ Condition: _, ...statement }) => statement),
  },
  {
    does: "may be taken by everyone",
    meant: ["no-anonymous-principal"],
    types: [ROLE],
    where: named("collector-function-role", "firehose-to-lake-role"),
    change: statements("assumeRolePolicy", ({ Condition: _, ...statement }) => ({
      ...statement,
      Principal: "*",
    })),
  },
  {
    does: "is anybody's to use",
    meant: ["function-permission-names-its-source"],
    types: [PERMISSION],
    change: unset("sourceArn"),
  },
  {
    does: "is anybody's to write to, by a service",
    meant: deputies,
    types: [QUEUE_POLICY, TOPIC_POLICY],
    change: statements("policy", ({ Condition: _, ...statement }) => statement),
  },
];
