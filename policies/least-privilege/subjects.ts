/** Whose policies a pack judges: those of the resource types that it speaks of, and of the roles that services assume for them. */
import type { Node, StackGraph } from "../graph";
import {
  type HeldPolicy,
  policiesOfResource,
  policiesOfRole,
  ROLE,
  servicesIn,
  trustPolicyOf,
} from "../graph/iam";
import { nameOfService } from "./documented-sources";

/** The services that assume a role to work for a resource of that type. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  "aws:lambda/function:Function": ["lambda"],
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ["firehose"],
  "aws:s3/bucket:Bucket": ["s3", "batchoperations.s3"],
  "aws:s3/bucketV2:BucketV2": ["s3", "batchoperations.s3"],
  "aws:ec2/flowLog:FlowLog": ["vpc-flow-logs"],
  "aws:ec2/instance:Instance": ["ec2"],
  "aws:ecs/taskDefinition:TaskDefinition": ["ecs-tasks"],
  "aws:rds/instance:Instance": ["rds", "monitoring.rds"],
  "aws:rds/cluster:Cluster": ["rds", "monitoring.rds"],
  "aws:scheduler/schedule:Schedule": ["scheduler"],
  "aws:cloudwatch/eventRule:EventRule": ["events"],
  "aws:sfn/stateMachine:StateMachine": ["states"],
  "aws:pipes/pipe:Pipe": ["pipes"],
  "aws:apigatewayv2/api:Api": ["apigateway"],
  "aws:apigateway/restApi:RestApi": ["apigateway"],
};

export interface Subjects {
  readonly roles: readonly Node[];
  /** Policies of the resources themselves. */
  readonly held: readonly HeldPolicy[];
}

/** A role whose trust is unknown may be anybody's, and one that trusts everybody is: both count. */
export function subjectsOf(graph: StackGraph, types: readonly string[]): Subjects {
  const services = new Set(types.flatMap((type) => SERVICES[type] ?? []));
  const roles = graph.ofType(ROLE).filter((role) => {
    const trust = trustPolicyOf(role);
    return (
      trust.isUnknown ||
      isForEverybody(trust) ||
      [...servicesIn([trust])].some((service) => services.has(nameOfService(service)))
    );
  });
  const held = graph.ofType(...types).flatMap((node) => policiesOfResource(graph, node));
  return { roles, held: onceEach(held) };
}

const isForEverybody = ({ statements }: HeldPolicy): boolean =>
  statements.some(
    ({ effect, principals, isNotPrincipal }) =>
      effect === "Allow" && (isNotPrincipal || principals.some(({ kind }) => kind === "anyone")),
  );

/** What the roles may do. One managed policy may be several roles'. */
export const grantsOf = (graph: StackGraph, { roles }: Subjects): HeldPolicy[] =>
  onceEach(roles.flatMap((role) => policiesOfRole(graph, role)));

export const trustsOf = ({ roles }: Subjects): HeldPolicy[] => roles.map(trustPolicyOf);

function onceEach(policies: readonly HeldPolicy[]): HeldPolicy[] {
  const byPlace = new Map(policies.map((one) => [`${one.holder.urn} ${one.path} ${one.arn ?? ""}`, one]));
  return [...byPlace.values()];
}
