import { type GraphResource, UNKNOWN as LATER, type Properties } from "../../engine/graph";
import { bucket, FUNCTION, inline, policyText, role } from "../least-privilege/testing/access";
import { previewOf, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { type Node, type StackGraph, UNKNOWN } from ".";
import { toldOfObjects } from "./notifications";

const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};
const arnOf = (service: string, name: string) => `arn:aws:${service}:eu-west-1:123456789012:${name}`;
const fnArn = (name: string) => arnOf("lambda", `function:${name}`);
const fn = (name: string) =>
  resource(FUNCTION, name, { name, arn: fnArn(name), role: "arn:aws:iam::123456789012:role/worker" });
const allowed = (name: string, service: string) =>
  resource("aws:lambda/permission:Permission", `${name}-by-${service}`, {
    function: name,
    principal: `${service}.amazonaws.com`,
  });

const worker = role();
const kept = bucket("kept");
/** Functions that S3 may invoke, a queue and a topic that it may send to, and who reads them. */
const stack: GraphResource[] = [
  kept,
  bucket("other"),
  worker,
  fn("replay"),
  allowed("replay", "s3"),
  fn("audit"),
  fn("read"),
  resource("aws:sqs/queue:Queue", "jobs", {
    name: "jobs",
    policy: policyText({
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "*",
    }),
  }),
  resource("aws:lambda/eventSourceMapping:EventSourceMapping", "jobs-read", {
    eventSourceArn: arnOf("sqs", "jobs"),
    functionName: "read",
  }),
  inline(worker, "may-read", policyText({ Action: "sqs:ReceiveMessage", Resource: "*" })),
  fn("hear"),
  resource("aws:sns/topic:Topic", "news", {
    name: "news",
    policy: policyText({ Principal: { Service: "s3.amazonaws.com" }, Action: "sns:Publish", Resource: "*" }),
  }),
  resource("aws:sns/topicSubscription:TopicSubscription", "hears-news", {
    topic: arnOf("sns", "news"),
    endpoint: fnArn("hear"),
  }),
  allowed("hear", "sns"),
];

/** Each a line: who is told, whether that is allowed, and of which prefix. */
const told = (graph: StackGraph) =>
  toldOfObjects(graph, named(graph, "kept")).map(
    ({ fn, isAllowed, prefix }) => `${fn.name} ${isAllowed} ${prefix === UNKNOWN ? "?" : `"${prefix}"`}`,
  );
const toldBy = (props: Properties, options?: ResourceOptions) =>
  told(stackOf(...stack, resource(NOTIFICATION, "tells", { bucket: "kept", ...props }, options)));

