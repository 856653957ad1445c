/** Who may do what: the policies of roles and of resources, however a program attaches them. */
import { covers } from "./arn-pattern";
import { BUCKETS } from "./buckets";
import { type Node, type StackGraph, UNKNOWN } from "./index";
import { isManagedByAws, managedPolicy } from "./managed-policies";
import {
  both,
  documentOf,
  opposite,
  type PolicyDocument,
  type Statement,
  speaksOfAction,
  speaksOfResource,
  strongest,
  type Text,
  type YesNo,
} from "./policy-document";
import { stringsIn } from "./values";

export type { Condition, PolicyDocument, Principal, Statement, Text, YesNo } from "./policy-document";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const MANAGED_POLICY = "aws:iam/policy:Policy";
export const ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";
const ATTACHMENTS_EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive";

/** A document, and where a program says it: the resource to mend. */
export interface HeldPolicy extends PolicyDocument {
  readonly holder: Node;
  readonly path: string;
  /** Of a policy that AWS manages, or that is another stack's: holder and path then name the attachment. */
  readonly arn?: string;
}

const held = (holder: Node, path: string): HeldPolicy => ({ holder, path, ...documentOf(holder.get(path)) });

/** The roles that a property names. `isUnknown`: it names none of this stack's, or nobody knows yet which. */
export function rolesAt(graph: StackGraph, node: Node, path: string): { roles: Node[]; isUnknown: boolean } {
  const { nodes, outside, isUnknown } = graph.refs(node, path, [ROLE]);
  return { roles: nodes, isUnknown: isUnknown || (nodes.length === 0 && outside.length > 0) };
}

/** Everything that says what a role may do. A permissions boundary is left out: it only ever takes away. */
export function policiesOfRole(graph: StackGraph, role: Node): HeldPolicy[] {
  const attachments = [
    ...graph.referring(role, [ROLE_POLICY_ATTACHMENT], "role").map((node) => [node, "policyArn"] as const),
    ...graph.referring(role, [POLICY_ATTACHMENT], "roles").map((node) => [node, "policyArn"] as const),
    ...graph
      .referring(role, [ATTACHMENTS_EXCLUSIVE], "roleName")
      .map((node) => [node, "policyArns"] as const),
    [role, "managedPolicyArns"] as const,
  ];
  return [
    ...inlinePoliciesOf(role),
    ...graph.referring(role, [ROLE_POLICY], "role").map((node) => held(node, "policy")),
    ...attachments.flatMap(([node, path]) => attachedBy(graph, node, path)),
  ];
}

export const trustPolicyOf = (role: Node): HeldPolicy => held(role, "assumeRolePolicy");

function inlinePoliciesOf(role: Node): HeldPolicy[] {
  const policies = role.list("inlinePolicies");
  if (policies === UNKNOWN) return [held(role, "inlinePolicies")];
  return policies.map((_, index) => held(role, `inlinePolicies[${index}].policy`));
}

function attachedBy(graph: StackGraph, node: Node, path: string): HeldPolicy[] {
  const { nodes, outside, isUnknown } = graph.refs(node, path, [MANAGED_POLICY]);
  const arns = [...new Set([...stringsIn(node.get(path)).filter(isManagedByAws), ...outside])];
  return [
    ...nodes.map((policy) => held(policy, "policy")),
    ...arns.map((arn) => ({ holder: node, path, arn, ...managedPolicy(arn) })),
    ...(isUnknown ? [{ holder: node, path, statements: [], isUnknown: true }] : []),
  ];
}

