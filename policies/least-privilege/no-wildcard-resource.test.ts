import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { noWildcardResource } from "./no-wildcard-resource";
import {
  ACCOUNT,
  BUCKET,
  bucket,
  bucketPolicy,
  FUNCTION,
  inline,
  policyText,
  QUEUE,
  role,
} from "./testing/access";

const KEY = "aws:kms/key:Key";
const SECRET = "aws:secretsmanager/secret:Secret";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const rule = noWildcardResource([FUNCTION, BUCKET, QUEUE, KEY, SECRET, ENDPOINT]);
const worker = role();
const allows = (name: string, faults: string) =>
  `violation ${name}: ${name} allows ${faults}: whatever else the account has is in reach too. Name the resources by their ARNs.`;
const of = (Resource: string | string[], Action: string | string[] = "s3:GetObject") =>
  stackOf(worker, inline(worker, "it", policyText({ Action, Resource })));
const everything = policyText({ Principal: { AWS: ACCOUNT }, Action: "x:Do", Resource: "*" });

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "a named one", graph: of(["arn:aws:s3:::b", "arn:aws:s3:::b/*"]), says: [] },
  { title: "everything", graph: of("*"), says: [allows("it", "s3:GetObject on *")] },
  {
    title: "any bucket, among others",
    graph: of(["arn:aws:s3:::b/*", "arn:aws:s3:::*/*"], ["s3:GetObject", "s3:PutObject"]),
    says: [allows("it", "s3:GetObject, s3:PutObject on arn:aws:s3:::*/*")],
  },
  {
    title: "actions that exist only on everything",
    graph: of("*", ["xray:PutTraceSegments", "ec2:DescribeSubnets"]),
    says: [],
  },
  {
    title: "such an action beside another",
    graph: of("*", ["xray:PutTraceSegments", "s3:GetObject"]),
    says: [allows("it", "s3:GetObject on *")],
  },
  {
    title: "network interfaces, whose ids nobody knows before",
    graph: of(`arn:aws:ec2:eu-west-1:${ACCOUNT}:*/*`, [
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
    ]),
    says: [],
  },
  {
    title: "all but one",
    graph: stackOf(
      worker,
      inline(worker, "it", policyText({ Action: "s3:GetObject", NotResource: ["a", "b"] })),
    ),
    says: [allows("it", "s3:GetObject on all but a, b")],
  },
  {
    title: "all actions but one",
    graph: stackOf(worker, inline(worker, "it", policyText({ NotAction: "iam:*", Resource: "*" }))),
    says: [allows("it", "all but iam:* on *")],
  },
  {
    title: "a denial",
    graph: stackOf(
      worker,
      inline(worker, "it", policyText({ Effect: "Deny", Action: "s3:*", Resource: "*" })),
    ),
    says: [],
  },
  {
    title: "a queue's policy",
    graph: stackOf(resource(QUEUE, "q", { policy: everything })),
    says: [allows("q", "x:Do on *")],
  },
  {
    title: "a bucket's policy",
    graph: stackOf(bucket("b"), bucketPolicy("b", everything)),
    says: [allows("b-policy", "x:Do on *")],
  },
  {
    title: "a key's, where it is the key",
    graph: stackOf(resource(KEY, "k", { policy: everything })),
    says: [],
  },
  {
    title: "a secret's, where it is the secret",
    graph: stackOf(resource(SECRET, "s", { policy: everything })),
    says: [],
  },
  {
    title: "an endpoint's, which another rule judges",
    graph: stackOf(resource(ENDPOINT, "e", { policy: everything })),
    says: [],
  },
  {
    title: "an unknown resource",
    graph: stackOf(
      worker,
      inline(
        worker,
        "it",
        { Statement: [{ Effect: "Allow", Action: "s3:GetObject" }] },
        { unknown: ["policy.Statement[0].Resource"] },
      ),
    ),
    says: ["undetermined it: it: policy is not known before a deployment, or not to this stack."],
  },
  {
    title: "an unknown resource of an action that exists only on everything",
    graph: stackOf(
      worker,
      inline(
        worker,
        "it",
        { Statement: [{ Effect: "Allow", Action: "sqs:ListQueues" }] },
        { unknown: ["policy.Statement[0].Resource"] },
      ),
    ),
    says: [],
  },
  {
    title: "an unknown action on everything",
    graph: stackOf(
      worker,
      inline(
        worker,
        "it",
        { Statement: [{ Effect: "Allow", Resource: "*" }] },
        { unknown: ["policy.Statement[0].Action"] },
      ),
    ),
    says: ["undetermined it: it: policy is not known before a deployment, or not to this stack."],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () => expect(excusing(rule, of("*"), "it")).toEqual(["excused it"]));
