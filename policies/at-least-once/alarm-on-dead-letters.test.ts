import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { alarmOnDeadLetters as rule } from "./alarm-on-dead-letters";
import { TYPES } from "./testing/loop";

const dead = resource(TYPES.queue, "dead", { name: "dead" });
const jobs = resource(TYPES.queue, "jobs", {
  redrivePolicy: JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:eu-west-1:123456789012:dead" }),
});
const alarm = (props = {}, options = {}) =>
  resource(
    TYPES.alarm,
    "letters",
    {
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "dead" },
      ...props,
    },
    options,
  );
const says =
  "violation dead: dead holds dead letters, and no alarm tells anybody: they are deleted when their retention ends. Add a MetricAlarm on ApproximateNumberOfMessagesVisible.";

test.each([
  { title: "watched by their number", of: [dead, jobs, alarm()], expected: [] },
  {
    title: "watched by their age",
    of: [dead, jobs, alarm({ metricName: "ApproximateAgeOfOldestMessage" })],
    expected: [],
  },
  { title: "not watched", of: [dead, jobs], expected: [says] },
  {
    title: "watched by what was sent, which they are not",
    of: [dead, jobs, alarm({ metricName: "NumberOfMessagesSent" })],
    expected: [says],
  },
  { title: "of another namespace", of: [dead, jobs, alarm({ namespace: "AWS/SNS" })], expected: [says] },
  { title: "of a queue that holds none", of: [dead], expected: [] },
  {
    title: "watched in another region",
    of: [dead, jobs, alarm({}, { region: "us-west-2" })],
    expected: [says],
  },
  {
    title: "perhaps watched in another region",
    of: [dead, jobs, alarm({}, { region: "us-west-2", unknown: ["dimensions.QueueName"] })],
    expected: [says],
  },
  {
    title: "watched in a region that is not known",
    of: [dead, jobs, alarm({}, { region: undefined })],
    expected: [
      "undetermined dead: dead: whether letters watches it is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "watched, and perhaps by another alarm",
    of: [
      dead,
      jobs,
      alarm(),
      { ...alarm({}, { region: undefined }), urn: "urn:pulumi:test::specs::a::other" },
    ],
    expected: [],
  },
  {
    title: "perhaps watched",
    of: [dead, jobs, alarm({}, { unknown: ["dimensions.QueueName"] })],
    expected: [
      "undetermined dead: dead: whether letters watches it is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test("the alarms that may watch it are named, and none of another region", () => {
  const unknown = ["dimensions.QueueName"];
  const perhaps = (name: string, region?: string) =>
    resource(TYPES.alarm, name, alarm().inputs, region === undefined ? { unknown } : { unknown, region });
  const elsewhere = resource(TYPES.alarm, "c", alarm().inputs, { region: "us-west-2" });
  const nowhere = resource(TYPES.alarm, "d", alarm().inputs, { region: undefined });
  const graph = stackOf(dead, jobs, perhaps("a"), perhaps("b", "us-west-2"), elsewhere, nowhere);
  expectVerdict(rule, graph, [
    "undetermined dead: dead: whether d, a watches it is not known before a deployment, or not to this stack.",
  ]);
});

test("of two queues that an unknown schedule depends on, either may hold dead letters", () => {
  const sent = resource(TYPES.queue, "sent", { name: "sent" });
  const schedule = resource(
    TYPES.schedule,
    "schedule",
    { target: {} },
    { unknown: ["target.arn", "target.deadLetterConfig.arn"], dependsOn: { target: [sent, dead] } },
  );
  const open = (name: string) =>
    `undetermined ${name}: ${name}: whether it holds dead letters is not known before a deployment, or not to this stack.`;
  expectVerdict(rule, stackOf(dead, sent, schedule), [open("dead"), open("sent")]);
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(dead, jobs), "dead")).toEqual(["excused dead"]);
});