describe("a bucket tells of its new objects", () => {
  // An id is of the program's own choice, also where it is some function's name.
  const created = { id: "audit", events: ["s3:ObjectCreated:*"] };
  const replay = { lambdaFunctionArn: fnArn("replay"), ...created };

  test.each<{ title: string; props: Properties; options?: ResourceOptions; is: string[] }>([
    { title: "nobody", props: {}, is: [] },
    { title: "a function", props: { lambdaFunctions: [replay] }, is: ['replay yes ""'] },
    {
      title: "a function that S3 may not invoke",
      props: { lambdaFunctions: { lambdaFunctionArn: fnArn("audit"), ...created } },
      is: ['audit no ""'],
    },
    {
      title: "who reads a queue",
      props: { queues: [{ queueArn: arnOf("sqs", "jobs"), ...created }] },
      is: ['read yes ""'],
    },
    {
      title: "who hears a topic",
      props: { topics: [{ topicArn: arnOf("sns", "news"), ...created }] },
      is: ['hear yes ""'],
    },
    {
      title: "several, each of its own prefix",
      props: {
        lambdaFunctions: [
          { ...replay, filterPrefix: "in/" },
          { lambdaFunctionArn: fnArn("audit"), ...created, filterPrefix: "out/" },
        ],
      },
      is: ['replay yes "in/"', 'audit no "out/"'],
    },
    {
      title: "of a prefix that is not known yet",
      props: { lambdaFunctions: [replay] },
      options: { unknown: ["lambdaFunctions[0].filterPrefix"] },
      is: ["replay yes ?"],
    },
    {
      title: "nobody of those that hear of removed objects only",
      props: { lambdaFunctions: [{ ...replay, id: "s3:ObjectCreated:*", events: ["s3:ObjectRemoved:*"] }] },
      is: [],
    },
    {
      title: "nobody of those whose events are not of that name",
      props: { lambdaFunctions: [{ ...replay, events: ["of s3:ObjectCreated:"] }] },
      is: [],
    },
    {
      title: "whoever hears of both",
      props: { lambdaFunctions: [{ ...replay, events: ["s3:ObjectRemoved:*", "s3:ObjectCreated:Put"] }] },
      is: ['replay yes ""'],
    },
    {
      title: "whoever hears of events that are not known yet",
      props: { lambdaFunctions: [replay] },
      options: { unknown: ["lambdaFunctions[0].events"] },
      is: ['replay yes ""'],
    },
    {
      title: "whom an unknown item was computed from",
      props: { lambdaFunctions: [replay] },
      options: { unknown: ["lambdaFunctions[0]"], dependsOn: { lambdaFunctions: [fn("replay")] } },
      is: ["replay yes ?"],
    },
    {
      title: "whom an unknown list was computed from",
      props: {},
      options: { dependsOn: { lambdaFunctions: [fn("replay"), fn("audit")] } },
      is: ["audit no ?", "replay yes ?"],
    },
    {
      title: "nobody by what it says for another bucket",
      props: { bucket: "other", lambdaFunctions: [{ ...replay, filterPrefix: "kept" }] },
      is: [],
    },
  ])("$title", ({ props, options, is }) => expect(toldBy(props, options).sort()).toEqual(is.sort()));
});

