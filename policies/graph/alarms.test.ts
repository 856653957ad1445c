import type { GraphResource } from "../../engine/graph";
import { resource, stackOf } from "../testing/stack";
import { alarmsOn, hearsEvent, isRedAt, metricsOf } from "./alarms";
import { UNKNOWN } from "./values";

const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const METRIC = { namespace: "AWS/SQS", names: ["Age", "Depth"], dimension: "QueueName" };
const queue = resource("aws:sqs/queue:Queue", "queue", { name: "jobs" });
const own = { namespace: "AWS/SQS", metricName: "Age", dimensions: { QueueName: "jobs" } };
const alarm = (props: Record<string, unknown>, unknown: string[] = []) =>
  resource(METRIC_ALARM, "alarm", props, { unknown });
const math = (...metricQueries: object[]) => alarm({ metricQueries });
const sql = (expression: string) => math({ id: "q", expression, period: 60 });

const found = (...resources: readonly GraphResource[]) => {
  const graph = stackOf(...resources);
  const nodes = graph.nodes.filter(({ name }) => name === "queue" || name === "other");
  const { alarms, perhaps } = alarmsOn(graph, METRIC, ...nodes);
  const all = [...alarms.map(({ name }) => [name, "yes"]), ...perhaps.map(({ name }) => [name, "perhaps"])];
  return all.map(([name, answer]) => (name === "alarm" ? answer : name)).join();
};

test.each([
  { title: "its own metric", of: alarm(own), is: "yes" },
  { title: "another of the metrics that will do", of: alarm({ ...own, metricName: "Depth" }), is: "yes" },
  { title: "a metric that will not do", of: alarm({ ...own, metricName: "Sent" }), is: "" },
  { title: "a metric of that name elsewhere", of: alarm({ ...own, namespace: "Own" }), is: "" },
  { title: "another queue's", of: alarm({ ...own, dimensions: { QueueName: "mails" } }), is: "" },
  { title: "its name in another dimension", of: alarm({ ...own, dimensions: { Queue: "jobs" } }), is: "" },
  { title: "no dimensions", of: alarm({ ...own, dimensions: undefined }), is: "" },
  { title: "an unknown namespace", of: alarm(own, ["namespace"]), is: "perhaps" },
  { title: "an unknown metric", of: alarm(own, ["metricName"]), is: "perhaps" },
  {
    title: "an unknown metric of another queue",
    of: alarm({ ...own, dimensions: { QueueName: "mails" } }, ["metricName"]),
    is: "",
  },
  { title: "unknown dimensions", of: alarm(own, ["dimensions"]), is: "perhaps" },
  { title: "unknown queries", of: alarm({}, ["metricQueries"]), is: "perhaps" },
  {
    title: "unknown dimensions that depend on it",
    of: resource(
      METRIC_ALARM,
      "alarm",
      { namespace: "AWS/SQS", metricName: "Age" },
      { dependsOn: { dimensions: [queue] } },
    ),
    is: "yes",
  },
  {
    title: "unknown dimensions and metric that depend on it",
    of: resource(
      METRIC_ALARM,
      "alarm",
      { namespace: "AWS/SQS" },
      { unknown: ["metricName"], dependsOn: { dimensions: [queue] } },
    ),
    is: "perhaps",
  },
  {
    title: "one of two metrics in an expression",
    of: math(
      { id: "a", metric: { ...own, namespace: "Own" } },
      { id: "b", metric: own },
      { id: "c", expression: "a + b" },
    ),
    is: "yes",
  },
  { title: "a query that is not known", of: math({ id: "a", metric: own, expression: UNKNOWN }), is: "yes" },
  {
    title: "an unknown query",
    of: alarm({ metricQueries: [{ id: "a" }] }, ["metricQueries[0]"]),
    is: "perhaps",
  },
  {
    title: "an expression that is not known",
    of: alarm({ metricQueries: [{ id: "a" }] }, ["metricQueries[0].expression"]),
    is: "perhaps",
  },
  { title: "an expression over nothing", of: sql("1 + 1"), is: "" },
  {
    title: "a metric without a name",
    of: alarm({ namespace: "AWS/SQS", dimensions: own.dimensions }),
    is: "",
  },
  { title: "all queues, after a blank", of: sql(' SELECT MAX(Age) FROM "AWS/SQS"'), is: "yes" },
  { title: "a text that speaks of a query", of: sql('IF(a, "SELECT MAX(Age) FROM AWS/SQS")'), is: "" },
  { title: "a word that begins like a query", of: sql('SELECTED Age "AWS/SQS"'), is: "" },
  {
    title: "all queues by Metrics Insights",
    of: sql('SELECT MAX(Age) FROM SCHEMA("AWS/SQS", QueueName)'),
    is: "yes",
  },
  {
    title: "some queues by Metrics Insights",
    of: sql(`select MAX(Age) FROM "AWS/SQS" where QueueName = 'jobs'`),
    is: "perhaps",
  },
  { title: "another metric by Metrics Insights", of: sql('SELECT MAX(AgeOfAll) FROM "AWS/SQS"'), is: "" },
  { title: "another namespace by Metrics Insights", of: sql('SELECT MAX(Age) FROM "Own"'), is: "" },
])("$title", ({ of, is }) => expect(found(queue, of)).toBe(is));

