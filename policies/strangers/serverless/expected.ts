import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "no-wildcard-action": ["write-access"],
    "service-principal-names-its-source": ["read-role", "write-role"],
  },
  invokes: {
    "aws:iam/getPolicyDocument:getPolicyDocument": {
      json: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
        ],
      }),
    },
  },
};
