/** By which strings a resource is known to others: its id, its ARN, its name. */
import type { Node } from "./node";

/** Outputs that stand for their resource wherever they are seen. */
const IDENTIFIERS = [
  "arn",
  "url",
  "address",
  "endpoint",
  "dnsName",
  "fqdn",
  "invokeArn",
  "qualifiedArn",
  "executionArn",
  "streamArn",
  "latestStreamArn",
  "uniqueId",
  "prefixListId",
  "defaultSecurityGroupId",
  "defaultRouteTableId",
  "mainRouteTableId",
  "bucketDomainName",
  "bucketRegionalDomainName",
];
const NESTED_IDENTIFIERS = ["masterUserSecrets[0].secretArn", "domainNameConfiguration.targetDomainName"];

/** Strings that no other resource can have. */
export const idsOf = (node: Node): string[] =>
  texts([
    // A bucket's versioning has the bucket's id, and is not what others mean by it.
    node.id === passedOnBy(node) ? undefined : node.id,
    // An `endpoint` that the program sets is somebody else's: a subscription names its subscriber by it.
    ...IDENTIFIERS.filter((property) => !node.setsProperty(property)).map((property) => node.get(property)),
    ...NESTED_IDENTIFIERS.map((path) => node.get(path)),
  ]);

/** Names, which a resource of another type may have as well. */
export const namesOf = (node: Node): string[] =>
  texts([...(NAME_PROPERTIES[kindOf(node.type)] ?? ["name"]).map((property) => node.get(property))]);

/** Where it is not `name`. */
const NAME_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  bucket: ["bucket"],
  instance: ["identifier", "name"],
  cluster: ["clusterIdentifier", "clusterId", "name"],
  replicationgroup: ["replicationGroupId"],
};

const texts = (values: readonly unknown[]): string[] => [
  ...new Set(values.filter((value): value is string => typeof value === "string" && value !== "")),
];

/** `aws:s3/bucketV2:BucketV2` is a bucket. */
const kindOf = (type: string): string => type.replace(/.*:/, "").replace(/V2$/, "").toLowerCase();

/** The service in an ARN, where it is not the module of the type. */
const SERVICES: Readonly<Record<string, string>> = {
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "firehose",
  "aws:cloudwatch/logGroup:LogGroup": "logs",
  "aws:cloudwatch/eventRule:EventRule": "events",
  "aws:cloudwatch/eventBus:EventBus": "events",
};
const serviceOf = (type: string): string => SERVICES[type] ?? type.split(/[:/]/)[1] ?? "";

/** These have no word for their kind in their ARNs ("Resource types defined by…" of each service). */
const KINDLESS: Readonly<Record<string, string>> = { s3: "bucket", sqs: "queue", sns: "topic" };

/** Whether an ARN that the program put together from a known name means this resource, or something within it. */
export function isMeantBy(node: Node, arn: string): boolean {
  const [, , service, region, , ...rest] = arn.split(":");
  if (service !== serviceOf(node.type)) return false;
  if (region && node.region && region !== node.region) return false;
  const resource = rest.join(":");
  const kindless = KINDLESS[service];
  const [, word, named] = kindless ? ["", kindless, resource] : (/^([\w-]+)[:/](.*)/.exec(resource) ?? []);
  if (!word || !named) return false;
  if (!kindOf(node.type).endsWith(word.replaceAll("-", "").toLowerCase())) return false;
  return namesOf(node).some(
    (name) => named === name || named.startsWith(`${name}/`) || named.startsWith(`${name}:`),
  );
}

/** The ARN itself, then each that it lies within: an object's bucket, an alias' function. */
export function enclosingArns(arn: string): string[] {
  const arns: string[] = [];
  const start = arn.split(":", 5).join(":").length + 1;
  for (
    let end = arn.length;
    end > start;
    end = Math.max(arn.lastIndexOf("/", end - 1), arn.lastIndexOf(":", end - 1))
  )
    arns.push(arn.slice(0, end));
  return arns;
}

const passedOnBy = (node: Node): unknown => {
  const property = passesOn(node.type);
  return property === undefined ? undefined : node.get(property);
};

/** The property in which a resource that only adds to another one repeats that one's identity. */
export const passesOn = (type: string): string | undefined =>
  PASSES_ON[type] ?? (/^aws:s3\/bucket[A-Z]/.test(type) && kindOf(type) !== "bucket" ? "bucket" : undefined);

const PASSES_ON: Readonly<Record<string, string>> = {
  "aws:sns/topicPolicy:TopicPolicy": "arn",
  "aws:sqs/queuePolicy:QueuePolicy": "queueUrl",
  "aws:sqs/redrivePolicy:RedrivePolicy": "queueUrl",
  "aws:acm/certificateValidation:CertificateValidation": "certificateArn",
  "aws:lambda/alias:Alias": "functionName",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": "functionName",
};

export const isArn = (text: string): boolean => /^arn:[\w-]+:[\w-]+:/.test(text);

/** An id that AWS makes up: `sg-0123…`, `vpce-…` ("Amazon EC2 resource IDs"). */
export const isMadeUpId = (text: string): boolean => /^[a-z]+-[0-9a-f]{8,17}$/.test(text);
