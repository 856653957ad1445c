import { trusts } from "./service-role";

const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: statement });
const service = "firehose.amazonaws.com";
const assume = { Effect: "Allow", Action: "sts:AssumeRole" };

test.each([
  { title: "the service", statement: [{ ...assume, Principal: { Service: service } }], trusted: true },
  {
    title: "the service among others",
    statement: { ...assume, Principal: { Service: ["a", service] } },
    trusted: true,
  },
  {
    title: "another service",
    statement: [{ ...assume, Principal: { Service: "lambda.amazonaws.com" } }],
    trusted: false,
  },
  { title: "an account", statement: [{ ...assume, Principal: { AWS: "*" } }], trusted: false },
  {
    title: "a refusal",
    statement: [{ ...assume, Effect: "Deny", Principal: { Service: service } }],
    trusted: false,
  },
  {
    title: "another action",
    statement: [{ ...assume, Action: "sts:TagSession", Principal: { Service: service } }],
    trusted: false,
  },
])("trusts $title: $trusted", ({ statement, trusted }) => {
  expect(trusts(policy(statement), service)).toBe(trusted);
});
