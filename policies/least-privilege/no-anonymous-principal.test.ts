import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { noAnonymousPrincipal } from "./no-anonymous-principal";
import { ACCOUNT, BUCKET, bucket, bucketPolicy, FUNCTION, policyText, role, trust } from "./testing/access";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const rule = noAnonymousPrincipal([FUNCTION, BUCKET, ENDPOINT]);
const open = (name: string, actions: string, place = name) =>
  `violation ${name}: ${place} allows ${actions} to everybody, whatever account they are of, or none. Name who may, or bound it by a condition such as aws:PrincipalOrgID.`;
const of = (statement: object) =>
  stackOf(
    bucket("b"),
    bucketPolicy("b", policyText({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*", ...statement })),
  );
const when = (Condition: object) => of({ Principal: "*", Condition });

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "somebody", graph: of({ Principal: { AWS: ACCOUNT, Service: "s3.amazonaws.com" } }), says: [] },
  { title: "everybody", graph: of({ Principal: "*" }), says: [open("b-policy", "s3:GetObject")] },
  {
    title: "every account, several actions",
    graph: of({ Principal: { AWS: ["1", "*"] }, Action: ["s3:GetObject", "s3:ListBucket"] }),
    says: [open("b-policy", "s3:GetObject, s3:ListBucket")],
  },
  {
    title: "all but one",
    graph: of({ NotPrincipal: { AWS: ACCOUNT } }),
    says: [open("b-policy", "s3:GetObject")],
  },
  { title: "a denial", graph: of({ Effect: "Deny", Principal: "*" }), says: [] },
  ...[
    "aws:PrincipalOrgID",
    "aws:SourceVpce",
    "aws:SourceAccount",
    "aws:SourceArn",
    "AWS:sourcearn",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
  ].map((key) => ({
    title: `on the condition of ${key}`,
    graph: when({ StringEquals: { [key]: "x" } }),
    says: [],
  })),
  { title: "from an address", graph: when({ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }), says: [] },
  {
    title: "by a set operator",
    graph: when({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/*" } }),
    says: [],
  },
  ...["AROA1:*", "*:alice"].map((user) => ({
    title: `by ${user}`,
    graph: when({ StringLike: { "aws:userid": user } }),
    says: [],
  })),
  ...[
    {
      title: "from every address",
      condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"] } },
    },
    { title: "from half of all addresses", condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/1" } } },
    {
      title: "by a role of any account",
      condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/a" } },
    },
    { title: "from every address of IPv6", condition: { IpAddress: { "aws:SourceIp": "::/0" } } },
    { title: "from any account", condition: { StringLike: { "aws:PrincipalAccount": "*" } } },
    { title: "unless from somebody", condition: { StringNotEquals: { "aws:PrincipalAccount": "1" } } },
    { title: "if it says from where", condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } } },
    { title: "of no other", condition: { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-1/*" } } },
    { title: "over TLS", condition: { Bool: { "aws:SecureTransport": "true" } } },
    { title: "by some header", condition: { StringEquals: { "aws:Referer": "x" } } },
  ].map(({ title, condition }) => ({
    title,
    graph: when(condition),
    says: [open("b-policy", "s3:GetObject")],
  })),
  {
    title: "a trust",
    graph: stackOf(
      role("worker", {
        assumeRolePolicy: policyText(JSON.parse(trust("lambda")).Statement[0], {
          Principal: { AWS: "*" },
          Action: "sts:AssumeRole",
        }),
      }),
    ),
    says: [open("worker", "sts:AssumeRole", "assumeRolePolicy of worker")],
  },
  ...["*", { AWS: "*" }].map((Principal) => ({
    title: `a trust in ${JSON.stringify(Principal)} and in no service`,
    graph: stackOf(role("worker", { assumeRolePolicy: policyText({ Principal, Action: "sts:AssumeRole" }) })),
    says: [open("worker", "sts:AssumeRole", "assumeRolePolicy of worker")],
  })),
  {
    title: "a trust that refuses everybody",
    graph: stackOf(
      role("worker", {
        assumeRolePolicy: policyText({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }),
      }),
    ),
    says: [],
  },
  {
    title: "an endpoint's policy, which is for everybody",
    graph: stackOf(
      resource(ENDPOINT, "e", {
        policy: policyText({ Principal: "*", Action: "s3:GetObject", Resource: "x" }),
      }),
    ),
    says: [],
  },
  {
    title: "an unknown text",
    graph: stackOf(bucket("b"), bucketPolicy("b", "", { unknown: ["policy"] })),
    says: ["undetermined b-policy: b-policy: policy is not known before a deployment, or not to this stack."],
  },
  ...["policy.Statement[0].Principal.AWS", "policy.Statement[0].Condition"].map((path) => ({
    title: `unknown at ${path}`,
    graph: stackOf(
      bucket("b"),
      bucketPolicy(
        "b",
        {
          Statement: [
            { Effect: "Allow", Principal: path.endsWith("Condition") ? "*" : {}, Action: "s3:GetObject" },
          ],
        },
        { unknown: [path] },
      ),
    ),
    says: ["undetermined b-policy: b-policy: policy is not known before a deployment, or not to this stack."],
  })),
  {
    title: "an unknown account on the condition",
    graph: stackOf(
      bucket("b"),
      bucketPolicy(
        "b",
        {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { StringEquals: { "aws:PrincipalAccount": "" } },
            },
          ],
        },
        { unknown: ["policy.Statement[0].Condition.StringEquals.aws:PrincipalAccount"] },
      ),
    ),
    says: [],
  },
  {
    title: "an unknown action for everybody",
    graph: stackOf(
      bucket("b"),
      bucketPolicy(
        "b",
        { Statement: [{ Effect: "Allow", Principal: "*" }] },
        { unknown: ["policy.Statement[0].Action"] },
      ),
    ),
    says: [open("b-policy", "something")],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, of({ Principal: "*" }), "b-policy")).toEqual(["excused b-policy"]));
