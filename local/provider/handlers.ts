/** Every resource type that has a model here. */
import { HoldfastError } from "../../errors";
import { certificates } from "./acm";
import { httpApis } from "./apigatewayv2";
import { domainNames } from "./apigatewayv2-names";
import { alarms } from "./cloudwatch";
import { networks } from "./ec2";
import { vpcEndpoints } from "./ec2-endpoints";
import { securityGroups } from "./ec2-groups";
import { deliveryStreams } from "./firehose";
import type { ResourceHandler } from "./handler";
import { roles } from "./iam";
import { lambdaFunctions } from "./lambda";
import { lambdaAliases } from "./lambda-alias";
import { lambdaInvocations } from "./lambda-invocation";
import { lambdaTriggers } from "./lambda-triggers";
import { logGroups } from "./logs";
import { databases } from "./rds";
import { databaseGroups } from "./rds-groups";
import { dns } from "./route53";
import { buckets } from "./s3";
import { bucketRules } from "./s3-rules";
import { schedules } from "./scheduler";
import { topics } from "./sns";
import { queues } from "./sqs";

export const handlers: readonly ResourceHandler[] = [
  ...certificates,
  ...httpApis,
  ...domainNames,
  ...networks,
  ...securityGroups,
  ...vpcEndpoints,
  ...deliveryStreams,
  ...roles,
  ...lambdaFunctions,
  ...lambdaAliases,
  ...lambdaTriggers,
  ...lambdaInvocations,
  ...logGroups,
  ...databases,
  ...databaseGroups,
  ...dns,
  ...buckets,
  ...bucketRules,
  ...schedules,
  ...queues,
  ...alarms,
  ...topics,
];

const byType = new Map(handlers.map((handler) => [handler.type, handler]));

/** @throws HF_LOCAL_UNMODELLED */
export function handlerOf(type: string): ResourceHandler {
  const found = byType.get(type);
  if (!found) throw new HoldfastError("HF_LOCAL_UNMODELLED", { resource: type });
  return found;
}
handlerOf.find = (type: string) => byType.get(type);
