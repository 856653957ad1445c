/** Which AWS APIs a function's own code may call, by what its roles allow. */
import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { arnsOverlap, overlaps } from "../graph/arn-pattern";
import { functionsNamedBy } from "../graph/functions";
import {
  allowing,
  arnPatterns,
  type HeldPolicy,
  policiesOfRole,
  rolesAt,
  type Statement,
} from "../graph/iam";
import { endpointNamesOf } from "./endpoint-names";

const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const ASYNCHRONOUS = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

/**
 * What Lambda does with a function's role from outside of its network: writing logs and traces, making network interfaces
 * ("Using source function ARN to control function access behavior" lists them).
 */
const BY_LAMBDA = [
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSampling*",
  "ec2:*NetworkInterface*",
  "ec2:*PrivateIpAddresses",
  "ec2:DescribeSubnets",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeVpcs",
];

/** What a mapping does with the function's role: the same page names reading from the source. */
const BY_MAPPING = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "kinesis:DescribeStream*",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
  "kinesis:ListStreams",
  "kinesis:SubscribeToShard",
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
  "kafka:DescribeCluster*",
  "kafka:GetBootstrapBrokers",
  "mq:DescribeBroker",
];

/**
 * Needed by S3, SQS and others to use a key in the caller's name; the function itself asks KMS nothing ("Permissions for AWS
 * services in key policies").
 */
const FOR_OTHERS = [
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
  "kms:DescribeKey",
];

/** What Lambda sends to a destination of failures. */
const TO_DESTINATION = ["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction", "events:PutEvents"];

const isAmong = (patterns: readonly string[], action: string) =>
  patterns.some((pattern) => overlaps(pattern.toLowerCase(), action.toLowerCase()));

export interface CalledApis {
  /** Actions by the prefix of their API. */
  readonly apis: ReadonlyMap<string, readonly string[]>;
  /** What hides more of them. */
  readonly unknown: readonly string[];
}

export function calledApis(graph: StackGraph, fn: Node): CalledApis {
  const { roles, isUnknown } = rolesAt(graph, fn, "role");
  const policies = roles.flatMap((role) => policiesOfRole(graph, role));
  const apis = new Map<string, string[]>();
  const unknown = new Set<string>(isUnknown ? ["what its role allows"] : []);
  for (const policy of policies) if (policy.isUnknown) unknown.add(whatOf(policy));
  const isOwn = ownWorkOf(graph, fn);
  for (const { policy, statement } of allowing(policies)) {
    if (statement.isNotAction) unknown.add(`which APIs ${policy.holder.name} means`);
    else
      for (const action of statement.actions) {
        const [prefix = ""] = action === UNKNOWN ? [] : action.split(":");
        if (action === UNKNOWN) unknown.add(whatOf(policy));
        else if (prefix === "*") unknown.add(`which APIs ${policy.holder.name} means`);
        else if (endpointNamesOf(prefix) !== "none" && !isOwn(action, statement))
          apis.set(prefix, [...(apis.get(prefix) ?? []), action]);
      }
  }
  return { apis, unknown: [...unknown] };
}

const whatOf = ({ holder, path, arn }: HeldPolicy): string =>
  arn === undefined ? `${path} of ${holder.name}` : `what ${arn} allows`;

/** Whether an action is one that others do with the function's role. */
function ownWorkOf(graph: StackGraph, fn: Node): (action: string, statement: Statement) => boolean {
  const mappings = graph
    .ofType(MAPPING)
    .filter((mapping) => functionsNamedBy(graph, mapping, "functionName").nodes.includes(fn));
  const asynchronous = graph
    .ofType(ASYNCHRONOUS)
    .filter((config) => functionsNamedBy(graph, config, "functionName").nodes.includes(fn));
  const destinations = [
    ...graph.refs(fn, "deadLetterConfig.targetArn").nodes,
    ...mappings.flatMap((mapping) => graph.refs(mapping, "destinationConfig.onFailure.destinationArn").nodes),
    ...asynchronous.flatMap((config) => graph.refs(config, "destinationConfig").nodes),
  ];
  return (action, statement) =>
    isAmong(BY_LAMBDA, action) ||
    isAmong(FOR_OTHERS, action) ||
    (mappings.length > 0 && isAmong(BY_MAPPING, action)) ||
    (isAmong(TO_DESTINATION, action) && isOnlyOf(statement, destinations, action));
}

/** Whether the statement speaks of nothing but these resources. */
const isOnlyOf = ({ resources, isNotResource }: Statement, nodes: readonly Node[], action: string): boolean =>
  !isNotResource &&
  resources.length > 0 &&
  resources.every((resource) =>
    nodes
      .flatMap((node) => arnPatterns(node, action))
      .some(
        (pattern) =>
          resource !== UNKNOWN && pattern !== UNKNOWN && resource !== "*" && arnsOverlap(resource, pattern),
      ),
  );
