import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { producerHasUndeliverableBucket as rule } from "./producer-has-undeliverable-bucket";
import { ARNS, allow, type Changes, loop, policyOf, TYPES } from "./testing/loop";

const says =
  "violation take: take has no bucket in its region for what its stream does not take: such events are lost. Name one in its environment, and let it put objects there.";
const openBucket =
  "undetermined take: take: which bucket in its region its environment names is not known before a deployment, or not to this stack.";
const openWriter =
  "undetermined take: take: whether it writes events from outside to a stream, for which it would need a bucket in its region, is not known before a deployment, or not to this stack.";

const told = (variables: Record<string, string>) => ({ take: { environment: { variables } } });
const nothing = told({ STREAM: "events" });
const may = (...statements: readonly object[]) => ({ "take-may": { policy: policyOf(...statements) } });
const drop = ["front"];
const caller = (type: string, props: object) => resource(type, "caller", { ...props });
const called = (type: string, props: object): Changes => ({ drop, set: nothing, add: [caller(type, props)] });
const FAR = { kept: { region: "us-west-2" } };
const clicks = resource(TYPES.stream, "clicks", { name: "clicks" });
const CLICKS = "arn:aws:kinesis:eu-west-1:123456789012:clicks";
const unknownPolicy = { "take-may": { unknown: ["policy"] } };

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "one that is told of a bucket", changes: {}, expected: [] },
  { title: "one that is told of none", changes: { set: nothing }, expected: [says] },
  {
    title: "one without an environment",
    changes: { set: { take: { environment: undefined } } },
    expected: [says],
  },
  { title: "one whose bucket is elsewhere", changes: { options: FAR }, expected: [says] },
  {
    title: "one whose environment is unknown",
    changes: { options: { take: { unknown: ["environment"] } } },
    expected: [openBucket],
  },

  // Who calls it.
  { title: "one that nothing here calls", changes: { drop, set: nothing }, expected: [says] },
  {
    title: "one behind an HTTP API",
    changes: called("aws:apigatewayv2/integration:Integration", { integrationUri: ARNS.take }),
    expected: [says],
  },
  {
    title: "one behind a REST API",
    changes: called("aws:apigateway/integration:Integration", { uri: ARNS.take }),
    expected: [says],
  },
  {
    title: "one behind a load balancer",
    changes: called("aws:lb/targetGroupAttachment:TargetGroupAttachment", { targetId: ARNS.take }),
    expected: [says],
  },
  {
    title: "one behind a quick API",
    changes: called("aws:apigatewayv2/api:Api", { target: ARNS.take }),
    expected: [says],
  },
  {
    title: "one behind GraphQL",
    changes: called("aws:appsync/dataSource:DataSource", { lambdaConfig: { functionArn: ARNS.take } }),
    expected: [says],
  },
  {
    title: "one that signs users up",
    changes: called("aws:cognito/userPool:UserPool", { lambdaConfig: { postConfirmation: ARNS.take } }),
    expected: [says],
  },
  {
    title: "one that an account may call",
    changes: called(TYPES.permission, { function: "take", principal: "123456789012" }),
    expected: [says],
  },
  { title: "one that reads a queue", changes: called(TYPES.mapping, { functionName: "take" }), expected: [] },
  {
    title: "one that a bucket tells of objects",
    changes: called(TYPES.notification, { lambdaFunctions: [{ lambdaFunctionArn: ARNS.take }] }),
    expected: [],
  },
  {
    title: "one that a topic tells",
    changes: called("aws:sns/topicSubscription:TopicSubscription", { endpoint: ARNS.take }),
    expected: [],
  },
  {
    title: "one that a schedule calls",
    changes: called(TYPES.schedule, { target: { arn: ARNS.take } }),
    expected: [],
  },
  {
    title: "one that EventBridge calls",
    changes: called(TYPES.eventTarget, { rule: "x", arn: ARNS.take }),
    expected: [],
  },
  {
    title: "one that a pipe feeds",
    changes: called("aws:pipes/pipe:Pipe", { target: ARNS.take }),
    expected: [],
  },
  {
    title: "one that a deployment calls",
    changes: called("aws:lambda/invocation:Invocation", { functionName: "take" }),
    expected: [],
  },
  {
    title: "one that Firehose has transform records",
    changes: called(TYPES.delivery, {
      extendedS3Configuration: {
        processingConfiguration: { processors: [{ parameters: [{ parameterValue: ARNS.take }] }] },
      },
    }),
    expected: [],
  },
  {
    title: "one that a queue and a URL call",
    changes: { set: nothing, add: [caller(TYPES.mapping, { functionName: "take" })] },
    expected: [says],
  },

  // What it may do.
  {
    title: "one that writes to Kinesis",
    changes: {
      set: {
        ...nothing,
        ...may(allow("kinesis:PutRecords", CLICKS)),
        take: { environment: { variables: { TO: "clicks" } } },
      },
      add: [clicks],
    },
    expected: [says],
  },
  {
    title: "one that reads Kinesis",
    changes: { set: { ...nothing, ...may(allow("kinesis:GetRecords", CLICKS)) }, add: [clicks] },
    expected: [],
  },
  {
    title: "one that sends to a queue",
    changes: { set: { ...nothing, ...may(allow("sqs:SendMessage", ARNS.queue)) } },
    expected: [says],
  },
  {
    title: "one that only hides messages",
    changes: { set: { ...nothing, ...may(allow("sqs:ChangeMessageVisibility", ARNS.queue)) } },
    expected: [],
  },
  {
    title: "one that leaves dead letters",
    changes: { set: { ...nothing, ...may(allow("sqs:SendMessage", ARNS.dead)) } },
    expected: [],
  },
  {
    title: "one that writes to another stack's stream",
    changes: { set: { ...nothing, ...may(allow("firehose:PutRecord", `${ARNS.events}-of-theirs`)) } },
    expected: [says],
  },
  {
    title: "one that leaves dead letters in another stack's queue",
    changes: {
      set: {
        take: { environment: { variables: {} }, deadLetterConfig: { targetArn: `${ARNS.dead}-of-theirs` } },
        ...may(allow("sqs:SendMessage", `${ARNS.dead}-of-theirs`)),
      },
    },
    expected: [],
  },
  {
    title: "one that describes a stream",
    changes: { set: { ...nothing, ...may(allow("firehose:DescribeDeliveryStream", ARNS.events)) } },
    expected: [],
  },
  {
    title: "one that may write to any stream and is told of one",
    changes: { set: { ...nothing, ...may(allow("firehose:*", "*")) } },
    expected: [says],
  },
  {
    title: "one that may write to any stream and is told of none",
    changes: { set: { ...told({ A: "b" }), ...may(allow("firehose:*", "*")) } },
    expected: [openWriter],
  },
  {
    title: "one that may write to any stream and is told nothing",
    changes: { set: { take: { environment: undefined }, ...may(allow("firehose:*", "*")) } },
    expected: [],
  },
  { title: "one that may do nothing", changes: { drop: ["take-may"], set: nothing }, expected: [] },
  {
    title: "one that may do something unknown",
    changes: { set: nothing, options: unknownPolicy },
    expected: [openWriter],
  },
  {
    title: "one that may do something unknown, and has its bucket",
    changes: { options: unknownPolicy },
    expected: [],
  },
  {
    title: "one with another stack's role",
    changes: { drop: ["take-role", "take-may"], set: nothing },
    expected: [openWriter],
  },

  // Another stack's bucket.
  {
    title: "one that is told of another stack's bucket here",
    changes: {
      set: {
        ...told({ STREAM: "events", KEPT: "theirs-eu-west-1" }),
        ...may(
          allow("firehose:PutRecord", ARNS.events),
          allow("s3:PutObject", "arn:aws:s3:::theirs-eu-west-1/*"),
        ),
      },
    },
    expected: [],
  },
  {
    title: "one that is told of another stack's bucket somewhere",
    changes: {
      set: {
        ...told({ STREAM: "events", KEPT: "theirs" }),
        ...may(allow("firehose:PutRecord", ARNS.events), allow("s3:PutObject", "arn:aws:s3:::theirs/*")),
      },
    },
    expected: [openBucket],
  },
  {
    title: "one that is told a word which no policy calls a bucket",
    changes: { set: told({ STREAM: "events", MODE: "theirs-eu-west-1" }) },
    expected: [says],
  },
];
test.each(cases)("$title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ set: nothing }), "take")).toEqual(["excused take"]);
});
