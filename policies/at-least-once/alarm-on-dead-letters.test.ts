import { expectVerdict, resource, stackOf } from "../testing/stack";
import { alarmOnDeadLetters as rule } from "./alarm-on-dead-letters";
import { excusing } from "./testing/excused";
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
    title: "perhaps watched",
    of: [dead, jobs, alarm({}, { unknown: ["dimensions.QueueName"] })],
    expected: ["undetermined dead: dead: whether letters watches it is not known before a deployment."],
  },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test("of two queues that an unknown schedule depends on, either may hold dead letters", () => {
  const sent = resource(TYPES.queue, "sent", { name: "sent" });
  const schedule = resource(
    TYPES.schedule,
    "schedule",
    { target: {} },
    { unknown: ["target.arn", "target.deadLetterConfig.arn"], dependsOn: { target: [sent, dead] } },
  );
  const open = (name: string) =>
    `undetermined ${name}: ${name}: whether it holds dead letters is not known before a deployment.`;
  expectVerdict(rule, stackOf(dead, sent, schedule), [open("dead"), open("sent")]);
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(dead, jobs), "dead")).toEqual(["excused dead"]);
});
