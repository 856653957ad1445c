import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { noFullAccessManagedPolicy } from "./no-full-access-managed-policy";
import { ACCOUNT, attached, FUNCTION, inline, managed, policyText, role, trust } from "./testing/access";

const rule = noFullAccessManagedPolicy([FUNCTION]);
const worker = role();
const full = (holder: string, name: string) =>
  `violation ${holder}: ${holder} attaches ${name}, which hands out whole services: whatever the account has there is in reach. Write a policy with the task's own actions and resources.`;
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  {
    title: "a narrow one",
    graph: stackOf(worker, attached(worker, "a", aws("service-role/AWSLambdaBasicExecutionRole"))),
    says: [],
  },
  {
    title: "a full one",
    graph: stackOf(worker, attached(worker, "a", aws("AmazonS3FullAccess"))),
    says: [full("a", "AmazonS3FullAccess")],
  },
  {
    title: "one that is full by its name",
    graph: stackOf(worker, attached(worker, "a", aws("service-role/AmazonRareFullAccess"))),
    says: [full("a", "AmazonRareFullAccess")],
  },
  { title: "one that nobody knows", graph: stackOf(worker, attached(worker, "a", aws("Rare"))), says: [] },
  {
    title: "all rights",
    graph: stackOf(worker, attached(worker, "a", aws("AdministratorAccess"))),
    says: [full("a", "AdministratorAccess")],
  },
  {
    title: "nearly all rights",
    graph: stackOf(worker, attached(worker, "a", aws("PowerUserAccess"))),
    says: [full("a", "PowerUserAccess")],
  },
  {
    title: "in the role's own list",
    graph: stackOf(
      role("worker", { managedPolicyArns: [aws("AmazonSQSFullAccess"), aws("AWSXRayDaemonWriteAccess")] }),
    ),
    says: [full("worker", "AmazonSQSFullAccess")],
  },
  {
    title: "policies of one's own",
    graph: stackOf(
      worker,
      inline(worker, "mine", policyText({ Action: "*", Resource: "*" })),
      managed("ours", policyText({ Action: "*", Resource: "*" })),
      attached(worker, "a", `arn:aws:iam::${ACCOUNT}:policy/ours`),
      attached(worker, "b", `arn:aws:iam::${ACCOUNT}:policy/theirs/FullAccess`),
    ),
    says: [],
  },
  {
    title: "a role of another service",
    graph: stackOf(
      role("worker", { assumeRolePolicy: trust("ec2") }),
      attached(worker, "a", aws("AdministratorAccess")),
    ),
    says: [],
  },
  {
    title: "an unknown one",
    graph: stackOf(
      worker,
      resource(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "a",
        { role: "worker" },
        { unknown: ["policyArn"] },
      ),
    ),
    says: ["undetermined a: a: policyArn is not known before a deployment, or not to this stack."],
  },
  {
    title: "an unknown list",
    graph: stackOf(role("worker", {}, { unknown: ["managedPolicyArns"] })),
    says: [
      "undetermined worker: worker: managedPolicyArns is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(worker, attached(worker, "a", aws("AdministratorAccess"))), "a")).toEqual([
    "excused a",
  ]));
