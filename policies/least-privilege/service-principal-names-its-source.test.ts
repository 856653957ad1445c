import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { IN_RESOURCE_POLICY, IN_TRUST, nameOfService } from "./documented-sources";
import { servicePrincipalNamesItsSource } from "./service-principal-names-its-source";
import {
  ACCOUNT,
  BUCKET,
  bucket,
  bucketPolicy,
  FUNCTION,
  ofAccount,
  policyText,
  role,
  trust,
} from "./testing/access";

const STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const rule = servicePrincipalNamesItsSource([FUNCTION, BUCKET, STREAM]);
const acts = (name: string, services: string, page: string, place = name) =>
  `violation ${name}: ${place} lets ${services} act for any account: a stranger could have it act on this one's behalf. Add a condition on aws:SourceAccount or aws:SourceArn (“${page}”).`;
const trusting = (service: string, condition?: object) =>
  stackOf(role("worker", { assumeRolePolicy: trust(service, condition) }));
const lambdaPage = "Working with AWS managed policies in the execution role";
const lambdaActs = acts("worker", "lambda", lambdaPage, "assumeRolePolicy of worker");
const letting = (Service: string | string[], Condition?: object) =>
  stackOf(
    bucket("b"),
    bucketPolicy(
      "b",
      policyText({ Principal: { Service }, Action: "s3:PutObject", Resource: "arn:aws:s3:::b/*", Condition }),
    ),
  );

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "a trust for the account", graph: trusting("lambda", ofAccount), says: [] },
  {
    title: "a trust for a source",
    graph: trusting("lambda", { ArnLike: { "aws:SourceArn": `arn:aws:lambda:*:${ACCOUNT}:function:*` } }),
    says: [],
  },
  ...[
    "arn:aws:lambda:*",
    "arn:aws:lambda:eu-west-1",
    "arn:aws:lambda:eu-west-1:*:function:worker",
    "arn:aws:lambda:eu-west-1:12345678901?:function:worker",
    "arn:aws:s3:::*",
    "arn:aws:s3:::lake-*/events",
    "arn:aws:s3:*:*:lake-?",
    "arn:aws:route53:::hostedzone/*",
  ].map((arn) => ({
    title: `a trust for ${arn}, which anybody may have`,
    graph: trusting("lambda", { ArnLike: { "aws:SourceArn": arn } }),
    says: [lambdaActs],
  })),
  ...[
    "arn:aws:s3:::lake",
    "arn:aws:s3:::lake/*",
    "arn:aws:s3:*:*:lake",
    "arn:aws:route53:::hostedzone/Z1",
    `arn:aws:sns:*:${ACCOUNT}:*`,
  ].map((arn) => ({
    title: `a trust for ${arn}, which is one account's`,
    graph: trusting("lambda", { ArnLike: { "aws:SourceArn": arn } }),
    says: [],
  })),
  {
    title: "a trust for an organization",
    graph: trusting("lambda", { StringEquals: { "AWS:SourceOrgID": "o-1" } }),
    says: [],
  },
  { title: "a trust for anybody", graph: trusting("lambda"), says: [lambdaActs] },
  {
    title: "a trust for any account",
    graph: trusting("lambda", { StringLike: { "aws:SourceAccount": "*" } }),
    says: [lambdaActs],
  },
  {
    title: "a trust for all but one",
    graph: trusting("lambda", { StringNotEquals: { "aws:SourceAccount": "1" } }),
    says: [lambdaActs],
  },
  {
    title: "another condition",
    graph: trusting("lambda", { StringEquals: { "sts:ExternalId": "1" } }),
    says: [lambdaActs],
  },
  {
    title: "Firehose by its own key",
    graph: trusting("firehose", { StringEquals: { "sts:ExternalId": ACCOUNT } }),
    says: [],
  },
  {
    title: "Firehose without",
    graph: trusting("firehose"),
    says: [
      acts(
        "worker",
        "firehose",
        "Controlling access with Amazon Data Firehose",
        "assumeRolePolicy of worker",
      ),
    ],
  },
  { title: "S3's replication, for which nothing is documented", graph: trusting("s3"), says: [] },
  {
    title: "Batch Operations, for which nothing is documented",
    graph: trusting("batchoperations.s3"),
    says: [],
  },
  { title: "a role of a service that the pack does not speak of", graph: trusting("scheduler"), says: [] },
  {
    title: "an account",
    graph: stackOf(
      role("worker", {
        assumeRolePolicy: policyText({ Principal: { AWS: ACCOUNT, Service: [] }, Action: "sts:AssumeRole" }),
      }),
    ),
    says: [],
  },
  {
    title: "a denial",
    graph: stackOf(
      role("worker", { assumeRolePolicy: trust("lambda", ofAccount) }),
      bucket("b"),
      bucketPolicy(
        "b",
        policyText({
          Effect: "Deny",
          Principal: { Service: "cloudtrail.amazonaws.com" },
          Action: "s3:*",
          Resource: "x",
        }),
      ),
    ),
    says: [],
  },
  { title: "a bucket for the account", graph: letting("cloudtrail.amazonaws.com", ofAccount), says: [] },
  {
    title: "a bucket for anybody's trail and logs",
    graph: letting(["cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com"]),
    says: [acts("b-policy", "cloudtrail, delivery.logs", "Amazon S3 bucket policy for CloudTrail")],
  },
  {
    title: "a bucket for a service without such a key",
    graph: letting("elasticmapreduce.amazonaws.com"),
    says: [],
  },
  {
    title: "the service of a region",
    graph: letting("logs.eu-west-1.amazonaws.com"),
    says: [acts("b-policy", "logs", "Encrypt log data in CloudWatch Logs using AWS Key Management Service")],
  },
  {
    title: "an unknown trust, of whichever service",
    graph: stackOf(role("worker", {}, { unknown: ["assumeRolePolicy"] })),
    says: [
      "undetermined worker: worker: assumeRolePolicy is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "an unknown principal",
    graph: stackOf(
      bucket("b"),
      bucketPolicy(
        "b",
        { Statement: [{ Effect: "Allow", Principal: {}, Action: "s3:PutObject" }] },
        { unknown: ["policy.Statement[0].Principal.Service"] },
      ),
    ),
    says: ["undetermined b-policy: b-policy: policy is not known before a deployment, or not to this stack."],
  },
  {
    title: "an unknown condition",
    graph: stackOf(
      role(
        "worker",
        { assumeRolePolicy: JSON.parse(trust("lambda")) },
        { unknown: ["assumeRolePolicy.Statement[0].Condition"] },
      ),
    ),
    says: [
      "undetermined worker: worker: assumeRolePolicy is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("services can be let off", () => {
  expectVerdict(rule, trusting("lambda"), [], { exceptServices: ["lambda"] });
  expectVerdict(rule, trusting("lambda"), [lambdaActs], { exceptServices: ["firehose"] });
});

test("a resource can be excused", () =>
  expect(excusing(rule, trusting("lambda"), "worker")).toEqual(["excused worker"]));

test.each([
  ["lambda.amazonaws.com", "lambda"],
  ["batchoperations.s3.amazonaws.com", "batchoperations.s3"],
  ["logs.us-gov-west-1.amazonaws.com", "logs"],
  ["ec2.amazonaws.com.cn", "ec2"],
])("%s is %s", (principal, name) => expect(nameOfService(principal)).toBe(name));

test("each service names its page, and the ones without are none of them", () => {
  for (const { page } of [...Object.values(IN_TRUST), ...Object.values(IN_RESOURCE_POLICY)])
    expect(page).toMatch(/^[A-Z].{10,}/);
  for (const none of ["s3", "batchoperations.s3", "apigateway", "ec2"])
    expect(IN_TRUST[none]).toBeUndefined();
});