test("a node that hands the name on counts too", () => {
  const other = resource("aws:sqs/queue:Queue", "other", { name: "mails" });
  expect(found(queue, other, alarm({ ...own, dimensions: { QueueName: "mails" } }))).toBe("yes");
});

test("a metric whose name or namespace is no text is none", () => {
  const [node] = stackOf(alarm({ ...own, metricName: 7, namespace: 7 })).nodes;
  expect(node && metricsOf(node)).toMatchObject([{ namespace: undefined, name: undefined }]);
});

test("what each alarm reads, and where its dimensions lie", () => {
  const [node] = stackOf(math({ id: "a", expression: "b" }, { id: "b", metric: own })).nodes;
  expect(node && metricsOf(node)).toEqual([
    { alarm: node, namespace: "AWS/SQS", name: "Age", dimensionsPath: "metricQueries[1].metric.dimensions" },
  ]);
  const [plain] = stackOf(alarm({ metricName: "Age" })).nodes;
  expect(plain && metricsOf(plain)).toEqual([
    { alarm: plain, namespace: undefined, name: "Age", dimensionsPath: "dimensions" },
  ]);
});

test.each([
  { comparisonOperator: "LessThanThreshold", threshold: 1, is: [true, false, false] },
  { comparisonOperator: "LessThanOrEqualToThreshold", threshold: 1, is: [true, true, false] },
  { comparisonOperator: "GreaterThanThreshold", threshold: 1, is: [false, false, true] },
  { comparisonOperator: "GreaterThanOrEqualToThreshold", threshold: 1, is: [false, true, true] },
  { comparisonOperator: "LessThanLowerThreshold", threshold: 1, is: [undefined, undefined, undefined] },
  { comparisonOperator: "LessThanThreshold", threshold: undefined, is: [undefined, undefined, undefined] },
  {
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    metricQueries: [],
    is: [undefined, undefined, undefined],
  },
])("$comparisonOperator $threshold is red at 0, 1, 2: $is", ({ is, ...props }) => {
  const [node] = stackOf(alarm(props)).nodes;
  expect([0, 1, 2].map((value) => node && isRedAt(node, value))).toEqual(is);
});

interface Heard {
  readonly resources: readonly GraphResource[];
  readonly is: boolean;
  readonly region?: string;
}

describe("events", () => {
  const rule = (eventPattern: string, name = "rule") =>
    resource("aws:cloudwatch/eventRule:EventRule", name, { name, eventPattern });
  const target = resource("aws:cloudwatch/eventTarget:EventTarget", "target", { rule: "rule" });
  const IT = '{"detail-type":["It"]}';
  const of = (props: object, region = "eu-west-1") =>
    resource(
      "aws:cloudwatch/eventRule:EventRule",
      "rule",
      { name: "rule", eventPattern: IT, ...props },
      { region },
    );
  test.each([
    {
      title: "of one rule for it and one for others",
      resources: [rule(IT), rule("{}", "other"), target],
      is: true,
    },
    { title: "a rule that is switched off", resources: [of({ state: "DISABLED" }), target], is: false },
    { title: "a rule of that region", resources: [of({}), target], region: "eu-west-1", is: true },
    {
      title: "a rule of another region",
      resources: [of({}, "us-west-2"), target],
      region: "eu-west-1",
      is: false,
    },
    { title: "a rule of any region", resources: [of({}, "us-west-2"), target], is: true },
    {
      title: "a rule of a region that is not known",
      resources: [{ ...of({}), providerConfig: {} }, target],
      region: "eu-west-1",
      is: true,
    },
    {
      title: "a target of another rule that speaks of this one",
      resources: [
        rule(IT),
        resource("aws:cloudwatch/eventTarget:EventTarget", "target", { rule: "theirs", input: "rule" }),
      ],
      is: false,
    },
    { title: "a rule for it with a target", resources: [rule('{"detail-type":["It"]}'), target], is: true },
    { title: "a rule for it without one", resources: [rule('{"detail-type":["It"]}')], is: false },
    { title: "a rule for others", resources: [rule('{"detail-type":["Others"]}'), target], is: false },
    {
      title: "another rule's target",
      resources: [rule('{"detail-type":["It"]}', "other"), target],
      is: false,
    },
    {
      title: "a schedule",
      resources: [resource("aws:cloudwatch/eventRule:EventRule", "rule", { name: "rule" }), target],
      is: false,
    },
  ])("$title", ({ resources, is, region }: Heard) =>
    expect(hearsEvent(stackOf(...resources), "It", region)).toBe(is),
  );
});
