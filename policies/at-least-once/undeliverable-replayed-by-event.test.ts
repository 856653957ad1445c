import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { ARNS, allow, type Changes, loop, policyOf, TYPES } from "./testing/loop";
import { undeliverableReplayedByEvent as rule } from "./undeliverable-replayed-by-event";

const says =
  "violation kept: kept tells no function of new objects that may read them and write them to their stream: what was refused stays there. Add a notification that reaches one.";
const open =
  "undetermined kept: kept: whether a function that it tells of new objects may replay them is not known before a deployment, or not to this stack.";
const drop = ["kept-told"];
const events = ["s3:ObjectCreated:Put"];
const told = (props: object): Changes => ({
  set: { "kept-told": { queues: undefined, ...props } },
});
const queue = (props: object) => told({ queues: [{ queueArn: ARNS.queue, events, ...props }] });
const right = (principal: string) => resource(TYPES.permission, "right", { function: "replay", principal });
const when = (props = {}) =>
  resource(TYPES.eventRule, "when", {
    name: "when",
    eventPattern: JSON.stringify({
      source: ["aws.s3"],
      detail: { bucket: { name: ["kept-eu-west-1"] } },
    }),
    ...props,
  });
const target = resource(TYPES.eventTarget, "target", { rule: "when", arn: ARNS.replay });
const viaEvents = [when(), target, right("events.amazonaws.com")];
const TOPIC = "arn:aws:sns:eu-west-1:123456789012:news";
const topic = (principal = "s3.amazonaws.com") =>
  resource("aws:sns/topic:Topic", "news", {
    name: "news",
    policy: policyOf({ ...allow("sns:Publish", TOPIC), Principal: { Service: principal } }),
  });
