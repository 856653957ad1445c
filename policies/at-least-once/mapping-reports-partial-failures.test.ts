import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { mappingReportsPartialFailures as rule } from "./mapping-reports-partial-failures";
import { TYPES } from "./testing/loop";

const arn = (service: string) => `arn:aws:${service}:eu-west-1:123456789012:jobs`;
const reader = (props: object, options = {}) => resource(TYPES.mapping, "reader", { ...props }, options);
const says =
  'violation reader: reader does not report partial failures: one bad record has its whole batch done again, and given up. Set functionResponseTypes to ["ReportBatchItemFailures"].';
const open =
  "undetermined reader: reader: what it reads, or its functionResponseTypes, is not known before a deployment, or not to this stack.";
const reports = { functionResponseTypes: ["ReportBatchItemFailures"] };
const queue = resource(TYPES.queue, "jobs");

test.each([
  { title: "a queue's that reports", of: [reader({ eventSourceArn: arn("sqs"), ...reports })], expected: [] },
  { title: "a queue's that does not", of: [reader({ eventSourceArn: arn("sqs") })], expected: [says] },
  {
    title: "one that reports nothing",
    of: [reader({ eventSourceArn: arn("sqs"), functionResponseTypes: [] })],
    expected: [says],
  },
  { title: "of Kinesis", of: [reader({ eventSourceArn: arn("kinesis") })], expected: [says] },
  { title: "of a table's stream", of: [reader({ eventSourceArn: arn("dynamodb") })], expected: [says] },
  { title: "of Kafka", of: [reader({ eventSourceArn: arn("kafka") })], expected: [] },
  { title: "of Kafka elsewhere", of: [reader({ selfManagedEventSource: { endpoints: {} } })], expected: [] },
  { title: "of a broker", of: [reader({ eventSourceArn: arn("mq") })], expected: [] },
  {
    title: "of this stack's queue",
    of: [queue, reader({}, { dependsOn: { eventSourceArn: [queue] } })],
    expected: [says],
  },
  { title: "of something unknown", of: [reader({}, { unknown: ["eventSourceArn"] })], expected: [open] },
  {
    title: "of something unknown that reports",
    of: [reader(reports, { unknown: ["eventSourceArn"] })],
    expected: [],
  },
  {
    title: "with unknown types of response",
    of: [reader({ eventSourceArn: arn("sqs") }, { unknown: ["functionResponseTypes"] })],
    expected: [open],
  },
  { title: "none", of: [queue], expected: [] },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(reader({ eventSourceArn: arn("sqs") })), "reader")).toEqual([
    "excused reader",
  ]);
});
