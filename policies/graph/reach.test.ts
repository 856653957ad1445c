import { type GraphResource, UNKNOWN as LATER, type Properties } from "../../engine/graph";
import { inline, policyText, role, type StatementText } from "../least-privilege/testing/access";
import { type ResourceOptions, resource, stackOf } from "../testing/stack";
import type { Node, StackGraph } from ".";
import { isOn, type Reached, reachedByClock, reachedFrom, type Sender, targetsOf } from "./reach";

const of = (token: string) => (name: string, props?: Properties, options?: ResourceOptions) =>
  resource(token, name, props, options);
const Queue = of("aws:sqs/queue:Queue");
const Topic = of("aws:sns/topic:Topic");
const Subscription = of("aws:sns/topicSubscription:TopicSubscription");
const Mapping = of("aws:lambda/eventSourceMapping:EventSourceMapping");
const Permission = of("aws:lambda/permission:Permission");
const Schedule = of("aws:scheduler/schedule:Schedule");
const Rule = of("aws:cloudwatch/eventRule:EventRule");
const Target = of("aws:cloudwatch/eventTarget:EventTarget");
const Sending = of("own:index:Sender");

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};
const arnOf = (service: string, name: string) => `arn:aws:${service}:eu-west-1:123456789012:${name}`;
const fnArn = (name: string) => arnOf("lambda", `function:${name}`);
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const fn = (name: string, does = "worker") =>
  resource("aws:lambda/function:Function", name, { name, arn: fnArn(name), role: roleArn(does) });
const [take, audit] = [fn("take"), fn("audit", "idle")];
const [worker, idle, sender] = [role(), role("idle"), role("sender")];
const functions = [take, audit, worker, idle, sender];

const letIn = (service: string, Action: string, more: StatementText = {}): StatementText => ({
  Principal: { Service: `${service}.amazonaws.com` },
  Action,
  Resource: "*",
  ...more,
});
/** Of everybody but a service. */
const besides = (service: string, Action: string, more: StatementText = {}): StatementText => ({
  ...letIn(service, Action),
  Principal: undefined,
  NotPrincipal: { Service: `${service}.amazonaws.com` },
  ...more,
});
const invokable = (by: string, name = "take") =>
  Permission(`${name}-by-${by}`, { function: name, principal: `${by}.amazonaws.com` });
const mayReceive = inline(worker, "may-receive", policyText({ Action: "sqs:ReceiveMessage", Resource: "*" }));

/** Each a line: who is reached, and whether that is allowed. */
const lines = (found: readonly Reached[]) => found.map(({ fn, isAllowed }) => `${fn.name} ${isAllowed}`);

/** What a resource reaches by its `to`, and sends with the role of its `as`, where it has one. */
const sent = (
  to: unknown,
  more: readonly GraphResource[],
  by: Partial<Sender> = {},
  props: Properties = {},
) => {
  const graph = stackOf(...functions, ...more, Sending("from", { to, ...props }));
  return lines(reachedFrom(graph, named(graph, "from"), "to", { service: "s3", ...by }));
};

describe("a function that is named", () => {
  test.each<{ title: string; by: GraphResource[]; is: string }>([
    { title: "lets the service in", by: [invokable("s3")], is: "yes" },
    { title: "lets everybody in", by: [Permission("all", { function: "take", principal: "*" })], is: "yes" },
    { title: "lets another service in", by: [invokable("sns")], is: "no" },
    { title: "lets both in", by: [invokable("sns"), invokable("s3")], is: "yes" },
    {
      title: "lets in nobody knows whom",
      by: [Permission("some", { function: "take" }, { unknown: ["principal"] })],
      is: "unknown",
    },
    { title: "lets nobody in", by: [], is: "no" },
    {
      title: "may call one that lets the service in",
      by: [
        Permission("other", { function: "audit", principal: "s3.amazonaws.com", sourceArn: fnArn("take") }),
      ],
      is: "no",
    },
  ])("$title: $is", ({ by, is }) => expect(sent(fnArn("take"), by)).toEqual([`take ${is}`]));

  test("none, where another property names one", () => {
    expect(sent("", [invokable("s3")], {}, { comment: fnArn("take") })).toEqual([]);
  });
});

