import type { GraphResource } from "../../engine/graph";
import {
  BUCKET,
  bucket,
  bucketPolicy,
  policyText,
  type StatementText,
} from "../least-privilege/testing/access";
import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { bucketRefusesPlainHttp as rule } from "./bucket-refuses-plain-http";

const answers = (parts = "the bucket itself and its objects") =>
  `violation b: b answers over plain HTTP, for ${parts}: on the way anybody reads along. Deny s3:* to everybody where aws:SecureTransport is false.`;
const denial = {
  Effect: "Deny" as const,
  Principal: "*" as unknown,
  Action: "s3:*" as unknown,
  Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] as unknown,
  Condition: { Bool: { "aws:SecureTransport": "false" } } as unknown,
};
const of = (...statements: StatementText[]) =>
  stackOf(bucket("b"), bucketPolicy("b", policyText(...statements)));
const but = (over: StatementText) => of({ ...denial, ...over });
const unread = (holder = "b-policy") =>
  `undetermined b: b: whether its policy (${holder}) refuses plain HTTP is not known before a deployment, or not to this stack.`;
const nameless = (...more: GraphResource[]) =>
  stackOf(resource(BUCKET, "b", {}, { outputs: { arn: undefined } }), ...more);

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "refused", graph: of(denial), says: [] },
  {
    title: "refused among other statements",
    graph: of({ Principal: "*", Action: "s3:GetObject", Resource: "x" }, denial),
    says: [],
  },
  { title: "refused to every account", graph: but({ Principal: { AWS: "*" } }), says: [] },
  { title: "refused, whatever the action", graph: but({ Action: "*" }), says: [] },
  {
    title: "refused in two statements",
    graph: of({ ...denial, Resource: "arn:aws:s3:::b" }, { ...denial, Resource: "arn:aws:s3:::b/*" }),
    says: [],
  },
  {
    title: "refused by a truth value",
    graph: but({ Condition: { BoolIfExists: { "AWS:securetransport": false } } }),
    says: [],
  },
  { title: "refused by a pattern", graph: but({ Resource: "arn:aws:s3:::b*" }), says: [] },
  { title: "no policy", graph: stackOf(bucket("b")), says: [answers()] },
  {
    title: "another bucket's policy",
    graph: stackOf(bucket("b"), bucketPolicy("c", policyText(denial))),
    says: [answers()],
  },
  {
    title: "for its objects alone",
    graph: but({ Resource: "arn:aws:s3:::b/*" }),
    says: [answers("the bucket itself")],
  },
  {
    title: "for the bucket alone",
    graph: but({ Resource: "arn:aws:s3:::b" }),
    says: [answers("its objects")],
  },
  {
    title: "for some objects",
    graph: but({ Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/in/*"] }),
    says: [answers("its objects")],
  },
  { title: "for some actions", graph: but({ Action: "s3:Get*" }), says: [answers()] },
  { title: "for one account", graph: but({ Principal: { AWS: "123456789012" } }), says: [answers()] },
  { title: "for all but one", graph: but({ Principal: undefined, NotPrincipal: "*" }), says: [answers()] },
  {
    title: "allowed over TLS",
    graph: but({ Effect: "Allow", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    says: [answers()],
  },
  {
    title: "the wrong way round",
    graph: but({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    says: [answers()],
  },
  {
    title: "whichever way",
    graph: but({ Condition: { Bool: { "aws:SecureTransport": ["false", "true"] } } }),
    says: [answers()],
  },
  {
    title: "by another key",
    graph: but({ Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
    says: [answers()],
  },
  {
    title: "by another operator",
    graph: but({ Condition: { StringEquals: { "aws:SecureTransport": "false" } } }),
    says: [answers()],
  },
  {
    title: "on one more condition",
    graph: but({
      Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:SourceVpc": "x" } },
    }),
    says: [answers()],
  },
  { title: "whatever the condition", graph: but({ Condition: undefined }), says: [answers()] },
  {
    title: "inline in the bucket",
    graph: stackOf(bucket("b", { policy: policyText(denial) })),
    says: [],
  },
  {
    title: "an older bucket",
    graph: stackOf(
      resource("aws:s3/bucketV2:BucketV2", "b", { bucket: "b" }, { outputs: { arn: undefined } }),
      bucketPolicy("b", policyText({ ...denial, Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] })),
    ),
    says: [],
  },
  {
    title: "an unknown text",
    graph: stackOf(bucket("b"), bucketPolicy("b", "", { unknown: ["policy"] })),
    says: [unread()],
  },
  {
    title: "an unknown text inline",
    graph: stackOf(bucket("b", {}, { unknown: ["policy"] })),
    says: [unread("b")],
  },
  {
    title: "unknown resources",
    graph: stackOf(
      bucket("b"),
      bucketPolicy("b", { Statement: [denial] }, { unknown: ["policy.Statement[0].Resource"] }),
    ),
    says: [unread()],
  },
  ...["Principal.AWS", "Condition.Bool.aws:SecureTransport"].map((path) => ({
    title: `an unknown ${path}`,
    graph: stackOf(
      bucket("b"),
      bucketPolicy(
        "b",
        { Statement: [{ ...denial, ...(path.startsWith("P") && { Principal: {} }) }] },
        { unknown: [`policy.Statement[0].${path}`] },
      ),
    ),
    says: [unread()],
  })),
  {
    title: "an unknown condition",
    graph: stackOf(
      bucket("b"),
      bucketPolicy("b", { Statement: [denial] }, { unknown: ["policy.Statement[0].Condition"] }),
    ),
    says: [unread()],
  },
  {
    title: "a bucket whose name is not known yet",
    graph: nameless(
      resource(
        "aws:s3/bucketPolicy:BucketPolicy",
        "p",
        { policy: policyText(denial) },
        { dependsOn: { bucket: [resource(BUCKET, "b")] } },
      ),
    ),
    says: [unread("p")],
  },
  {
    title: "a bucket whose name is not known yet, on every resource",
    graph: nameless(
      resource(
        "aws:s3/bucketPolicy:BucketPolicy",
        "p",
        { policy: policyText({ ...denial, Resource: "*" }) },
        { dependsOn: { bucket: [resource(BUCKET, "b")] } },
      ),
    ),
    says: [],
  },
  {
    title: "a policy for whichever bucket",
    graph: stackOf(bucket("b"), bucketPolicy("x", policyText(denial), { unknown: ["bucket"] })),
    says: [
      "undetermined b: b: which bucket policy is its own is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(bucket("b")), "b")).toEqual(["excused b"]));