/** Policies on resources, by the resource's type: its own property, and the resources that hold one for it. */
interface ResourcePolicies {
  readonly own?: string;
  readonly held: { readonly type: string; readonly target: string };
}
const BUCKET_POLICIES: ResourcePolicies = {
  own: "policy",
  held: { type: "aws:s3/bucketPolicy:BucketPolicy", target: "bucket" },
};
const RESOURCE_POLICIES: Readonly<Record<string, ResourcePolicies>> = {
  "aws:s3/bucket:Bucket": BUCKET_POLICIES,
  "aws:s3/bucketV2:BucketV2": BUCKET_POLICIES,
  "aws:sqs/queue:Queue": {
    own: "policy",
    held: { type: "aws:sqs/queuePolicy:QueuePolicy", target: "queueUrl" },
  },
  "aws:sns/topic:Topic": { own: "policy", held: { type: "aws:sns/topicPolicy:TopicPolicy", target: "arn" } },
  "aws:kms/key:Key": { own: "policy", held: { type: "aws:kms/keyPolicy:KeyPolicy", target: "keyId" } },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    own: "policy",
    held: { type: "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", target: "vpcEndpointId" },
  },
  "aws:secretsmanager/secret:Secret": {
    own: "policy",
    held: { type: "aws:secretsmanager/secretPolicy:SecretPolicy", target: "secretArn" },
  },
  "aws:cloudwatch/eventBus:EventBus": {
    held: { type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy", target: "eventBusName" },
  },
  "aws:kinesis/stream:Stream": {
    held: { type: "aws:kinesis/resourcePolicy:ResourcePolicy", target: "resourceArn" },
  },
};

/** What a bucket, queue, topic, key, endpoint, secret or bus says of who may use it. */
export function policiesOfResource(graph: StackGraph, node: Node): HeldPolicy[] {
  const policies = RESOURCE_POLICIES[node.type];
  if (!policies) return [];
  const { own, held: other } = policies;
  const others = graph.referring(node, other.type, other.target);
  // Once deployed, a resource shows the policy that another one holds for it as its own.
  const isOwn = own !== undefined && node.isSet(own) && others.length === 0;
  return [...(isOwn ? [held(node, own)] : []), ...others.map((holder) => held(holder, "policy"))];
}

/** Every such policy of the stack, also one for a resource that is another stack's. */
export function policiesOfResources(graph: StackGraph): HeldPolicy[] {
  const types = Object.keys(RESOURCE_POLICIES);
  const found = graph.ofType(...types).flatMap((node) => policiesOfResource(graph, node));
  const holders = new Set(found.map(({ holder }) => holder));
  const others = graph.ofType(...Object.values(RESOURCE_POLICIES).map((policies) => policies.held.type));
  return [...found, ...others.filter((node) => !holders.has(node)).map((node) => held(node, "policy"))];
}

/** Whether a resource that holds such policies does not say yet for whom: it may be for this one. */
export function policyTargetsUnknown(graph: StackGraph, node: Node): boolean {
  const policies = RESOURCE_POLICIES[node.type];
  if (!policies) return false;
  const { type, target } = policies.held;
  return graph.ofType(type).some((holder) => graph.refs(holder, target).isUnknown);
}

/** Whether the role's own policies let it do this to the resource, or, of a pattern, to some of what fits it. What a
 *  resource's policy adds is left out. */
export function mayDo(graph: StackGraph, role: Node, action: string, target: Node | string): YesNo {
  const patterns = typeof target === "string" ? [target] : arnPatterns(target, action);
  return decide(policiesOfRole(graph, role), (statement) =>
    both(speaksOfAction(statement, action), speaksOfAny(statement, patterns)),
  );
}

/**
 * What policies come to together, by whether each statement speaks of what is asked: some Allow, and no Deny ("Policy
 * evaluation logic"). A condition of an Allow counts as met and one of a Deny as not: no preview can know what a
 * request will carry.
 */
export function decide(
  policies: readonly HeldPolicy[],
  ofStatement: (statement: Statement, policy: HeldPolicy) => YesNo,
  ofUnknownStatements: (policy: HeldPolicy) => YesNo = () => "unknown",
): YesNo {
  const those = (effect: Statement["effect"]) =>
    policies.flatMap((policy) =>
      policy.statements
        .filter((one) => one.effect === effect && (effect === "Allow" || isUnconditional(one)))
        .map((one) => ofStatement(one, policy)),
    );
  const unknown = policies.filter(({ isUnknown }) => isUnknown).map(ofUnknownStatements);
  return both(strongest([...those("Allow"), ...unknown]), opposite(strongest(those("Deny"))));
}

