import { isUnanswered, trusts } from "./service-role";

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

const refusal = (httpStatusCode: number) =>
  Object.assign(new Error("said"), { $metadata: { httpStatusCode, attempts: 1 } });

test.each([
  { title: "the SDK's own time-out", error: Object.assign(new Error(), { name: "TimeoutError" }), is: true },
  { title: "a connection that broke", error: Object.assign(new Error(), { code: "ECONNRESET" }), is: true },
  { title: "an answer of 503", error: refusal(503), is: true },
  { title: "a role that is not there", error: refusal(404), is: false },
  { title: "a role that may not be assumed", error: refusal(403), is: false },
  { title: "a role that does not trust the service", error: new Error("It does not trust it."), is: false },
])("$title says nothing of the role: $is", ({ error, is }) => {
  expect(isUnanswered(error)).toBe(is);
});
