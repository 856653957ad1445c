import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { asynchronousFailuresKept as rule } from "./asynchronous-failures-kept";
import { TYPES } from "./testing/loop";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:job";
const job = (props = {}) => resource(TYPES.fn, "job", { name: "job", ...props });
const by = (type: string, props: object, options = {}) => resource(type, "caller", { ...props }, options);
const says = (cure = "an on-failure destination") =>
  `violation job: job is invoked asynchronously (caller), and what it fails with is discarded after three runs. Give it ${cure}.`;
const told = by(TYPES.notification, { lambdaFunctions: [{ lambdaFunctionArn: ARN }] });
const schedule = by(TYPES.schedule, { target: { arn: ARN } });
const keeps = (props: object, options = {}) =>
  resource(TYPES.invokeConfig, "failures", { functionName: "job", ...props }, options);
const rule_ = (props: object) => resource(TYPES.eventRule, "when", { name: "when", ...props });
const target = by(TYPES.eventTarget, { rule: "when", arn: ARN });
const orAlarm = "an on-failure destination or an alarm on its errors";
const alarm = (props = {}, options = {}) =>
  resource(
    TYPES.alarm,
    "errors",
    { namespace: "AWS/Lambda", metricName: "Errors", dimensions: { FunctionName: "job" }, ...props },
    options,
  );
const dead = { destinationConfig: { onFailure: { destination: "arn:aws:sqs:eu-west-1:123456789012:dead" } } };

test.each([
  { title: "by a bucket", of: [told, job()], expected: [says()] },
  { title: "with a destination", of: [told, job(), keeps(dead)], expected: [] },
  {
    title: "with an unknown destination",
    of: [told, job(), keeps({}, { unknown: ["destinationConfig.onFailure.destination"] })],
    expected: [],
  },
  {
    title: "with retries, and nowhere to keep",
    of: [told, job(), keeps({ maximumRetryAttempts: 2 })],
    expected: [says()],
  },
  {
    title: "with another function's destination",
    of: [told, job(), keeps({ ...dead, functionName: "other" })],
    expected: [says()],
  },
  {
    title: "with a dead-letter queue",
    of: [told, job({ deadLetterConfig: { targetArn: "arn:aws:sqs:eu-west-1:123456789012:dead" } })],
    expected: [],
  },
  {
    title: "by a topic",
    of: [by("aws:sns/topicSubscription:TopicSubscription", { endpoint: ARN }), job()],
    expected: [says()],
  },
  {
    title: "by a log group",
    of: [by("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", { destinationArn: ARN }), job()],
    expected: [says()],
  },
  {
    title: "by a thing",
    of: [by("aws:iot/topicRule:TopicRule", { lambdas: [{ functionArn: ARN }] }), job()],
    expected: [says()],
  },
  {
    title: "by a mail",
    of: [by("aws:ses/receiptRule:ReceiptRule", { lambdaActions: [{ functionArn: ARN }] }), job()],
    expected: [says()],
  },
  { title: "by an event", of: [rule_({ eventPattern: "{}" }), target, job()], expected: [says()] },
  {
    title: "by an event, with an alarm alone",
    of: [rule_({ eventPattern: "{}" }), target, job(), alarm()],
    expected: [says()],
  },
  {
    title: "by a schedule and an event of one rule",
    of: [rule_({ eventPattern: "{}", scheduleExpression: "rate(1 day)" }), target, job(), alarm()],
    expected: [says()],
  },
  { title: "by another stack's rule", of: [target, job()], expected: [says()] },
  { title: "by a schedule", of: [schedule, job()], expected: [says(orAlarm)] },
  { title: "by a schedule, with an alarm", of: [schedule, job(), alarm()], expected: [] },
  {
    title: "by a scheduled rule, with an alarm",
    of: [rule_({ scheduleExpression: "rate(1 day)" }), target, job(), alarm()],
    expected: [],
  },
  {
    title: "by a schedule, with an alarm on another metric",
    of: [schedule, job(), alarm({ metricName: "Duration" })],
    expected: [says(orAlarm)],
  },
  {
    title: "by a schedule, with an alarm in another region",
    of: [schedule, job(), alarm({}, { region: "us-west-2" })],
    expected: [says(orAlarm)],
  },
  {
    title: "by a schedule, with an alarm on something unknown",
    of: [schedule, job(), alarm({}, { unknown: ["dimensions.FunctionName"] })],
    expected: [
      "undetermined job: job: whether an alarm watches its errors is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "by a right alone",
    of: [by(TYPES.permission, { function: "job", principal: "sns.amazonaws.com" }), job()],
    expected: [says()],
  },
  {
    title: "a schedule's right says no more than the schedule",
    of: [
      schedule,
      resource(TYPES.permission, "right", { function: "job", principal: "events.amazonaws.com" }),
      job(),
      alarm(),
    ],
    expected: [],
  },
  {
    title: "by one that waits",
    of: [by(TYPES.permission, { function: "job", principal: "apigateway.amazonaws.com" }), job()],
    expected: [],
  },
  { title: "by a queue", of: [by(TYPES.mapping, { functionName: "job" }), job()], expected: [] },
  { title: "by nobody", of: [job()], expected: [] },
  {
    title: "through an alias",
    of: [
      job(),
      resource("aws:lambda/alias:Alias", "live", { functionName: "job", arn: `${ARN}:live` }),
      by(TYPES.notification, { lambdaFunctions: [{ lambdaFunctionArn: `${ARN}:live` }] }),
    ],
    expected: [says()],
  },
])("invoked $title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(told, job()), "job")).toEqual(["excused job"]);
});
