import { METRIC_ALARM } from "../graph/alarms";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { alarmOnEveryCheck } from "./alarm-on-every-check";
import { calculated, check, elsewhere, record } from "./testing/failover";

const one = record("one");
const alarm = (
  props: Record<string, unknown> = {},
  region: string | undefined = "us-east-1",
  name = "alarm",
) =>
  resource(
    METRIC_ALARM,
    name,
    {
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: "check-id" },
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      ...props,
    },
    { region },
  );
const silent = (because = "", name = "check") =>
  `violation ${name}: ${name} has no alarm that tells of its failing${because}. Make one on AWS/Route53 HealthCheckStatus, below 1, in us-east-1.`;
const wrong = ": alarm is not red when the check is unhealthy, or is when it is healthy";
const openFor = (name: string) =>
  `undetermined ${name}: ${name}: which health check some alarm watches is not known before a deployment, or not to this stack.`;
const open = openFor("check");

const pair = [check("check"), check("other")];
const both = (props: Record<string, unknown> = {}) => [
  ...pair,
  calculated("all", ["check-id", "other-id"], props),
  record("one", { healthCheckId: "all-id" }),
];
const onAll = alarm({ dimensions: { HealthCheckId: "all-id" } });

test.each([
  { title: "an alarm in us-east-1", graph: stackOf(check("check"), one, alarm()), says: [] },
  {
    title: "one whose own region is us-east-1, in a stack elsewhere",
    graph: stackOf(check("check"), one, alarm({ region: "us-east-1" }, "eu-west-1")),
    says: [],
  },
  { title: "no alarm", graph: stackOf(check("check"), one), says: [silent()] },
  {
    title: "one elsewhere",
    graph: stackOf(check("check"), one, alarm({}, "eu-west-1")),
    says: [silent(": alarm lies in eu-west-1, where it never has data")],
  },
  {
    title: "one elsewhere, and one where it must be",
    graph: stackOf(check("check"), one, alarm({}, "eu-west-1"), alarm({}, "us-east-1", "right")),
    says: [],
  },
  {
    title: "one that is never red",
    graph: stackOf(check("check"), one, alarm({ threshold: 0 })),
    says: [silent(wrong)],
  },
  {
    title: "one that is always red",
    graph: stackOf(check("check"), one, alarm({ comparisonOperator: "LessThanOrEqualToThreshold" })),
    says: [silent(wrong)],
  },
  {
    title: "one that is red when all is well",
    graph: stackOf(check("check"), one, alarm({ comparisonOperator: "GreaterThanOrEqualToThreshold" })),
    says: [silent(wrong)],
  },
  {
    title: "one on the share of checkers",
    graph: stackOf(check("check"), one, alarm({ metricName: "HealthCheckPercentageHealthy", threshold: 50 })),
    says: [],
  },
  {
    title: "one on the share of checkers that is red when all is well",
    graph: stackOf(
      check("check"),
      one,
      alarm({ metricName: "HealthCheckPercentageHealthy", threshold: 101 }),
    ),
    says: [silent(wrong)],
  },
  {
    title: "one by metric math",
    graph: stackOf(
      check("check"),
      one,
      alarm({
        namespace: undefined,
        metricName: undefined,
        dimensions: undefined,
        metricQueries: [
          {
            id: "m",
            metric: {
              namespace: "AWS/Route53",
              metricName: "HealthCheckStatus",
              dimensions: { HealthCheckId: "check-id" },
              period: 60,
              stat: "Minimum",
            },
          },
          { id: "e", expression: "1 - m", returnData: true },
        ],
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
      }),
    ),
    says: [],
  },
  {
    title: "one on another check",
    graph: stackOf(check("check"), one, alarm({ dimensions: { HealthCheckId: "hc-1" } })),
    says: [silent()],
  },
  {
    title: "one by another dimension",
    graph: stackOf(check("check"), one, alarm({ dimensions: { Region: "check-id" } })),
    says: [silent()],
  },
  {
    title: "two that are wrong, each told",
    graph: stackOf(check("check"), one, alarm({}, "eu-west-1"), alarm({ threshold: 0 }, "us-east-1", "late")),
    says: [
      silent(
        ": alarm lies in eu-west-1, where it never has data: late is not red when the check is unhealthy, or is when it is healthy",
      ),
    ],
  },
  {
    title: "one on another metric",
    graph: stackOf(check("check"), one, alarm({ metricName: "ConnectionTime" })),
    says: [silent()],
  },
  {
    title: "one in another namespace",
    graph: stackOf(check("check"), one, alarm({ namespace: "Own" })),
    says: [silent()],
  },
  {
    title: "one on a check whose id is not known yet",
    graph: previewOf(
      check("check"),
      record("one", { healthCheckId: undefined }, { dependsOn: { healthCheckId: [check("check")] } }),
      resource(
        METRIC_ALARM,
        "alarm",
        {
          namespace: "AWS/Route53",
          metricName: "HealthCheckStatus",
          comparisonOperator: "LessThanThreshold",
          threshold: 1,
        },
        { region: "us-east-1", dependsOn: { dimensions: [check("check")] } },
      ),
    ),
    says: [],
  },
  {
    title: "one whose check nothing tells",
    graph: stackOf(
      check("check"),
      one,
      resource(
        METRIC_ALARM,
        "alarm",
        { namespace: "AWS/Route53", metricName: "HealthCheckStatus" },
        { unknown: ["dimensions"] },
      ),
    ),
    says: [open],
  },
  {
    title: "one whose region nothing tells",
    graph: stackOf(
      check("check"),
      one,
      resource(METRIC_ALARM, "alarm", alarm().inputs, { region: undefined }),
    ),
    says: [open],
  },
  {
    title: "a check that fails together with one that is watched",
    graph: stackOf(...both(), onAll),
    says: [],
  },
  {
    title: "a check that fails together with one of which nothing tells whether it is watched",
    graph: stackOf(...both(), resource(METRIC_ALARM, "alarm", onAll.inputs, { region: undefined })),
    says: ["all", "check", "other"].map(openFor),
  },
  {
    title: "a check beside calculated ones that are watched",
    graph: stackOf(...both(), onAll, check("third"), record("two", { healthCheckId: "third-id" })),
    says: [silent("", "third")],
  },
  {
    title: "children of one that is content with fewer",
    graph: stackOf(...both({ childHealthThreshold: 1 }), onAll),
    says: [silent("", "check"), silent("", "other")],
  },
  {
    title: "children of an inverted one",
    graph: stackOf(...both({ invertHealthcheck: true }), onAll),
    says: [silent("", "check"), silent("", "other")],
  },
  {
    title: "a calculated one, of which only the children are watched",
    graph: stackOf(
      ...both(),
      alarm(),
      alarm({ dimensions: { HealthCheckId: "other-id" } }, "us-east-1", "second"),
    ),
    says: [silent("", "all")],
  },
  { title: "a check that no failover record follows", graph: stackOf(check("check")), says: [] },
  {
    title: "a check of another stack",
    graph: stackOf(record("one", { healthCheckId: "hc-1" })),
    says: [elsewhere("one", "hc-1")],
  },
])("$title", ({ graph, says }) => expectVerdict(alarmOnEveryCheck, graph, says));

test("a resource can be excused", () => {
  expect(excusing(alarmOnEveryCheck, stackOf(check("check"), one), "check")).toEqual(["excused check"]);
});
