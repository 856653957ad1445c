import { type GraphResource, UNKNOWN as LATER, type Properties } from "../../engine/graph";
import {
  attached,
  bucket,
  FUNCTION,
  inline,
  policyText,
  QUEUE,
  role,
  type StatementText,
} from "../least-privilege/testing/access";
import { previewOf, resource, stackOf } from "../testing/stack";
import type { Node, StackGraph } from ".";
import { mayReach, mayReachOutside, resourcesNamedFor } from "./rights";

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};

const worker = role();
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`;
const fn = (props: Properties = {}) => resource(FUNCTION, "fn", { role: roleArn("worker"), ...props });
const queue = (name: string) => resource(QUEUE, name, { name });
const [jobs, mails, table] = [queue("jobs"), queue("mails"), resource("aws:dynamodb/table:Table", "table")];
const send = (Resource: unknown, more: StatementText = {}): StatementText => ({
  Action: "sqs:SendMessage",
  Resource,
  ...more,
});
const SEND = ["sqs:SendMessage"];

/** An object, of which parts may be known only later. */
const document = (...statements: readonly StatementText[]) => ({
  Statement: statements.map((one) => ({ Effect: "Allow", ...one })),
});

const reach = (graph: StackGraph, actions = SEND) =>
  mayReach(graph, named(graph, "fn"), actions, named(graph, "jobs"));

describe("by policies that are known", () => {
  test.each<{ title: string; statements: StatementText[]; actions?: string[]; is: string }>([
    { title: "it may where they say so", statements: [send(arnOf("jobs"))], is: "yes" },
    {
      title: "it may not do another thing",
      statements: [send(arnOf("jobs"), { Action: "sqs:Purge*" })],
      is: "no",
    },
    { title: "it may not do it to another queue", statements: [send(arnOf("mails"))], is: "no" },
    {
      title: "one of several actions is enough",
      statements: [send(arnOf("jobs"))],
      actions: ["sqs:ReceiveMessage", "sqs:SendMessage"],
      is: "yes",
    },
    {
      title: "it may not what is denied",
      statements: [send(arnOf("jobs")), send("*", { Effect: "Deny" })],
      is: "no",
    },
  ])("$title", ({ statements, actions, is }) => {
    const graph = stackOf(worker, fn(), jobs, mails, inline(worker, "may", policyText(...statements)));
    expect(reach(graph, actions)).toBe(is);
  });
});

describe("by the role that the function has", () => {
  const auditor = role("auditor");
  const all = inline(auditor, "may", policyText(send(arnOf("jobs"))));
  const answers = (one: GraphResource) => {
    const graph = stackOf(worker, auditor, all, jobs, one);
    return [
      reach(graph),
      mayReachOutside(graph, named(graph, "fn"), SEND, arnOf("far")),
      resourcesNamedFor(graph, named(graph, "fn"), SEND),
    ];
  };

  test.each([
    { title: "another stack's: nobody knows", role: roleArn("theirs"), is: ["unknown", "unknown", []] },
    { title: "none: nothing", role: undefined, is: ["no", "no", []] },
    { title: "one that may nothing", role: roleArn("worker"), is: ["no", "no", []] },
    { title: "one that may", role: roleArn("auditor"), is: ["yes", "no", [arnOf("jobs")]] },
  ])("$title", ({ role: has, is }) => expect(answers(fn({ role: has }))).toEqual(is));

  test("a role of which only its environment speaks is not its own", () => {
    expect(answers(fn({ environment: { variables: { AUDITOR: roleArn("auditor") } } }))).toEqual([
      "no",
      "no",
      [],
    ]);
  });

  test("of two that it may have, what one of them may", () => {
    const either = resource(FUNCTION, "fn", {}, { dependsOn: { role: [worker, auditor] } });
    expect(answers(either)).toEqual(["yes", "no", [arnOf("jobs")]]);
  });
});

describe("by a policy whose resources are not known yet", () => {
  const looked = resource(QUEUE, "looked-up", { name: "looked-up" }, { isRead: true });
  const reference = resource("pulumi:pulumi:StackReference", "theirs", {}, { id: undefined });
  const later = send(LATER);

  test.each<{ title: string; statements: StatementText[]; from?: GraphResource[]; is: string }>([
    { title: "it may what it was computed from", statements: [later], from: [jobs], is: "yes" },
    {
      title: "what else it was computed from tells nothing",
      statements: [later],
      from: [jobs, table],
      is: "yes",
    },
    { title: "it may not another queue", statements: [later], from: [mails], is: "no" },
    { title: "computed from two, a statement for both", statements: [later], from: [jobs, mails], is: "yes" },
    {
      title: "computed from one, each statement speaks of it",
      statements: [send(LATER, { Action: "sqs:DeleteMessage" }), later],
      from: [jobs],
      is: "yes",
    },
    {
      title: "computed from two, either statement may speak of it",
      statements: [send(LATER, { Action: "sqs:DeleteMessage" }), later],
      from: [jobs, mails],
      is: "unknown",
    },
    {
      title: "a statement about another service speaks of neither queue",
      statements: [send(LATER, { Action: "sns:Publish" }), later],
      from: [jobs, mails],
      is: "yes",
    },
    {
      title: "a statement about that service too may speak of either",
      statements: [send(LATER, { Action: ["sns:Publish", "sqs:DeleteMessage"] }), later],
      from: [jobs, mails],
      is: "unknown",
    },
    {
      title: "a statement about everything may speak of either",
      statements: [send(LATER, { Action: "*" }), later],
      from: [jobs, mails],
      is: "unknown",
    },
    {
      title: "a statement about an unknown action may speak of either",
      statements: [send(LATER, { Action: LATER }), later],
      from: [jobs, mails],
      is: "unknown",
    },
    {
      title: "a statement about a known queue takes no place",
      statements: [send(arnOf("others")), later],
      from: [jobs, mails],
      is: "yes",
    },
    { title: "computed from nothing that shows", statements: [later], is: "unknown" },
    { title: "computed from what is looked up", statements: [later], from: [looked], is: "no" },
    {
      title: "computed from another queue and another stack",
      statements: [later],
      from: [mails, reference],
      is: "no",
    },
    { title: "computed from another stack", statements: [later], from: [reference], is: "unknown" },
    {
      title: "all but what was computed from it",
      statements: [{ Action: "sqs:SendMessage", NotResource: LATER }],
      from: [jobs],
      is: "unknown",
    },
    {
      title: "all but what was computed from another queue",
      statements: [{ Action: "sqs:SendMessage", NotResource: LATER }],
      from: [mails],
      is: "unknown",
    },
    { title: "an unknown action on it", statements: [send(arnOf("jobs"), { Action: LATER })], is: "unknown" },
    {
      title: "an unknown action on another",
      statements: [send(arnOf("mails"), { Action: LATER })],
      is: "no",
    },
    {
      title: "an unknown action on what is not it",
      statements: [send(LATER, { Action: LATER })],
      from: [mails],
      is: "no",
    },
  ])("$title: $is", ({ statements, from = [], is }) => {
    const policy = inline(worker, "may", document(...statements), { dependsOn: { policy: from } });
    expect(reach(stackOf(worker, fn(), jobs, mails, table, looked, reference, policy))).toBe(is);
  });

  test("what only a Deny was computed from is not allowed", () => {
    const allow = inline(worker, "may", document(later), { dependsOn: { policy: [mails] } });
    const deny = inline(worker, "never", document(send(LATER, { Effect: "Deny" })), {
      dependsOn: { policy: [jobs] },
    });
    expect(reach(stackOf(worker, fn(), jobs, mails, allow, deny))).toBe("no");
  });

  test("what one policy says for certain holds, whatever another may say", () => {
    const certain = inline(
      worker,
      "may",
      document(send(arnOf("mails")), send(LATER, { Action: "sqs:DeleteMessage" })),
      { dependsOn: { policy: [jobs] } },
    );
    const other = inline(worker, "perhaps", LATER, { dependsOn: { policy: [mails] } });
    expect(reach(stackOf(worker, fn(), jobs, mails, certain, other))).toBe("no");
  });

  test("an unknown action on some of a bucket's objects", () => {
    const kept = bucket("jobs");
    const some = { Action: LATER, Resource: "arn:aws:s3:::jobs/in/*" };
    const graph = stackOf(worker, fn(), kept, inline(worker, "may", document(some)));
    expect(reach(graph, ["s3:PutObject"])).toBe("unknown");
  });
});

describe("where a denial is not known for certain", () => {
  const all = { Action: "sqs:*", Resource: "*" };
  const deny = (Resource: unknown, more: StatementText = {}): StatementText =>
    send(Resource, { Effect: "Deny", ...more });
  const reference = resource("pulumi:pulumi:StackReference", "theirs", {}, { id: undefined });

  test.each<{ title: string; deny: StatementText; from?: GraphResource[]; is: string }>([
    { title: "of what was computed from it", deny: deny(LATER), from: [jobs], is: "unknown" },
    {
      title: "of what was computed from it and another",
      deny: deny(LATER),
      from: [jobs, mails],
      is: "unknown",
    },
    { title: "of what was computed from nothing that shows", deny: deny(LATER), is: "unknown" },
    { title: "of what was computed from another stack", deny: deny(LATER), from: [reference], is: "unknown" },
    { title: "of what was computed from another queue", deny: deny(LATER), from: [mails], is: "yes" },
    { title: "of another thing", deny: deny(LATER, { Action: "sqs:Purge*" }), from: [jobs], is: "yes" },
    { title: "of an unknown action on it", deny: deny(arnOf("jobs"), { Action: LATER }), is: "unknown" },
    { title: "of an unknown action on another", deny: deny(arnOf("mails"), { Action: LATER }), is: "yes" },
    {
      title: "on a condition, of what was computed from it",
      deny: deny(LATER, { Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      from: [jobs],
      is: "yes",
    },
    {
      title: "of all but what was computed from another queue",
      deny: { Effect: "Deny", Action: "sqs:SendMessage", NotResource: LATER },
      from: [mails],
      is: "unknown",
    },
  ])("$title: $is", ({ deny: denial, from = [], is }) => {
    const dependsOn = { policy: from };
    const others = [worker, fn(), jobs, mails, reference];
    const never = inline(worker, "never", document(denial), { dependsOn });
    expect(reach(stackOf(...others, inline(worker, "may", document(all)), never))).toBe(is);
    expect(reach(stackOf(...others, inline(worker, "may", document(all, denial), { dependsOn })))).toBe(is);
  });

  test("a denial that is known leaves nothing", () => {
    const may = inline(worker, "may", document(all, deny("*"), deny(LATER)), {
      dependsOn: { policy: [jobs] },
    });
    expect(reach(stackOf(worker, fn(), jobs, may))).toBe("no");
  });

  test("a denial of some of a bucket's objects leaves others", () => {
    const put = { Action: "s3:PutObject", Resource: "arn:aws:s3:::jobs/*" };
    const some = { Effect: "Deny", Action: LATER, Resource: "arn:aws:s3:::jobs/in/*" } as const;
    const graph = stackOf(worker, fn(), bucket("jobs"), inline(worker, "may", document(put, some)));
    expect(reach(graph, ["s3:PutObject"])).toBe("yes");
  });
});

describe("by a policy that AWS or another stack holds", () => {
  const allow = inline(worker, "may", policyText(send(arnOf("jobs"))));
  const deny = inline(worker, "never", policyText(send("*", { Effect: "Deny" })));
  test.each<{ title: string; policyArn: string; more?: GraphResource[]; is: string }>([
    { title: "that is well known", policyArn: "arn:aws:iam::aws:policy/AmazonSQSFullAccess", is: "yes" },
    { title: "of other rights", policyArn: "arn:aws:iam::aws:policy/AmazonSNSFullAccess", is: "no" },
    { title: "that is not well known", policyArn: "arn:aws:iam::aws:policy/Rare", is: "unknown" },
    { title: "that is another stack's", policyArn: "arn:aws:iam::123456789012:policy/theirs", is: "unknown" },
    {
      title: "besides one that says so",
      policyArn: "arn:aws:iam::aws:policy/Rare",
      more: [allow],
      is: "yes",
    },
    {
      title: "and nothing but a denial",
      policyArn: "arn:aws:iam::aws:policy/Rare",
      more: [deny],
      is: "no",
    },
    {
      title: "besides a right and its denial",
      policyArn: "arn:aws:iam::aws:policy/Rare",
      more: [allow, deny],
      is: "no",
    },
  ])("$title: $is", ({ policyArn, more = [], is }) => {
    expect(reach(stackOf(worker, fn(), jobs, attached(worker, "has", policyArn), ...more))).toBe(is);
  });
});

describe("by a policy that is not known at all", () => {
  test.each<{ title: string; from: GraphResource[]; is: string }>([
    { title: "perhaps what it was computed from", from: [jobs, mails], is: "unknown" },
    { title: "nothing else of its kind", from: [mails], is: "no" },
    { title: "perhaps anything, where nothing shows", from: [], is: "unknown" },
  ])("$title: $is", ({ from, is }) => {
    const policy = inline(worker, "may", LATER, { dependsOn: { policy: from } });
    expect(reach(stackOf(worker, fn(), jobs, mails, policy))).toBe(is);
  });
});

describe("to a queue that has no name yet", () => {
  const nameless = resource(QUEUE, "jobs");
  const reachInPreview = (policy: string, ...from: GraphResource[]) => {
    const may = inline(worker, "may", policy, { dependsOn: { policy: from } });
    const has = resource(FUNCTION, "fn", {}, { dependsOn: { role: [worker] } });
    return reach(previewOf(worker, has, nameless, mails, may));
  };
  test.each<{ title: string; resource: string; from?: GraphResource[]; is: string }>([
    { title: "everything", resource: "*", is: "yes" },
    { title: "some ARN that was made from it", resource: arnOf("other"), from: [nameless], is: "unknown" },
    { title: "some ARN", resource: arnOf("other"), is: "no" },
    { title: "the ARN of another queue", resource: arnOf("mails"), from: [nameless, mails], is: "no" },
  ])("$title: $is", ({ resource: named, from = [], is }) => {
    expect(reachInPreview(policyText(send(named)), ...from)).toBe(is);
  });
});

describe("outside of the stack", () => {
  const far = "arn:*:s3:::far/*";
  test.each<{ title: string; policy: unknown; is: string }>([
    {
      title: "where it is named",
      policy: policyText({ Action: "s3:PutObject", Resource: "arn:aws:s3:::far/in/*" }),
      is: "yes",
    },
    {
      title: "where another is",
      policy: policyText({ Action: "s3:PutObject", Resource: "arn:aws:s3:::near/*" }),
      is: "no",
    },
    { title: "where nobody knows yet", policy: LATER, is: "unknown" },
  ])("$title: $is", ({ policy, is }) => {
    const graph = stackOf(worker, fn(), inline(worker, "may", policy));
    expect(mayReachOutside(graph, named(graph, "fn"), ["s3:GetObject", "s3:PutObject"], far)).toBe(is);
  });
});

test("resources that its policies name for an action, as they stand there, each once", () => {
  const put = (Resource: unknown, more: StatementText = {}) => ({
    Action: "s3:PutObject",
    Resource,
    ...more,
  });
  const policy = document(
    put(["arn:aws:s3:::one/*", LATER]),
    put("arn:aws:s3:::*/in/*", { Action: "s3:*" }),
    put("arn:aws:s3:::two/*", { Action: "s3:AbortMultipartUpload" }),
    put("arn:aws:s3:::denied/*", { Effect: "Deny" }),
    put("arn:aws:s3:::unread/*", { Action: "s3:GetObject" }),
    put("arn:aws:s3:::unsure/*", { Action: LATER }),
    { Action: "s3:PutObject", NotResource: "arn:aws:s3:::spared/*" },
  );
  const graph = stackOf(
    worker,
    fn(),
    inline(worker, "may", policy),
    inline(worker, "again", policyText(put("arn:aws:s3:::one/*"))),
    attached(worker, "full", "arn:aws:iam::aws:policy/AmazonS3FullAccess"),
  );
  expect(
    resourcesNamedFor(graph, named(graph, "fn"), ["s3:PutObject", "s3:AbortMultipartUpload"]).sort(),
  ).toEqual(["*", "arn:aws:s3:::*/in/*", "arn:aws:s3:::one/*", "arn:aws:s3:::two/*"]);
});
