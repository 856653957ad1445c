import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { mappingHasFailureDestination as rule } from "./mapping-has-failure-destination";
import { TYPES } from "./testing/loop";

const arn = (service: string) => `arn:aws:${service}:eu-west-1:123456789012:jobs`;
const reader = (props: object, options = {}) => resource(TYPES.mapping, "reader", { ...props }, options);
const says =
  "violation reader: reader has no on-failure destination: what its function cannot take is skipped, and forgotten. Set destinationConfig.onFailure.destinationArn.";
const open = (what: string) =>
  `undetermined reader: reader: ${what} is not known before a deployment, or not to this stack.`;
const keeps = { destinationConfig: { onFailure: { destinationArn: arn("sqs") } } };
const queue = resource(TYPES.queue, "jobs");

test.each([
  { title: "a stream's with one", of: [reader({ eventSourceArn: arn("kinesis"), ...keeps })], expected: [] },
  { title: "a stream's without", of: [reader({ eventSourceArn: arn("kinesis") })], expected: [says] },
  { title: "a table's", of: [reader({ eventSourceArn: arn("dynamodb") })], expected: [says] },
  { title: "Kafka's", of: [reader({ eventSourceArn: arn("kafka") })], expected: [says] },
  { title: "a broker's", of: [reader({ eventSourceArn: arn("mq") })], expected: [] },
  {
    title: "one with an unknown destination",
    of: [
      reader({ eventSourceArn: arn("kinesis") }, { unknown: ["destinationConfig.onFailure.destinationArn"] }),
    ],
    expected: [],
  },
  { title: "this stack's queue", of: [queue, reader({ eventSourceArn: arn("sqs") })], expected: [] },
  {
    title: "another stack's queue",
    of: [reader({ eventSourceArn: arn("sqs") })],
    expected: [open("whether the queue that it reads has a dead-letter queue")],
  },
  {
    title: "something unknown",
    of: [reader({}, { unknown: ["eventSourceArn"] })],
    expected: [open("what it reads")],
  },
  { title: "none", of: [queue], expected: [] },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(reader({ eventSourceArn: arn("kinesis") })), "reader")).toEqual([
    "excused reader",
  ]);
});