describe("a queue that is named", () => {
  const read = Mapping("read", { eventSourceArn: arnOf("sqs", "jobs"), functionName: "take" });
  const queue = (policy?: unknown) =>
    Queue("jobs", { name: "jobs", ...(policy === undefined ? {} : { policy }) });
  const open = queue(policyText(letIn("s3", "sqs:SendMessage")));
  const sentToJobs = (...more: GraphResource[]) => sent(arnOf("sqs", "jobs"), more);

  test.each<{ title: string; policy?: unknown; is: string }>([
    { title: "lets the service in", policy: policyText(letIn("s3", "sqs:SendMessage")), is: "yes" },
    {
      title: "lets everybody in",
      policy: policyText(letIn("", "sqs:*", { Principal: "*" })),
      is: "yes",
    },
    { title: "lets another service in", policy: policyText(letIn("sns", "sqs:SendMessage")), is: "no" },
    {
      title: "lets several in",
      policy: policyText(letIn("sns", "sqs:SendMessage"), letIn("s3", "sqs:SendMessage")),
      is: "yes",
    },
    { title: "lets it do another thing", policy: policyText(letIn("s3", "sqs:ReceiveMessage")), is: "no" },
    { title: "denies", policy: policyText(letIn("s3", "sqs:SendMessage", { Effect: "Deny" })), is: "no" },
    {
      title: "lets in nobody knows whom",
      policy: {
        Statement: { Effect: "Allow", ...letIn("s3", "sqs:SendMessage", { Principal: { Service: LATER } }) },
      },
      is: "unknown",
    },
    {
      title: "lets it do nobody knows what",
      policy: { Statement: { Effect: "Allow", Principal: "*", Action: LATER, Resource: "*" } },
      is: "unknown",
    },
    {
      title: "lets it in, and denies it",
      policy: policyText(
        letIn("s3", "sqs:SendMessage"),
        letIn("s3", "sqs:*", { Effect: "Deny", Resource: arnOf("sqs", "jobs") }),
      ),
      is: "no",
    },
    {
      title: "lets it in, and denies everybody",
      policy: policyText(
        letIn("s3", "sqs:SendMessage"),
        letIn("", "sqs:SendMessage", { Effect: "Deny", Principal: "*" }),
      ),
      is: "no",
    },
    {
      title: "lets it in, and denies another service",
      policy: policyText(letIn("s3", "sqs:SendMessage"), letIn("sns", "sqs:SendMessage", { Effect: "Deny" })),
      is: "yes",
    },
    {
      title: "lets it in, and denies all but it",
      policy: policyText(
        letIn("s3", "sqs:SendMessage"),
        besides("s3", "sqs:SendMessage", { Effect: "Deny" }),
      ),
      is: "yes",
    },
    {
      title: "lets it in, and denies all but another service",
      policy: policyText(
        letIn("s3", "sqs:SendMessage"),
        besides("sns", "sqs:SendMessage", { Effect: "Deny" }),
      ),
      is: "no",
    },
    {
      title: "lets it in, and denies another thing",
      policy: policyText(
        letIn("s3", "sqs:SendMessage"),
        letIn("s3", "sqs:ReceiveMessage", { Effect: "Deny" }),
      ),
      is: "yes",
    },
    {
      title: "lets it in, and denies what is not encrypted",
      policy: policyText(
        letIn("s3", "sqs:SendMessage"),
        letIn("", "sqs:*", {
          Effect: "Deny",
          Principal: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      ),
      is: "yes",
    },
    {
      title: "lets it in, and denies nobody knows whom",
      policy: {
        Statement: [
          { Effect: "Allow", ...letIn("s3", "sqs:SendMessage") },
          letIn("s3", "sqs:SendMessage", { Effect: "Deny", Principal: { Service: LATER } }),
        ],
      },
      is: "unknown",
    },
    {
      title: "lets it in by its own name",
      policy: policyText(letIn("s3", "sqs:SendMessage", { Resource: arnOf("sqs", "jobs") })),
      is: "yes",
    },
    {
      title: "lets it into another queue",
      policy: policyText(letIn("s3", "sqs:SendMessage", { Resource: arnOf("sqs", "mails") })),
      is: "no",
    },
    {
      title: "lets it into nobody knows what",
      policy: { Statement: { Effect: "Allow", ...letIn("s3", "sqs:SendMessage", { Resource: LATER }) } },
      is: "unknown",
    },
    { title: "lets in all but it", policy: policyText(besides("s3", "sqs:SendMessage")), is: "no" },
    { title: "lets in all but another", policy: policyText(besides("sns", "sqs:SendMessage")), is: "yes" },
    {
      title: "lets in all but nobody knows whom",
      policy: {
        Statement: {
          Effect: "Allow",
          ...besides("s3", "sqs:SendMessage", { NotPrincipal: { Service: LATER } }),
        },
      },
      is: "unknown",
    },
    { title: "has a policy that is not known yet", policy: LATER, is: "unknown" },
    { title: "has no policy", is: "no" },
  ])("$title: $is", ({ policy, is }) => {
    expect(sentToJobs(queue(policy), read, mayReceive)).toEqual([`take ${is}`]);
  });

  test.each<{ title: string; from: (queue: GraphResource) => GraphResource[]; is: string }>([
    { title: "made from it", from: (jobs) => [jobs], is: "yes" },
    { title: "made from another queue", from: () => [Queue("mails")], is: "no" },
    { title: "made from nothing that shows", from: () => [], is: "unknown" },
  ])("has a policy beside it for what is $title: $is", ({ from, is }) => {
    const jobs = queue();
    const beside = resource(
      "aws:sqs/queuePolicy:QueuePolicy",
      "beside",
      {
        queueUrl: "jobs",
        policy: { Statement: { Effect: "Allow", ...letIn("s3", "sqs:SendMessage", { Resource: LATER }) } },
      },
      { dependsOn: { policy: from(jobs) } },
    );
    expect(sentToJobs(jobs, Queue("mails"), beside, read, mayReceive)).toEqual([`take ${is}`]);
  });

  test.each<{ title: string; by: GraphResource[]; is: string[] }>([
    { title: "by nobody", by: [], is: [] },
    { title: "by a function that may", by: [read, mayReceive], is: ["take yes"] },
    { title: "by a function that may not", by: [read], is: ["take no"] },
    {
      title: "by a function that may do another thing",
      by: [read, inline(worker, "may-send", policyText({ Action: "sqs:SendMessage", Resource: "*" }))],
      is: ["take no"],
    },
    {
      title: "by one that is switched off",
      by: [Mapping("off", { eventSourceArn: arnOf("sqs", "jobs"), functionName: "take", enabled: false })],
      is: [],
    },
    {
      title: "by one that is switched on",
      by: [Mapping("on", { eventSourceArn: arnOf("sqs", "jobs"), functionName: "audit", enabled: true })],
      is: ["audit no"],
    },
    {
      title: "not by who reads another queue",
      by: [
        Queue("mails"),
        Mapping("mails-read", { eventSourceArn: arnOf("sqs", "mails"), functionName: "take" }),
      ],
      is: [],
    },
  ])("is read $title", ({ by, is }) => expect(sentToJobs(open, ...by)).toEqual(is));
});

describe("a topic that is named", () => {
  const topic = Topic("news", { name: "news", policy: policyText(letIn("s3", "sns:Publish")) });
  const to = arnOf("sns", "news");
  const heard = Subscription("hears", { topic: to, endpoint: fnArn("take"), comment: fnArn("audit") });

  test.each<{ title: string; by: GraphResource[]; is: string[] }>([
    { title: "by nobody", by: [topic], is: [] },
    { title: "by a function that lets topics in", by: [topic, heard, invokable("sns")], is: ["take yes"] },
    { title: "by a function that lets only others in", by: [topic, heard, invokable("s3")], is: ["take no"] },
    {
      title: "by a function, of a topic that lets nobody in",
      by: [Topic("news", { name: "news" }), heard, invokable("sns")],
      is: ["take no"],
    },
    {
      title: "by a function, of a topic that lets others do other things",
      by: [
        Topic("news", { name: "news", policy: policyText(letIn("s3", "sns:Subscribe")) }),
        heard,
        invokable("sns"),
      ],
      is: ["take no"],
    },
    {
      title: "by a function, of a topic that denies what it lets in",
      by: [
        Topic("news", {
          name: "news",
          policy: policyText(
            letIn("s3", "sns:Publish"),
            letIn("", "sns:*", { Effect: "Deny", Principal: { AWS: "*" } }),
          ),
        }),
        heard,
        invokable("sns"),
      ],
      is: ["take no"],
    },
    {
      title: "by a queue that a function reads",
      by: [
        topic,
        Subscription("fills", { topic: to, endpoint: arnOf("sqs", "jobs") }),
        Queue("jobs", { name: "jobs", policy: policyText(letIn("sns", "sqs:SendMessage")) }),
        Mapping("read", { eventSourceArn: arnOf("sqs", "jobs"), functionName: "take" }),
        mayReceive,
      ],
      is: ["take yes"],
    },
    {
      title: "not by who hears another topic",
      by: [
        topic,
        Topic("other"),
        Subscription("hears", { topic: arnOf("sns", "other"), endpoint: fnArn("take"), comment: to }),
      ],
      is: [],
    },
  ])("is heard $title", ({ by, is }) => expect(sent(to, by)).toEqual(is));

  test("beside a function and a queue, each is reached", () => {
    const queue = Queue("jobs", { name: "jobs" });
    const read = Mapping("read", { eventSourceArn: arnOf("sqs", "jobs"), functionName: "audit" });
    const all = sent([to, fnArn("take"), arnOf("sqs", "jobs")], [topic, heard, queue, read, invokable("s3")]);
    expect(all).toEqual(["take yes", "audit no", "take no"]);
  });
});

describe("with a role of its own", () => {
  const mayInvoke = inline(sender, "may", policyText({ Action: "lambda:InvokeFunction", Resource: "*" }));
  const by = { rolePath: "as" };

  test.each<{ title: string; props: Properties; more: GraphResource[]; is: string }>([
    { title: "that may", props: { as: roleArn("sender") }, more: [mayInvoke], is: "yes" },
    { title: "that may not", props: { as: roleArn("sender") }, more: [], is: "no" },
    {
      title: "that may not, though the function lets the service in",
      props: { as: roleArn("sender") },
      more: [invokable("s3")],
      is: "no",
    },
    { title: "that is another stack's", props: { as: roleArn("theirs") }, more: [mayInvoke], is: "unknown" },
    { title: "that it does not have", props: {}, more: [invokable("s3"), mayInvoke], is: "yes" },
  ])("$title: $is", ({ props, more, is }) => {
    expect(sent(fnArn("take"), more, by, props)).toEqual([`take ${is}`]);
  });
});

describe("what the clock calls", () => {
  const byClock = (...more: GraphResource[]) =>
    lines(
      reachedByClock(stackOf(...functions, ...more, invokable("scheduler"), invokable("events", "audit"))),
    );
  const rate = "rate(5 minutes)";
  const schedule = (props: Properties = {}, options?: ResourceOptions) =>
    Schedule(
      "sweep",
      { name: "audit", scheduleExpression: rate, target: { arn: fnArn("take") }, ...props },
      options,
    );
  const target = Target("call", { rule: "tick", arn: fnArn("audit"), targetId: "take" });
  const tick = (props: Properties) => Rule("tick", { name: "tick", ...props });
  const asSender = { arn: fnArn("take"), roleArn: roleArn("sender") };

  test.each<{ title: string; by: GraphResource[]; is: string[] }>([
    { title: "by a schedule", by: [schedule()], is: ["take yes"] },
    { title: "by a schedule with a role", by: [schedule({ target: asSender })], is: ["take no"] },
    {
      title: "by a schedule whose expression is not known yet",
      by: [schedule({}, { unknown: ["scheduleExpression"] })],
      is: ["take yes"],
    },
    { title: "by a schedule that is on", by: [schedule({ state: "ENABLED" })], is: ["take yes"] },
    { title: "not by one that is off", by: [schedule({ state: "DISABLED" })], is: [] },
    {
      title: "not by one that is once",
      by: [schedule({ scheduleExpression: "at(2030-01-01T00:00:00)" })],
      is: [],
    },
    { title: "by a scheduled rule", by: [tick({ scheduleExpression: rate }), target], is: ["audit yes"] },
    {
      title: "by a scheduled rule with a role",
      by: [
        tick({ scheduleExpression: rate }),
        Target("call", { rule: "tick", arn: fnArn("audit"), roleArn: roleArn("sender") }),
      ],
      is: ["audit no"],
    },
    {
      title: "not by a scheduled rule that is off",
      by: [tick({ scheduleExpression: rate, isEnabled: false }), target],
      is: [],
    },
    { title: "not by a rule of a pattern", by: [tick({ eventPattern: "{}" }), target], is: [] },
    {
      title: "by both",
      by: [schedule(), tick({ scheduleExpression: rate }), target],
      is: ["take yes", "audit yes"],
    },
  ])("$title", ({ by, is }) => expect(byClock(...by)).toEqual(is));
});

test("targets of the rules that are meant, not of what others are called like them", () => {
  const graph = stackOf(
    ...functions,
    Rule("one", { name: "one" }),
    Rule("other", { name: "other" }),
    Target("to-take", { rule: "one", arn: fnArn("take") }),
    Target("to-audit", { rule: "other", arn: fnArn("audit"), targetId: "one" }),
  );
  expect(lines(targetsOf(graph, ({ name }) => (name === "one" ? "yes" : "no")))).toEqual(["take no"]);
});

test.each<{ props: Properties; is: boolean }>([
  { props: {}, is: true },
  { props: { state: "ENABLED", isEnabled: true }, is: true },
  { props: { state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" }, is: true },
  { props: { state: "DISABLED" }, is: false },
  { props: { isEnabled: false }, is: false },
])("$props is on: $is", ({ props, is }) => {
  expect(isOn(named(stackOf(Rule("one", props)), "one"))).toBe(is);
});
