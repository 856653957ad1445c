import type { GraphResource } from "../../engine/graph";
import { FUNCTION, inline, policyText, role, trust } from "../least-privilege/testing/access";
import { resource, stackOf } from "../testing/stack";
import { policiesOfRole, rolesAt, servicesIn, trustPolicyOf } from "./iam";
import type { Node, StackGraph } from "./index";

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};

const put = policyText({ Action: "s3:PutObject", Resource: "arn:aws:s3:::kept/in/*" });
const worker = role();

test.each([
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role", "policyArn"],
  ["aws:iam/policyAttachment:PolicyAttachment", "roles", "policyArn"],
  ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "roleName", "policyArns"],
  ["aws:iam/rolePolicy:RolePolicy", "role", "policy"],
])("a %s is of the role that stands at its %s, not of one that it speaks of", (type, at, policy) => {
  const graph = stackOf(
    worker,
    role("other"),
    resource(type, "it", { [at]: "other", [policy]: "{}", name: "worker" }),
  );
  const holdersOf = (name: string) =>
    policiesOfRole(graph, named(graph, name)).map(({ holder }) => holder.name);
  expect(holdersOf("worker")).toEqual([]);
  expect(holdersOf("other")).toEqual(["it"]);
});

test("which role a function has", () => {
  const fn = (props: object, options = {}) => resource(FUNCTION, "fn", { ...props }, options);
  const rolesOf = (own: GraphResource) => {
    const graph = stackOf(worker, own);
    const { roles, isUnknown } = rolesAt(graph, named(graph, "fn"), "role");
    return [roles.map(({ name }) => name), isUnknown];
  };
  expect(rolesOf(fn({ role: "arn:aws:iam::123456789012:role/worker" }))).toEqual([["worker"], false]);
  expect(rolesOf(fn({ role: "arn:aws:iam::123456789012:role/theirs" }))).toEqual([[], true]);
  expect(rolesOf(fn({}, { dependsOn: { role: [worker] } }))).toEqual([["worker"], false]);
  expect(rolesOf(fn({}, { unknown: ["role"] }))).toEqual([[], true]);
  expect(rolesOf(fn({}))).toEqual([[], false]);
  expect(rolesOf(fn({ role: ["worker", "theirs"] }))).toEqual([["worker"], false]);
});

test("the policies that a role has more than one of", () => {
  const graph = stackOf(
    role("worker", {
      managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"],
    }),
    inline(worker, "put", put),
  );
  const policies = policiesOfRole(graph, named(graph, "worker"));
  expect(policies.map(({ holder, path, arn, isUnknown }) => [holder.name, path, arn, isUnknown])).toEqual([
    ["put", "policy", undefined, false],
    [
      "worker",
      "managedPolicyArns",
      "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
      false,
    ],
  ]);
});

test("whom a role trusts", () => {
  const graph = stackOf(
    role("worker", { assumeRolePolicy: trust("firehose", { StringEquals: { "sts:ExternalId": "1" } }) }),
  );
  const policy = trustPolicyOf(named(graph, "worker"));
  expect([...servicesIn([policy])]).toEqual(["firehose.amazonaws.com"]);
});

test("only services that are known, and allowed, are trusted ones", () => {
  const may = (name: string) => ({
    Principal: { Service: `${name}.amazonaws.com` },
    Action: "sts:AssumeRole",
  });
  const graph = stackOf(
    role(
      "worker",
      {
        assumeRolePolicy: {
          Statement: [
            { Effect: "Allow", ...may("sqs") },
            { Effect: "Deny", ...may("ec2") },
            {
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::123456789012:root" },
              Action: "sts:AssumeRole",
            },
            { Effect: "Allow", Principal: {}, Action: "sts:AssumeRole" },
          ],
        },
      },
      { unknown: ["assumeRolePolicy.Statement[3].Principal.Service"] },
    ),
  );
  expect([...servicesIn([trustPolicyOf(named(graph, "worker"))])]).toEqual(["sqs.amazonaws.com"]);
});

test("policies of which nobody knows yet which they are", () => {
  const graph = stackOf(role("worker", {}, { unknown: ["managedPolicyArns"] }));
  expect(policiesOfRole(graph, named(graph, "worker"))).toMatchObject([
    { holder: { name: "worker" }, path: "managedPolicyArns", statements: [], isUnknown: true },
  ]);
});
