import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { missingDataSaid } from "./missing-data-said";
import { calculated, check, elsewhere, record } from "./testing/failover";

const ALARM = {
  type: "CLOUDWATCH_METRIC",
  cloudwatchAlarmName: "errors",
  cloudwatchAlarmRegion: "eu-west-1",
};
const unsaid = (name: string) =>
  `violation ${name}: ${name} does not say what it means when CloudWatch has no data: then nobody chose whether one fails over. Set insufficientDataHealthStatus.`;

test.each([
  {
    title: "said",
    graph: stackOf(check("check", { ...ALARM, insufficientDataHealthStatus: "Unhealthy" }), record("one")),
    says: [],
  },
  {
    title: "said by a setting that is not known",
    graph: stackOf(check("check", ALARM, { unknown: ["insufficientDataHealthStatus"] }), record("one")),
    says: [],
  },
  { title: "not said", graph: stackOf(check("check", ALARM), record("one")), says: [unsaid("check")] },
  {
    title: "not said by a child",
    graph: stackOf(
      check("child", ALARM),
      calculated("all", ["child-id"]),
      record("one", { healthCheckId: "all-id" }),
    ),
    says: [unsaid("child")],
  },
  {
    title: "a check of an endpoint, which needs no data",
    graph: stackOf(check("check"), record("one")),
    says: [],
  },
  { title: "one that no failover record follows", graph: stackOf(check("check", ALARM)), says: [] },
  {
    title: "a check of another stack",
    graph: stackOf(record("one", { healthCheckId: "hc-1" })),
    says: [elsewhere("one", "hc-1")],
  },
])("$title", ({ graph, says }) => expectVerdict(missingDataSaid, graph, says));

test("a resource can be excused", () => {
  expect(excusing(missingDataSaid, stackOf(check("check", ALARM), record("one")), "check")).toEqual([
    "excused check",
  ]);
});
