import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { noWildcardAction } from "./no-wildcard-action";
import {
  ACCOUNT,
  attached,
  BUCKET,
  bucket,
  bucketPolicy,
  FUNCTION,
  inline,
  managed,
  policyText,
  role,
  trust,
} from "./testing/access";

const KEY = "aws:kms/key:Key";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const rule = noWildcardAction([FUNCTION, BUCKET, KEY, ENDPOINT]);
const worker = role();
const one = "arn:aws:s3:::b/x";
const allows = (name: string, actions: string, place = name) =>
  `violation ${name}: ${place} allows ${actions}: more than anybody meant, and more with each new action of AWS's. Name the actions that are called.`;
const of = (...actions: string[]) =>
  stackOf(worker, inline(worker, "it", policyText({ Action: actions, Resource: one })));
const root = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" };

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "named actions", graph: of("s3:GetObject", "sqs:SendMessage"), says: [] },
  { title: "every action", graph: of("*"), says: [allows("it", "*")] },
  {
    title: "a whole service, and a pattern",
    graph: of("s3:*", "s3:GetObject", "sqs:Get?*"),
    says: [allows("it", "s3:*, sqs:Get?*")],
  },
  {
    title: "a pattern of actions that exist only on everything",
    graph: of("ec2:Describe*", "ssmmessages:*"),
    says: [],
  },
  { title: "a pattern of more than those", graph: of("ec2:*"), says: [allows("it", "ec2:*")] },
  {
    title: "all but some",
    graph: stackOf(worker, inline(worker, "it", policyText({ NotAction: ["iam:*", "s3:*"], Resource: one }))),
    says: [allows("it", "all but iam:*, s3:*")],
  },
  {
    title: "a denial",
    graph: stackOf(worker, inline(worker, "it", policyText({ Effect: "Deny", Action: "*", Resource: "*" }))),
    says: [],
  },
  {
    title: "two statements of one policy, in one finding",
    graph: stackOf(
      worker,
      inline(
        worker,
        "it",
        policyText({ Action: "s3:*", Resource: one }, { Action: ["s3:*", "sqs:*"], Resource: one }),
      ),
    ),
    says: [allows("it", "s3:*, sqs:*")],
  },
  {
    title: "a policy of several roles, once",
    graph: stackOf(
      worker,
      role("other"),
      managed("it", policyText({ Action: "s3:*", Resource: one })),
      attached(worker, "a", `arn:aws:iam::${ACCOUNT}:policy/it`),
      attached(role("other"), "b", `arn:aws:iam::${ACCOUNT}:policy/it`),
    ),
    says: [allows("it", "s3:*")],
  },
  {
    title: "inline in the role",
    graph: stackOf(
      role("worker", {
        inlinePolicies: [{ name: "x", policy: policyText({ Action: "s3:*", Resource: one }) }],
      }),
    ),
    says: [allows("worker", "s3:*", "inlinePolicies[0].policy of worker")],
  },
  {
    title: "a trust",
    graph: stackOf(role("worker", { assumeRolePolicy: trust("lambda", undefined, { Action: "sts:*" }) })),
    says: [allows("worker", "sts:*", "assumeRolePolicy of worker")],
  },
  {
    title: "a bucket's policy",
    graph: stackOf(
      bucket("b"),
      bucketPolicy("b", policyText({ Principal: { AWS: ACCOUNT }, Action: "s3:*", Resource: one })),
    ),
    says: [allows("b-policy", "s3:*")],
  },
  {
    title: "a policy of AWS's",
    graph: stackOf(worker, attached(worker, "a", "arn:aws:iam::aws:policy/AmazonS3FullAccess")),
    says: [],
  },
  {
    title: "a policy of another stack",
    graph: stackOf(worker, attached(worker, "a", `arn:aws:iam::${ACCOUNT}:policy/theirs`)),
    says: [
      `undetermined a: a: what arn:aws:iam::${ACCOUNT}:policy/theirs allows is not known before a deployment, or not to this stack.`,
    ],
  },
  {
    title: "an endpoint's policy, which another rule judges",
    graph: stackOf(
      resource(ENDPOINT, "e", { policy: policyText({ Principal: "*", Action: "*", Resource: "*" }) }),
    ),
    says: [],
  },
  {
    title: "a key's for its account",
    graph: stackOf(resource(KEY, "k", { policy: policyText(root) })),
    says: [],
  },
  {
    title: "a key's for its account by number",
    graph: stackOf(resource(KEY, "k", { policy: policyText({ ...root, Principal: { AWS: ACCOUNT } }) })),
    says: [],
  },
  {
    title: "a key's for a role",
    graph: stackOf(
      resource(KEY, "k", {
        policy: policyText({ ...root, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` } }),
      }),
    ),
    says: [allows("k", "kms:*")],
  },
  {
    title: "a key's for its account and a role",
    graph: stackOf(
      resource(KEY, "k", {
        policy: policyText({ ...root, Principal: { AWS: [ACCOUNT, `arn:aws:iam::${ACCOUNT}:role/x`] } }),
      }),
    ),
    says: [allows("k", "kms:*")],
  },
  {
    title: "a key's for everybody",
    graph: stackOf(resource(KEY, "k", { policy: policyText({ ...root, Principal: "*" }) })),
    says: [allows("k", "kms:*")],
  },
  {
    title: "a bucket's for its account, which needs no such statement",
    graph: stackOf(bucket("b"), bucketPolicy("b", policyText({ ...root, Action: "s3:*" }))),
    says: [allows("b-policy", "s3:*")],
  },
  {
    title: "a role of another service",
    graph: stackOf(
      role("worker", { assumeRolePolicy: trust("ec2") }),
      inline(worker, "it", policyText({ Action: "*" })),
    ),
    says: [],
  },
  {
    title: "an unknown text",
    graph: stackOf(worker, inline(worker, "it", "", { unknown: ["policy"] })),
    says: ["undetermined it: it: policy is not known before a deployment, or not to this stack."],
  },
  {
    title: "an unknown action",
    graph: stackOf(
      worker,
      inline(
        worker,
        "it",
        { Statement: [{ Effect: "Allow", Resource: one }] },
        { unknown: ["policy.Statement[0].Action"] },
      ),
    ),
    says: ["undetermined it: it: policy is not known before a deployment, or not to this stack."],
  },
  {
    title: "a pattern beside an unknown action",
    graph: stackOf(
      worker,
      inline(
        worker,
        "it",
        { Statement: [{ Effect: "Allow", Resource: one, Action: ["s3:*", "x"] }] },
        { unknown: ["policy.Statement[0].Action[1]"] },
      ),
    ),
    says: [allows("it", "s3:*")],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () => expect(excusing(rule, of("s3:*"), "it")).toEqual(["excused it"]));