/** Whether an Allow speaks of something among what fits the patterns, or a Deny of all of it: what it leaves out stays
 *  allowed. */
export const speaksOfAny = (statement: Statement, patterns: readonly Text[]): YesNo =>
  strongest(
    patterns.map((pattern) =>
      speaksOfResource(statement, pattern, statement.effect === "Allow" ? "part" : "whole"),
    ),
  );

const isUnconditional = ({ conditions }: Statement): boolean =>
  conditions !== UNKNOWN && conditions.length === 0;

/** Every action that statements allow, with the statement: patterns and NotActions as they stand. */
export const allowing = (policies: readonly HeldPolicy[]): { policy: HeldPolicy; statement: Statement }[] =>
  policies.flatMap((policy) =>
    policy.statements.filter(({ effect }) => effect === "Allow").map((statement) => ({ policy, statement })),
  );

/** On what an object action works: objects. To name the bucket alone grants none of them ("Actions, resources, and condition keys for Amazon S3"). */
const OBJECT_ACTIONS = [
  "s3:*Object*",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
  "s3:ReplicateDelete",
  "s3:ReplicateTags",
  "s3:InitiateReplication",
];
const BUCKET_ACTIONS = ["s3:*BucketObjectLockConfiguration"];
const isAmong = (patterns: readonly string[], action: string) =>
  patterns.some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase()));

const isBucket = ({ type }: Node) => BUCKETS.includes(type);

/** The ARNs that stand for a resource in a statement about this action. UNKNOWN where not even its name is known. */
export function arnPatterns(node: Node, action: string): Text[] {
  const arn = arnOf(node);
  if (arn === UNKNOWN) return [UNKNOWN];
  if (!isBucket(node)) return [arn, `${arn}/*`, `${arn}:*`];
  const isOfObjects = isAmong(OBJECT_ACTIONS, action) && !isAmong(BUCKET_ACTIONS, action);
  return [isOfObjects ? `${arn}/*` : arn];
}

/** Where the ARN is not known yet, it is put together from the name: partition and account stay open. */
const ARN_OF_NAME: Readonly<Record<string, (name: string, region: string) => string>> = {
  "aws:sqs/queue:Queue": (name, region) => `arn:*:sqs:${region}:*:${name}`,
  "aws:sns/topic:Topic": (name, region) => `arn:*:sns:${region}:*:${name}`,
  "aws:lambda/function:Function": (name, region) => `arn:*:lambda:${region}:*:function:${name}`,
  "aws:kinesis/stream:Stream": (name, region) => `arn:*:kinesis:${region}:*:stream/${name}`,
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (name, region) =>
    `arn:*:firehose:${region}:*:deliverystream/${name}`,
  "aws:dynamodb/table:Table": (name, region) => `arn:*:dynamodb:${region}:*:table/${name}`,
};

export function arnOf(node: Node): Text {
  const arn = node.get("arn");
  if (typeof arn === "string") return arn;
  const name = node.get(isBucket(node) ? "bucket" : "name");
  if (typeof name !== "string") return UNKNOWN;
  if (isBucket(node)) return `arn:*:s3:::${name}`;
  return ARN_OF_NAME[node.type]?.(name, node.region ?? "*") ?? UNKNOWN;
}

/** The services that a trust policy or a resource's policy names, such as `lambda.amazonaws.com`. */
export const servicesIn = (policies: readonly HeldPolicy[]): Set<string> =>
  new Set(
    allowing(policies).flatMap(({ statement }) =>
      statement.principals.flatMap(({ kind, value }) =>
        kind === "Service" && value !== UNKNOWN ? [value] : [],
      ),
    ),
  );
