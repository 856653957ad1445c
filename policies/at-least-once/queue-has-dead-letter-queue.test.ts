import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { queueHasDeadLetterQueue as rule } from "./queue-has-dead-letter-queue";
import { TYPES } from "./testing/loop";

const dead = resource(TYPES.queue, "dead");
const deadArn = "arn:aws:sqs:eu-west-1:123456789012:dead";
const jobs = (props = {}, options = {}) => resource(TYPES.queue, "jobs", props, options);
const redrive = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 5 });
const says = (name: string) =>
  `violation ${name}: ${name} has no dead-letter queue: a message that nobody can take is deleted when its retention ends. Set redrivePolicy.`;
const user = (type: string, props: Record<string, unknown>) => [dead, resource(type, "user", props)];

test.each([
  { title: "one with a dead-letter queue", of: [dead, jobs({ redrivePolicy: redrive })], expected: [] },
  { title: "one without", of: [jobs()], expected: [says("jobs")] },
  {
    title: "a dead-letter queue that nobody uses",
    of: [dead, jobs()],
    expected: [says("dead"), says("jobs")],
  },
  {
    title: "one whose policy is unknown and depends on its dead-letter queue",
    of: [dead, jobs({}, { dependsOn: { redrivePolicy: [dead] } })],
    expected: [],
  },
  {
    title: "one whose policy stands beside it",
    of: [
      dead,
      jobs({ url: "https://sqs/jobs" }),
      resource("aws:sqs/redrivePolicy:RedrivePolicy", "redrive", {
        queueUrl: "https://sqs/jobs",
        redrivePolicy: redrive,
      }),
    ],
    expected: [],
  },
  {
    title: "a function's dead letters",
    of: user(TYPES.fn, { deadLetterConfig: { targetArn: deadArn } }),
    expected: [],
  },
  {
    title: "what functions fail with when nobody waits",
    of: user(TYPES.invokeConfig, { destinationConfig: { onFailure: { destination: deadArn } } }),
    expected: [],
  },
  {
    title: "what readers of a stream give up",
    of: user(TYPES.mapping, { destinationConfig: { onFailure: { destinationArn: deadArn } } }),
    expected: [],
  },
  {
    title: "what a rule's target does not take",
    of: user(TYPES.eventTarget, { deadLetterConfig: { arn: deadArn } }),
    expected: [],
  },
  {
    title: "what a schedule cannot deliver",
    of: user(TYPES.schedule, { target: { deadLetterConfig: { arn: deadArn } } }),
    expected: [],
  },
  {
    title: "what a subscriber does not take",
    of: user("aws:sns/topicSubscription:TopicSubscription", { redrivePolicy: redrive }),
    expected: [],
  },
  {
    title: "what a pipe gives up",
    of: user("aws:pipes/pipe:Pipe", {
      sourceParameters: { kinesisStreamParameters: { deadLetterConfig: { arn: deadArn } } },
    }),
    expected: [],
  },
  {
    title: "a queue that takes another stack's dead letters",
    of: [jobs({ redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue" }) })],
    expected: [],
  },
  {
    title: "a queue that says beside it whose dead letters it takes",
    of: [
      jobs({ url: "https://sqs/jobs" }),
      resource("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "allow", {
        queueUrl: "https://sqs/jobs",
        redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue" }),
      }),
    ],
    expected: [],
  },
  {
    title: "a queue that takes nobody's",
    of: [jobs({ redriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) })],
    expected: [says("jobs")],
  },
  {
    title: "a queue whose own policy is no JSON",
    of: [jobs({ redriveAllowPolicy: "{" })],
    expected: [says("jobs")],
  },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test("of two queues that an unknown schedule depends on, either may hold dead letters", () => {
  const sent = jobs();
  const schedule = resource(
    TYPES.schedule,
    "schedule",
    { target: {} },
    {
      unknown: ["target.arn", "target.deadLetterConfig.arn"],
      dependsOn: { target: [sent, dead] },
    },
  );
  const open = (name: string) =>
    `undetermined ${name}: ${name}: whether it holds dead letters itself is not known before a deployment, or not to this stack.`;
  expectVerdict(rule, stackOf(dead, sent, schedule), [open("dead"), open("jobs")]);
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(jobs()), "jobs")).toEqual(["excused jobs"]);
});
