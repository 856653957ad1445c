import { allow, allowService, forAccount, forResource, policyOf, trustOf } from "./policy";

test.each([
  {
    title: "one action on one resource, without conditions",
    statement: allow("sqs:SendMessage", "arn:q"),
    expected: { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["arn:q"] },
  },
  {
    title: "several of both, under a condition",
    statement: allow(["s3:GetObject", "s3:PutObject"], ["arn:a/*", "arn:b/*"], { Bool: { key: "true" } }),
    expected: {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: ["arn:a/*", "arn:b/*"],
      Condition: { Bool: { key: "true" } },
    },
  },
  {
    title: "a service, for one resource of one account",
    statement: allowService("s3.amazonaws.com", "sqs:SendMessage", "arn:q", forResource("arn:b", "1")),
    expected: {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: ["sqs:SendMessage"],
      Resource: ["arn:q"],
      Condition: {
        ArnEquals: { "aws:SourceArn": "arn:b" },
        StringEquals: { "aws:SourceAccount": "1" },
      },
    },
  },
])("allows $title", ({ statement, expected }) => {
  expect(statement).toEqual(expected);
});

test("a document is what IAM takes", () => {
  expect(JSON.parse(policyOf(allow("a:B", "arn:r")))).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["a:B"], Resource: ["arn:r"] }],
  });
});

test("a trust names one service and whom it acts for", () => {
  expect(JSON.parse(trustOf("lambda.amazonaws.com", forAccount("1")))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: ["sts:AssumeRole"],
        Condition: { StringEquals: { "aws:SourceAccount": "1" } },
      },
    ],
  });
});
