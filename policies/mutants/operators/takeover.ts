/** Breaks what the other region needs to take over, and what this one must not ask of it while a client waits. */
import type { GraphResource } from "../../../engine/graph";
import { named, type Operator } from "../operator";
import { alsoAllows, type Change, drop, every, set, statements } from "../surgery";

const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const DATABASE = "aws:rds/instance:Instance";
const DOMAIN = "aws:apigatewayv2/domainName:DomainName";
const FUNCTION = "aws:lambda/function:Function";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const STAGE = "aws:apigatewayv2/stage:Stage";
const STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";

const replicated = ["data-buckets-replicated"];
const protectedData = ["data-resources-protected"];
const capacity = ["standby-capacity-equal"];
const path = ["acknowledgement-path-stays-in-region"];

const unprotected: Change = (resource) => ({ ...resource, protect: false });

const data: readonly Operator[] = [
  {
    does: "keeps one version",
    meant: ["data-buckets-versioned"],
    types: [VERSIONING],
    where: named("lake-versioning"),
    change: drop,
  },
  {
    does: "is suspended",
    meant: ["data-buckets-versioned"],
    types: [VERSIONING],
    where: named("lake-versioning"),
    change: set("versioningConfiguration.status", "Suspended"),
  },
  { does: "is gone", meant: replicated, types: [REPLICATION], change: drop },
  {
    does: "is switched off",
    meant: replicated,
    types: [REPLICATION],
    change: (resource, all) =>
      every(
        ...(resource.inputs.rules as readonly unknown[]).map((_, index) =>
          set(`rules[${index}].status`, "Disabled"),
        ),
      )(resource, all),
  },
  {
    does: "copies to a bucket in its own region",
    meant: replicated,
    types: [REPLICATION],
    change: (resource, all) =>
      every(
        ...(resource.inputs.rules as readonly unknown[]).map((_, index) =>
          set(
            `rules[${index}].destination.bucket`,
            "arn:aws:s3:::holdfast-prod-eu-west-1-123456789012-flowers",
          ),
        ),
      )(resource, all),
  },
  {
    does: "is gone, and its peer still copies to it",
    meant: replicated,
    types: [BUCKET],
    change: drop,
    of: "standby",
  },
  {
    does: "is not protected",
    meant: protectedData,
    types: [BUCKET, STREAM],
    change: unprotected,
  },
  {
    does: "is protected neither by Pulumi nor by RDS",
    meant: protectedData,
    types: [DATABASE],
    change: every(unprotected, set("deletionProtection", false)),
  },
  {
    does: "shows a certificate of another region",
    meant: ["certificate-per-region"],
    types: [DOMAIN],
    change: (resource, all) => {
      const arn = "arn:aws:acm:us-west-2:123456789012:certificate/3f2504e0-4f89-11d3-9a0c-0305e82c3301";
      const [changed] = [
        set("domainNameConfiguration.certificateArn", arn)(resource, all),
      ].flat() as GraphResource[];
      return {
        ...(changed as GraphResource),
        propertyDependencies: { ...changed?.propertyDependencies, domainNameConfiguration: [] },
      };
    },
  },
];

const twins: readonly Operator[] = [
  {
    does: "has half the memory",
    meant: capacity,
    types: [FUNCTION],
    where: named("collector-function-lambda", "undeliverable-to-replay-function-lambda"),
    change: (resource, all) => set("memorySize", Number(resource.inputs.memorySize) / 2)(resource, all),
    of: "standby",
  },
  {
    does: "is held to one request at a time",
    meant: capacity,
    types: [FUNCTION],
    where: named("collector-function-lambda"),
    change: set("reservedConcurrentExecutions", 1),
    of: "standby",
  },
  {
    does: "takes five requests a second",
    meant: capacity,
    types: [STAGE],
    change: set("routeSettings", []),
    of: "standby",
  },
  {
    does: "holds back twice as long",
    meant: capacity,
    types: [STREAM],
    change: set("extendedS3Configuration.bufferingInterval", 900),
    of: "standby",
  },
];

const acknowledging: readonly Operator[] = [
  {
    does: "writes to a stream in the other region",
    meant: path,
    types: [ROLE_POLICY],
    where: named("collector-to-firehose-put"),
    change: statements("policy", (statement) => ({
      ...statement,
      Resource: ["arn:aws:firehose:us-west-2:123456789012:deliverystream/holdfast-prod-us-west-2-events"],
    })),
  },
  ...[
    "arn:aws:secretsmanager:us-west-2:123456789012:secret:key-AbCdEf",
    "arn:aws:kms:us-west-2:123456789012:key/3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "arn:aws:dynamodb:us-west-2:123456789012:table/seen",
  ].map(
    (arn): Operator => ({
      does: `must read ${arn.split(":").slice(2, 4).join(" in ")}`,
      meant: path,
      types: [FUNCTION],
      where: named("collector-function-lambda"),
      change: set("environment.variables.NEEDED", arn),
    }),
  ),
  {
    does: "must send to a queue in the other region",
    meant: path,
    types: [FUNCTION],
    where: named("collector-function-lambda"),
    change: set(
      "environment.variables.QUEUE_URL",
      "https://sqs.us-west-2.amazonaws.com/123456789012/holdfast-prod-us-west-2-replay",
    ),
  },
  {
    does: "may also ask a parameter of the other region",
    meant: path,
    types: [ROLE_POLICY],
    where: named("collector-to-firehose-put"),
    change: alsoAllows("policy", {
      Action: ["ssm:GetParameter"],
      Resource: ["arn:aws:ssm:us-west-2:123456789012:parameter/switch"],
    }),
  },
  {
    does: "is decrypted by a key of the other region",
    meant: path,
    types: [FUNCTION],
    where: named("collector-function-lambda"),
    change: set("kmsKeyArn", "arn:aws:kms:us-west-2:123456789012:key/3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
  },
];

export const takeover: readonly Operator[] = [...data, ...twins, ...acknowledging];
