import type { GraphResource, Properties } from "../../engine/graph";
import { type ResourceOptions, resource, stackOf } from "../testing/stack";
import { type Node, type StackGraph, UNKNOWN } from ".";
import { deadLetterQueues, QUEUE, receivesMaxOf, redrivesOf, visibilitySecondsOf } from "./queues";

const REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy";
const REDRIVE_ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};
const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`;
const urlOf = (name: string) => `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`;
const queue = (name: string, props: Properties = {}, options?: ResourceOptions) =>
  resource(QUEUE, name, { name, url: urlOf(name), ...props }, options);
const to = (name: string) => ({ deadLetterTargetArn: arnOf(name), maxReceiveCount: 5 });

test.each<{ title: string; props?: Properties; unknown?: string[]; is: number | typeof UNKNOWN }>([
  { title: "what a queue says", props: { visibilityTimeoutSeconds: 360 }, is: 360 },
  { title: "what AWS's state says as text", props: { visibilityTimeoutSeconds: "0" }, is: 0 },
  { title: "SQS's default where it says nothing", is: 30 },
  { title: "unknown until a deployment", unknown: ["visibilityTimeoutSeconds"], is: UNKNOWN },
])("how long a message stays hidden is $title", ({ props, unknown, is }) => {
  expect(visibilitySecondsOf(named(stackOf(queue("jobs", props, { unknown })), "jobs"))).toBe(is);
});

describe("where a queue says what becomes of a message that nobody can take", () => {
  const redrives = (...resources: GraphResource[]) => {
    const graph = stackOf(...resources);
    return redrivesOf(graph, named(graph, "jobs")).map(({ name }) => name);
  };
  const beside = resource(REDRIVE, "beside", { queueUrl: urlOf("jobs"), redrivePolicy: to("dead") });

  test.each<{ title: string; of: GraphResource[]; is: string[] }>([
    { title: "nowhere", of: [queue("jobs")], is: [] },
    { title: "in its own property", of: [queue("jobs", { redrivePolicy: to("dead") })], is: ["jobs"] },
    {
      title: "in its own property, not known yet",
      of: [queue("jobs", {}, { unknown: ["redrivePolicy"] })],
      is: ["jobs"],
    },
    { title: "in a resource beside it", of: [queue("jobs"), beside], is: ["beside"] },
    {
      title: "in both",
      of: [queue("jobs", { redrivePolicy: to("dead") }), beside],
      is: ["jobs", "beside"],
    },
    {
      title: "not in a resource that sends another queue's messages to it",
      of: [
        queue("jobs"),
        queue("mails"),
        resource(REDRIVE, "mails-to-jobs", { queueUrl: urlOf("mails"), redrivePolicy: to("jobs") }),
      ],
      is: [],
    },
  ])("$title", ({ of, is }) => expect(redrives(...of)).toEqual(is));
});

test.each<{ title: string; redrivePolicy?: unknown; unknown?: string[]; is: unknown }>([
  { title: "of JSON text", redrivePolicy: '{"maxReceiveCount":5}', is: 5 },
  { title: "of an object", redrivePolicy: { maxReceiveCount: 4 }, is: 4 },
  { title: "of a number that is text", redrivePolicy: '{"maxReceiveCount":"3"}', is: 3 },
  { title: "of a policy that does not say", redrivePolicy: { deadLetterTargetArn: "x" }, is: undefined },
  { title: "of text that is no JSON", redrivePolicy: "five times", is: undefined },
  { title: "of JSON that is no policy", redrivePolicy: "5", is: undefined },
  { title: "of no policy", is: undefined },
  { title: "of an unknown policy", unknown: ["redrivePolicy"], is: UNKNOWN },
  {
    title: "of a policy with an unknown number",
    redrivePolicy: { deadLetterTargetArn: "x" },
    unknown: ["redrivePolicy.maxReceiveCount"],
    is: UNKNOWN,
  },
])("the receives after which a message is a dead letter, $title", ({ redrivePolicy, unknown, is }) => {
  const props = redrivePolicy === undefined ? {} : { redrivePolicy };
  expect(receivesMaxOf(named(stackOf(resource(REDRIVE, "one", props, { unknown })), "one"))).toBe(is);
});

describe("queues of dead letters", () => {
  /** Their names; one that only may be one has a question mark. */
  const found = (...resources: GraphResource[]) =>
    [...deadLetterQueues(stackOf(...resources))].map(([{ name }, is]) => (is === true ? name : `${name}?`));
  const dead = queue("dead");

  test.each<{ type: string; at: (to: string) => Properties; near?: (to: string) => Properties }>([
    { type: QUEUE, at: (arn) => ({ redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn }) }) },
    { type: QUEUE, at: (arn) => ({ redrivePolicy: { deadLetterTargetArn: arn } }) },
    {
      type: REDRIVE,
      at: (arn) => ({ redrivePolicy: { deadLetterTargetArn: arn } }),
      near: (arn) => ({ queueUrl: arn }),
    },
    {
      type: "aws:sns/topicSubscription:TopicSubscription",
      at: (arn) => ({ redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn }) }),
      near: (arn) => ({ endpoint: arn }),
    },
    { type: "aws:lambda/function:Function", at: (arn) => ({ deadLetterConfig: { targetArn: arn } }) },
    {
      type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      at: (arn) => ({ destinationConfig: { onFailure: { destination: arn } } }),
      near: (arn) => ({ destinationConfig: { onSuccess: { destination: arn } } }),
    },
    {
      type: "aws:lambda/eventSourceMapping:EventSourceMapping",
      at: (arn) => ({ destinationConfig: { onFailure: { destinationArn: arn } } }),
      near: (arn) => ({ eventSourceArn: arn }),
    },
    {
      type: "aws:cloudwatch/eventTarget:EventTarget",
      at: (arn) => ({ deadLetterConfig: { arn } }),
      near: (arn) => ({ arn }),
    },
    {
      type: "aws:scheduler/schedule:Schedule",
      at: (arn) => ({ target: { deadLetterConfig: { arn } } }),
      near: (arn) => ({ target: { arn } }),
    },
    {
      type: "aws:pipes/pipe:Pipe",
      at: (arn) => ({ sourceParameters: { kinesisStreamParameters: { deadLetterConfig: { arn } } } }),
      near: (arn) => ({ source: arn }),
    },
  ])("what a $type leaves its failures in, and nothing else that it names", (row) => {
    const { type, at, near = (arn: string) => ({ tags: { near: arn } }) } = row;
    expect(found(dead, resource(type, "user", at(arnOf("dead"))))).toEqual(["dead"]);
    expect(found(dead, resource(type, "user", near(arnOf("dead"))))).toEqual([]);
    expect(found(dead, resource(type, "user"))).toEqual([]);
  });

  test("another type's property of that name is none", () => {
    expect(found(dead, resource("own:index:Thing", "user", { redrivePolicy: to("dead") }))).toEqual([]);
  });

  test("a queue that names itself is none", () => {
    expect(found(queue("jobs", { redrivePolicy: to("jobs") }))).toEqual([]);
  });

  describe("not known yet", () => {
    const [one, other] = [queue("one"), queue("other")];
    const schedule = (...from: GraphResource[]) =>
      resource("aws:scheduler/schedule:Schedule", "daily", {}, { dependsOn: { target: from } });
    const certain = queue("jobs", { redrivePolicy: to("one") });
    const certainOfBoth = resource("aws:pipes/pipe:Pipe", "pipe", {
      sourceParameters: { deadLetterConfig: { arn: arnOf("one") } },
    });

    test("the only queue that it depends on is one", () => {
      expect(found(one, other, schedule(one))).toEqual(["one"]);
    });
    test("of several each may be one", () => {
      expect(found(one, other, schedule(one, other))).toEqual(["one?", "other?"]);
    });
    test("what another resource says for certain stays certain, whichever is asked first", () => {
      expect(found(one, other, certain, schedule(one, other))).toEqual(["one", "other?"]);
      expect(found(one, other, schedule(one, other), certainOfBoth)).toEqual(["one", "other?"]);
    });
  });

  describe("of whoever may leave letters there", () => {
    const byQueue = { redrivePermission: "byQueue", sourceQueueArns: [arnOf("jobs")] };
    const beside = (of: string, redriveAllowPolicy: unknown) =>
      resource(REDRIVE_ALLOW, "beside", { queueUrl: urlOf(of), redriveAllowPolicy });

    test.each<{ title: string; of: GraphResource[]; is: string[] }>([
      {
        title: "by the queue's text",
        of: [queue("dead", { redriveAllowPolicy: JSON.stringify(byQueue) })],
        is: ["dead"],
      },
      { title: "by the queue's object", of: [queue("dead", { redriveAllowPolicy: byQueue })], is: ["dead"] },
      { title: "by a resource beside it", of: [dead, queue("jobs"), beside("dead", byQueue)], is: ["dead"] },
      { title: "anybody", of: [dead, beside("dead", { redrivePermission: "allowAll" })], is: [] },
      { title: "nobody knows yet", of: [queue("dead", {}, { unknown: ["redriveAllowPolicy"] })], is: [] },
    ])("$title", ({ of, is }) => expect(found(...of)).toEqual(is));
  });
});
