import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { functionPermissionNamesItsSource } from "./function-permission-names-its-source";
import { ACCOUNT, BUCKET, FUNCTION } from "./testing/access";

const rule = functionPermissionNamesItsSource([FUNCTION]);
const may = (props: object, options = {}) =>
  stackOf(
    resource(
      "aws:lambda/permission:Permission",
      "may",
      { action: "lambda:InvokeFunction", function: "fn", ...props },
      options,
    ),
  );
const lets = (whom: string) =>
  `violation may: may lets ${whom} invoke the function, with any event. Set sourceArn.`;
const sourceArn = "arn:aws:sns:eu-west-1:1:topic";
const s3 = "s3.amazonaws.com";

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "a service from a source", graph: may({ principal: "sns.amazonaws.com", sourceArn }), says: [] },
  {
    title: "API Gateway from an API",
    graph: may({ principal: "apigateway.amazonaws.com", sourceArn }),
    says: [],
  },
  {
    title: "a service from a source that is not known yet",
    graph: may({ principal: "sns.amazonaws.com" }, { unknown: ["sourceArn"] }),
    says: [],
  },
  {
    title: "a service for an account",
    graph: may({ principal: "sns.amazonaws.com", sourceAccount: ACCOUNT }),
    says: [],
  },
  {
    title: "a service for an organization",
    graph: may({ principal: "sns.amazonaws.com", principalOrgId: "o-1" }),
    says: [],
  },
  {
    title: "a service from anywhere",
    graph: may({ principal: "sns.amazonaws.com" }),
    says: [lets("sns of any account")],
  },
  {
    title: "a service of a region",
    graph: may({ principal: "logs.eu-west-1.amazonaws.com" }),
    says: [lets("logs of any account")],
  },
  {
    title: "a service in China",
    graph: may({ principal: "sns.amazonaws.com.cn" }),
    says: [lets("sns of any account")],
  },
  {
    title: "a bucket of an account",
    graph: may({ principal: s3, sourceArn: "arn:aws:s3:::b", sourceAccount: ACCOUNT }),
    says: [],
  },
  {
    title: "a bucket, whoever owns it",
    graph: may({ principal: s3, sourceArn: "arn:aws:s3:::b" }),
    says: [
      "violation may: may lets a bucket invoke the function, whoever owns it: a bucket's ARN holds no account. Set sourceAccount.",
    ],
  },
  { title: "any bucket", graph: may({ principal: s3 }), says: [lets("s3 of any account")] },
  { title: "an account", graph: may({ principal: ACCOUNT }), says: [] },
  { title: "a role", graph: may({ principal: `arn:aws:iam::${ACCOUNT}:role/x` }), says: [] },
  { title: "everybody", graph: may({ principal: "*" }), says: [lets("everybody")] },
  { title: "everybody from a source", graph: may({ principal: "*", sourceArn }), says: [] },
  { title: "everybody of an organization", graph: may({ principal: "*", principalOrgId: "o-1" }), says: [] },
  {
    title: "everybody by a function's URL",
    graph: may({ principal: "*", functionUrlAuthType: "NONE" }),
    says: [],
  },
  {
    title: "an unknown principal",
    graph: may({}, { unknown: ["principal"] }),
    says: ["undetermined may: may: principal is not known before a deployment, or not to this stack."],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a pack that does not speak of functions does not judge them", () =>
  expectVerdict(functionPermissionNamesItsSource([BUCKET]), may({ principal: "*" }), []));

test("a resource can be excused", () =>
  expect(excusing(rule, may({ principal: "sns.amazonaws.com" }), "may")).toEqual(["excused may"]));