describe("a bucket that tells EventBridge", () => {
  const hearing = (props: Properties, options?: ResourceOptions, tells: Properties = { eventbridge: true }) =>
    told(
      stackOf(
        ...stack,
        resource(NOTIFICATION, "tells", { bucket: "kept", ...tells }),
        resource(RULE, "rule", { name: "rule", ...props }, options),
        resource(TARGET, "target", { rule: props.name ?? "rule", arn: fnArn("replay") }),
        allowed("replay", "events"),
      ),
    );
  const pattern = (detail?: object, source = "aws.s3") => ({
    eventPattern: JSON.stringify({ source: [source], "detail-type": ["Object Created"], detail }),
  });
  const ofKept = pattern({ bucket: { name: ["kept"] } });
  const [yes, unknown] = [['replay yes ""'], ['replay unknown ""']];

  test.each<{ title: string; rule: Properties; options?: ResourceOptions; is: string[] }>([
    { title: "a rule for it", rule: ofKept, is: yes },
    { title: "a rule for every bucket", rule: pattern(), is: yes },
    { title: "a rule for another bucket", rule: pattern({ bucket: { name: ["other"] } }), is: [] },
    {
      title: "a rule for another bucket, with this one's name",
      rule: { ...pattern({ bucket: { name: ["other"] } }), name: "kept" },
      is: [],
    },
    { title: "a rule for another source", rule: pattern(undefined, "aws.sqs"), is: [] },
    { title: "a schedule", rule: { scheduleExpression: "rate(1 hour)" }, is: [] },
    {
      title: "a rule for nobody knows what",
      rule: {},
      options: { unknown: ["eventPattern"] },
      is: unknown,
    },
    {
      title: "a rule that was computed from it",
      rule: {},
      options: { dependsOn: { eventPattern: [kept] } },
      is: unknown,
    },
    {
      title: "a rule that was computed from another bucket",
      rule: {},
      options: { dependsOn: { eventPattern: [bucket("other")] } },
      is: [],
    },
    { title: "a rule that is no JSON", rule: { eventPattern: "aws.s3 kept" }, is: [] },
    { title: "a rule of JSON that is no pattern", rule: { eventPattern: '["aws.s3", "kept"]' }, is: [] },
  ])("$title", ({ rule, options, is }) => expect(hearing(rule, options)).toEqual(is));

  const detail = { bucket: { name: ["kept"] } };
  test.each<{ title: string; says: object; is: string[] }>([
    { title: "no type", says: {}, is: yes },
    { title: "new objects", says: { "detail-type": ["Object Created"] }, is: yes },
    {
      title: "new objects and others",
      says: { "detail-type": ["Object Deleted", "Object Created"] },
      is: yes,
    },
    { title: "deleted objects", says: { "detail-type": ["Object Deleted"] }, is: [] },
    { title: "new objects, in other letters", says: { "detail-type": ["object created"] }, is: [] },
    { title: "nothing", says: { "detail-type": [] }, is: [] },
    { title: "what is not known yet", says: { "detail-type": LATER }, is: unknown },
    { title: "something that is not known yet", says: { "detail-type": [LATER] }, is: unknown },
    { title: "a number", says: { "detail-type": [1, null] }, is: [] },
    { title: "a prefix of it", says: { "detail-type": [{ prefix: "Object C" }] }, is: yes },
    { title: "a prefix of another", says: { "detail-type": [{ prefix: "Created" }] }, is: [] },
    { title: "all but another", says: { "detail-type": [{ "anything-but": "Object Deleted" }] }, is: yes },
    { title: "all but it", says: { "detail-type": [{ "anything-but": "Object Created" }] }, is: [] },
    {
      title: "all but others",
      says: { "detail-type": [{ "anything-but": ["Object Deleted", "Object Tags Added"] }] },
      is: yes,
    },
    {
      title: "all but it and others",
      says: { "detail-type": [{ "anything-but": ["Object Deleted", "Object Created"] }] },
      is: [],
    },
    {
      title: "all but those of a prefix",
      says: { "detail-type": [{ "anything-but": { prefix: "Object C" } }] },
      is: [],
    },
    {
      title: "all but those of another prefix",
      says: { "detail-type": [{ "anything-but": { prefix: "Object D" } }] },
      is: yes,
    },
    {
      title: "what is matched in a way that nobody reads here",
      says: { "detail-type": [{ wildcard: "*Created" }] },
      is: unknown,
    },
    {
      title: "all but what is matched in such a way",
      says: { "detail-type": [{ "anything-but": { suffix: "Created" } }] },
      is: unknown,
    },
    {
      title: "it, or what is matched in such a way",
      says: { "detail-type": [{ suffix: "Deleted" }, "Object Created"] },
      is: yes,
    },
    {
      title: "one type or another",
      says: { $or: [{ "detail-type": ["Object Deleted"] }, { "detail-type": ["Object Created"] }] },
      is: yes,
    },
    {
      title: "one other type or another",
      says: { $or: [{ "detail-type": ["Object Deleted"] }, { "detail-type": ["Object Tags Added"] }] },
      is: [],
    },
    {
      title: "another type, and something or another",
      says: { "detail-type": ["Object Deleted"], $or: [{ region: ["eu-west-1"] }, { account: ["1"] }] },
      is: [],
    },
  ])("a rule that says $title", ({ says, is }) => {
    const rule = (of: object) => ({ eventPattern: JSON.stringify({ source: ["aws.s3"], ...of, ...says }) });
    expect(hearing(rule({ detail }))).toEqual(is);
    expect(hearing(rule({}))).toEqual(is);
  });

  test("tells nobody else: others hear nothing of what it does not tell", () => {
    expect(hearing(ofKept, {}, {})).toEqual([]);
    expect(hearing(ofKept, {}, { eventbridge: false })).toEqual([]);
  });
});

test("in a preview, what depends on the bucket", () => {
  const target = fn("replay");
  const tells = (of: GraphResource) =>
    resource(
      NOTIFICATION,
      "tells",
      { lambdaFunctions: [{ events: ["s3:ObjectCreated:*"], filterPrefix: "in/" }] },
      {
        unknown: ["lambdaFunctions[0].lambdaFunctionArn"],
        dependsOn: { bucket: [of], lambdaFunctions: [target] },
      },
    );
  const other = bucket("other");
  expect(told(previewOf(kept, other, target, tells(kept)))).toEqual(['replay no "in/"']);
  expect(told(previewOf(kept, other, target, tells(other)))).toEqual([]);
});