const heard = resource("aws:sns/topicSubscription:TopicSubscription", "heard", {
  topic: TOPIC,
  protocol: "lambda",
  endpoint: ARNS.replay,
});

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "through a queue", changes: {}, expected: [] },
  { title: "of nothing", changes: { drop }, expected: [says] },
  { title: "of what was removed", changes: queue({ events: ["s3:ObjectRemoved:*"] }), expected: [says] },
  { title: "of any key", changes: queue({}), expected: [] },
  { title: "of a part of the keys", changes: queue({ filterPrefix: "refused/a" }), expected: [] },
  { title: "of other keys", changes: queue({ filterPrefix: "other/" }), expected: [says] },
  {
    title: "of unknown keys",
    changes: { ...queue({}), options: { "kept-told": { unknown: ["queues[0].filterPrefix"] } } },
    expected: [],
  },
  {
    title: "of unknown events",
    changes: { ...queue({}), options: { "kept-told": { unknown: ["queues[0].events"] } } },
    expected: [],
  },
  { title: "through a queue that lets nobody in", changes: { drop: ["again-let-in"] }, expected: [says] },
  {
    title: "through a queue that lets another service in",
    changes: {
      set: {
        "again-let-in": {
          policy: policyOf({
            ...allow("sqs:SendMessage", ARNS.queue),
            Principal: { Service: "sns.amazonaws.com" },
          }),
        },
      },
    },
    expected: [says],
  },
  {
    title: "through a queue that refuses S3",
    changes: {
      set: {
        "again-let-in": {
          policy: policyOf({
            ...allow("sqs:SendMessage", ARNS.queue),
            Effect: "Deny",
            Principal: { Service: "s3.amazonaws.com" },
          }),
        },
      },
    },
    expected: [says],
  },
  {
    title: "through a queue that lets anybody in",
    changes: {
      set: { "again-let-in": { policy: policyOf({ ...allow("sqs:*", ARNS.queue), Principal: "*" }) } },
    },
    expected: [],
  },
  {
    title: "through a queue with an unknown policy",
    changes: { options: { "again-let-in": { unknown: ["policy"] } } },
    expected: [open],
  },
  {
    title: "through a queue that lets somebody unknown in",
    changes: {
      set: {
        "again-let-in": {
          policy: { Statement: [{ ...allow("sqs:SendMessage", ARNS.queue), Principal: { Service: "x" } }] },
        },
      },
      options: { "again-let-in": { unknown: ["policy.Statement[0].Principal.Service"] } },
    },
    expected: [open],
  },
  { title: "through a queue that nobody reads", changes: { drop: ["again-read"] }, expected: [says] },
  {
    title: "through a queue whose reader is off",
    changes: { set: { "again-read": { enabled: false } } },
    expected: [says],
  },
  {
    title: "through a queue that another reads",
    changes: { set: { "again-read": { functionName: "take" } } },
    expected: [says],
  },
  {
    title: "a function that may not take from the queue",
    changes: {
      set: {
        "replay-may": {
          policy: policyOf(
            allow("firehose:*", ARNS.events),
            allow("s3:GetObject", "arn:aws:s3:::kept-eu-west-1/*"),
          ),
        },
      },
    },
    expected: [says],
  },
  {
    title: "a function directly",
    changes: {
      ...told({ lambdaFunctions: [{ lambdaFunctionArn: ARNS.replay, events }] }),
      add: [right("s3.amazonaws.com")],
    },
    expected: [],
  },
  {
    title: "a function that S3 may not call",
    changes: told({ lambdaFunctions: [{ lambdaFunctionArn: ARNS.replay, events }] }),
    expected: [says],
  },
  {
    title: "a topic that a function hears",
    changes: {
      ...told({ topics: [{ topicArn: TOPIC, events }] }),
      add: [topic(), heard, right("sns.amazonaws.com")],
    },
    expected: [],
  },
  {
    title: "a topic that lets nobody publish",
    changes: {
      ...told({ topics: [{ topicArn: TOPIC, events }] }),
      add: [topic("ses.amazonaws.com"), heard, right("sns.amazonaws.com")],
    },
    expected: [says],
  },
  {
    title: "a topic that may not call the function",
    changes: { ...told({ topics: [{ topicArn: TOPIC, events }] }), add: [topic(), heard] },
    expected: [says],
  },
  { title: "EventBridge", changes: { ...told({ eventbridge: true }), add: viaEvents }, expected: [] },
  {
    title: "not EventBridge",
    changes: { ...told({ eventbridge: false }), add: viaEvents },
    expected: [says],
  },
  {
    title: "EventBridge, whose rule is off",
    changes: { ...told({ eventbridge: true }), add: [when({ state: "DISABLED" }), ...viaEvents.slice(1)] },
    expected: [says],
  },
  {
    title: "EventBridge, whose rule hears of every bucket",
    changes: {
      ...told({ eventbridge: true }),
      add: [when({ eventPattern: JSON.stringify({ source: ["aws.s3"] }) }), ...viaEvents.slice(1)],
    },
    expected: [],
  },
  {
    title: "EventBridge, whose rule hears of another bucket",
    changes: {
      ...told({ eventbridge: true }),
      add: [
        when({ eventPattern: JSON.stringify({ source: ["aws.s3"], detail: { bucket: { name: ["x"] } } }) }),
        ...viaEvents.slice(1),
      ],
    },
    expected: [says],
  },
  {
    title: "EventBridge, whose rule hears of other things",
    changes: {
      ...told({ eventbridge: true }),
      add: [when({ eventPattern: JSON.stringify({ source: ["aws.ec2"] }) }), ...viaEvents.slice(1)],
    },
    expected: [says],
  },
  {
    title: "EventBridge, whose rule has a schedule alone",
    changes: {
      ...told({ eventbridge: true }),
      add: [when({ eventPattern: undefined, scheduleExpression: "rate(1 day)" }), ...viaEvents.slice(1)],
    },
    expected: [says],
  },
  {
    title: "one whose policy is unknown",
    changes: { options: { "replay-may": { unknown: ["policy"] } } },
    expected: [open],
  },
  { title: "where nobody writes", changes: { drop: ["kept-told", "take"] }, expected: [] },
];
test.each(cases)("tells $title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ drop }), "kept")).toEqual(["excused kept"]);
});
