import {
  both,
  documentOf,
  type Statement,
  speaksOfAction,
  speaksOfResource,
  strongest,
} from "./policy-document";
import { UNKNOWN } from "./values";

const one = (statement: unknown): Statement => {
  const [first] = documentOf({ Statement: statement }).statements;
  if (!first) throw new Error("no statement");
  return first;
};
const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const plain = {
  effect: "Allow",
  actions: ["s3:GetObject"],
  isNotAction: false,
  resources: ["arn:aws:s3:::b/*"],
  isNotResource: false,
  principals: [],
  isNotPrincipal: false,
  conditions: [],
};

describe("a document", () => {
  test.each([
    { title: "of text", value: JSON.stringify({ Statement: [allow] }) },
    { title: "of an object", value: { Statement: [allow] } },
    { title: "of one statement without a list", value: { Statement: allow } },
    { title: "of one action in a list", value: { Statement: [{ ...allow, Action: ["s3:GetObject"] }] } },
  ])("$title", ({ value }) => expect(documentOf(value)).toEqual({ statements: [plain], isUnknown: false }));

  test.each([
    { title: "absent", value: undefined, isUnknown: false },
    { title: "without statements", value: {}, isUnknown: false },
    { title: "unknown", value: UNKNOWN, isUnknown: true },
    { title: "no JSON", value: "{", isUnknown: true },
    { title: "no object", value: "[]", isUnknown: true },
    { title: "with unknown statements", value: { Statement: UNKNOWN }, isUnknown: true },
    { title: "with an unknown effect", value: { Statement: { ...allow, Effect: UNKNOWN } }, isUnknown: true },
  ])("$title says nothing", ({ value, isUnknown }) =>
    expect(documentOf(value)).toEqual({ statements: [], isUnknown }),
  );

  test("keeps what is known beside what is not", () => {
    expect(documentOf({ Statement: [UNKNOWN, allow] })).toEqual({ statements: [plain], isUnknown: true });
  });

  test("text may hold the wire's sentinel", () => {
    const text = JSON.stringify({
      Statement: [{ ...allow, Resource: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
    });
    expect(documentOf(text).statements).toEqual([{ ...plain, resources: [UNKNOWN] }]);
  });
});

test.each([
  { title: "everybody", value: "*", principals: [{ kind: "anyone", value: "*" }] },
  { title: "every account", value: { AWS: "*" }, principals: [{ kind: "anyone", value: "*" }] },
  {
    title: "some",
    value: { AWS: ["1", "2"], Service: "s3.amazonaws.com", Federated: "idp", CanonicalUser: "c" },
    principals: [
      { kind: "AWS", value: "1" },
      { kind: "AWS", value: "2" },
      { kind: "Service", value: "s3.amazonaws.com" },
      { kind: "Federated", value: "idp" },
      { kind: "CanonicalUser", value: "c" },
    ],
  },
  { title: "an unknown one", value: { AWS: UNKNOWN }, principals: [{ kind: "AWS", value: UNKNOWN }] },
  { title: "all unknown", value: UNKNOWN, principals: [{ kind: "anyone", value: UNKNOWN }] },
])("principals: $title", ({ value, principals }) => {
  expect(one({ ...allow, Principal: value })).toEqual({ ...plain, principals });
  expect(one({ ...allow, NotPrincipal: value })).toEqual({ ...plain, principals, isNotPrincipal: true });
});

test.each([
  {
    title: "some",
    value: { Bool: { "aws:SecureTransport": false }, ArnLike: { "aws:SourceArn": ["a", "b"] } },
    conditions: [
      { operator: "bool", key: "aws:securetransport", values: ["false"] },
      { operator: "arnlike", key: "aws:sourcearn", values: ["a", "b"] },
    ],
  },
  {
    title: "an unknown value",
    value: { Bool: { k: UNKNOWN } },
    conditions: [{ operator: "bool", key: "k", values: [UNKNOWN] }],
  },
  { title: "unknown keys", value: { Bool: UNKNOWN }, conditions: UNKNOWN },
  { title: "all unknown", value: UNKNOWN, conditions: UNKNOWN },
])("conditions: $title", ({ value, conditions }) =>
  expect(one({ ...allow, Condition: value })).toEqual({ ...plain, conditions }),
);

test.each([
  ["its own", { Action: "s3:GetObject" }, "yes"],
  ["in other letters", { Action: "S3:getobject" }, "yes"],
  ["a pattern", { Action: ["sqs:*", "s3:Get*"] }, "yes"],
  ["another", { Action: "s3:PutObject" }, "no"],
  ["none", {}, "no"],
  ["unknown", { Action: ["sqs:*", UNKNOWN] }, "unknown"],
  ["known beside unknown", { Action: [UNKNOWN, "s3:*"] }, "yes"],
  ["all but it", { NotAction: "s3:*" }, "no"],
  ["all but another", { NotAction: "iam:*" }, "yes"],
  ["all but an unknown one", { NotAction: UNKNOWN }, "unknown"],
])("action: %s", (_, elements, expected) =>
  expect(speaksOfAction(one({ Effect: "Allow", ...elements }), "s3:GetObject")).toBe(expected),
);

test.each([
  ["itself", { Resource: "b/x" }, "b/x", "yes", "yes"],
  ["part of it", { Resource: "b/in/*" }, "b/*", "yes", "no"],
  ["more than it", { Resource: "b*" }, "b/*", "yes", "yes"],
  ["another", { Resource: "c/*" }, "b/*", "no", "no"],
  ["everything", { Resource: "*" }, UNKNOWN, "yes", "yes"],
  ["something, of what is unknown", { Resource: "b/*" }, UNKNOWN, "unknown", "unknown"],
  ["something unknown", { Resource: UNKNOWN }, "b/*", "unknown", "unknown"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is IAM's syntax.
  ["a variable", { Resource: "b/${aws:userid}" }, "b/x", "yes", "yes"],
  ["all but part of it", { NotResource: "b/in/*" }, "b/*", "yes", "no"],
  ["all but all of it", { NotResource: "b/*" }, "b/*", "no", "no"],
  ["all but another", { NotResource: "c/*" }, "b/*", "yes", "yes"],
  ["none", {}, "b/*", "no", "no"],
] as const)("resource: %s", (_, elements, pattern, part, whole) => {
  const statement = one({ Effect: "Allow", ...elements });
  expect(speaksOfResource(statement, pattern, "part")).toBe(part);
  expect(speaksOfResource(statement, pattern, "whole")).toBe(whole);
});

test("answers add up", () => {
  expect([strongest([]), strongest(["no", "unknown"]), strongest(["unknown", "yes"])]).toEqual([
    "no",
    "unknown",
    "yes",
  ]);
  expect([both("yes", "unknown"), both("unknown", "yes"), both("unknown", "no"), both("no", "yes")]).toEqual([
    "unknown",
    "unknown",
    "no",
    "no",
  ]);
});
