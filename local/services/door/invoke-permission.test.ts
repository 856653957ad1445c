import { mayInvoke, routeArn } from "./invoke-permission";

const accountId = "000000000000";
const place = { region: "eu-west-1", accountId, apiId: "a1", stage: "$default", routeKey: "POST /events" };
const arn = "arn:aws:execute-api:eu-west-1:000000000000:a1/$default/POST/events";

test.each([
  ["POST /events", "$default/POST/events"],
  ["ANY /{proxy+}", "$default/*/{proxy+}"],
  ["GET /", "$default/GET/"],
  ["$default", "$default/$default"],
])("the ARN of %s", (routeKey, end) => {
  expect(routeArn({ ...place, routeKey })).toBe(`arn:aws:execute-api:eu-west-1:000000000000:a1/${end}`);
});

const statement = {
  Effect: "Allow",
  Principal: { Service: "apigateway.amazonaws.com" },
  Action: "lambda:InvokeFunction",
};
const from = (pattern: string, operator = "ArnLike") => ({
  Condition: { [operator]: { "AWS:SourceArn": pattern } },
});
const api = "arn:aws:execute-api:eu-west-1:000000000000:a1";

test.each([
  { title: "any route of the API", statements: [{ ...statement, ...from(`${api}/*/*`) }], expected: true },
  { title: "this route", statements: [{ ...statement, ...from(arn) }], expected: true },
  { title: "no condition", statements: [statement], expected: true },
  {
    title: "lists and wildcards",
    statements: [{ ...statement, Principal: "*", Action: ["lambda:*"] }],
    expected: true,
  },
  {
    title: "the account",
    statements: [{ ...statement, Condition: { StringEquals: { "aws:SourceAccount": accountId } } }],
    expected: true,
  },
  {
    title: "another account",
    statements: [{ ...statement, Condition: { StringEquals: { "aws:SourceAccount": "1" } } }],
    expected: false,
  },
  { title: "another API", statements: [{ ...statement, ...from(arn.replace("a1", "a2")) }], expected: false },
  {
    title: "another method",
    statements: [{ ...statement, ...from(`${api}/*/GET/events`) }],
    expected: false,
  },
  {
    title: "a pattern where equality is asked",
    statements: [{ ...statement, ...from(`${api}/*/*`, "StringEquals") }],
    expected: false,
  },
  {
    title: "another service",
    statements: [{ ...statement, Principal: { Service: "s3.amazonaws.com" } }],
    expected: false,
  },
  { title: "another action", statements: [{ ...statement, Action: "lambda:GetFunction" }], expected: false },
  { title: "a denial", statements: [statement, { ...statement, Effect: "Deny" }], expected: false },
  {
    title: "an unknown operator",
    statements: [{ ...statement, ...from(arn, "ForAllValues:ArnLike") }],
    expected: false,
  },
  {
    title: "an unknown key",
    statements: [{ ...statement, Condition: { StringEquals: { "aws:x": "1" } } }],
    expected: false,
  },
  { title: "no statements", statements: [], expected: false },
])("$title: $expected", ({ statements, expected }) => {
  expect(mayInvoke(JSON.stringify({ Statement: statements }), arn, accountId)).toBe(expected);
});

test("without a policy nobody may", () => {
  expect(mayInvoke(undefined, arn, accountId)).toBe(false);
});
