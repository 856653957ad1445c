import type { GraphResource } from "../../engine/graph";
import { findings, resource, stackOf } from "../testing/stack";
import { rules } from "./rules";

const trust = (service: string, Condition?: unknown) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", Condition }],
  });
const role = (name: string, service: string) =>
  resource("aws:iam/role:Role", name, {
    assumeRolePolicy: trust(service, { StringEquals: { "aws:SourceAccount": "123456789012" } }),
    inlinePolicies: [
      {
        name: "all",
        policy: JSON.stringify({
          Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:::q" }],
        }),
      },
    ],
  });
const fn = (HOST: string, name = "fn") =>
  resource("aws:lambda/function:Function", name, {
    role: "arn:aws:iam:eu-west-1:123456789012:worker",
    environment: { variables: { HOST } },
  });
const database = resource(
  "aws:rds/instance:Instance",
  "db",
  {},
  { outputs: { address: "db.c1.rds.amazonaws.com" } },
);
const blamed = (...resources: readonly GraphResource[]) =>
  rules
    .filter(({ meets }) => meets.includes("least-privilege"))
    .flatMap((rule) => findings(rule, stackOf(...resources)))
    .map((line) => line.split(":")[0]);

test("a function's rights are this pack's business where one may log in to a database", () => {
  const worker = role("worker", "lambda.amazonaws.com");
  expect(blamed(worker, database, fn("example.com"))).toEqual([]);
  const client = fn("db.c1.rds.amazonaws.com");
  expect(blamed(worker, database, client)).toEqual(["violation worker"]);
  expect(blamed(worker, database, client, fn("example.com", "other"))).toEqual(["violation worker"]);
});

test("a flow log's always are", () => {
  expect(blamed(role("flows", "vpc-flow-logs.amazonaws.com"))).toEqual(["violation flows"]);
});
