import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { checkSpeed } from "./check-speed";
import { calculated, check, elsewhere, record } from "./testing/failover";

const slow = (failures: number, interval: number, max = 30, name = "check") =>
  `violation ${name}: ${name} needs ${failures} failures, ${interval} s apart, to see that its region is dead: ${failures * interval} s, over ${max}, in which one sends clients there. Set requestInterval to 10 and failureThreshold to ${max / 10}.`;
const stack = (props: Record<string, unknown>) => stackOf(check("check", props), record("one"));

test.each([
  { title: "three failures, 10 s apart", graph: stack({}), says: [] },
  { title: "one, 30 s apart", graph: stack({ requestInterval: 30, failureThreshold: 1 }), says: [] },
  { title: "four, 10 s apart", graph: stack({ failureThreshold: 4 }), says: [slow(4, 10)] },
  {
    title: "two, 30 s apart",
    graph: stack({ requestInterval: 30, failureThreshold: 2 }),
    says: [slow(2, 30)],
  },
  {
    title: "Route 53's defaults",
    graph: stack({ requestInterval: undefined, failureThreshold: undefined }),
    says: [slow(3, 30)],
  },
  {
    title: "a child of a calculated check, which has no speed itself",
    graph: stackOf(
      check("child", { failureThreshold: 10 }),
      calculated("all", ["child-id"]),
      record("one", { healthCheckId: "all-id" }),
    ),
    says: [slow(10, 10, 30, "child")],
  },
  {
    title: "a check of an alarm, which has the alarm's speed",
    graph: stack({ type: "CLOUDWATCH_METRIC", requestInterval: undefined, failureThreshold: undefined }),
    says: [],
  },
  {
    title: "an interval that is not known",
    graph: stackOf(check("check", {}, { unknown: ["requestInterval"] }), record("one")),
    says: [
      "undetermined check: check: requestInterval is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "failures that are not known",
    graph: stackOf(check("check", {}, { unknown: ["failureThreshold"] }), record("one")),
    says: [
      "undetermined check: check: failureThreshold is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "a slow one that no failover record follows",
    graph: stackOf(check("check", { failureThreshold: 10 })),
    says: [],
  },
  {
    title: "a check of another stack",
    graph: stackOf(record("one", { healthCheckId: "hc-1" })),
    says: [elsewhere("one", "hc-1")],
  },
])("$title", ({ graph, says }) => expectVerdict(checkSpeed, graph, says));

test("the bound is a parameter", () => {
  expectVerdict(checkSpeed, stack({}), [slow(3, 10, 20)], { detectionSecondsMax: 20 });
});

test("a resource can be excused", () => {
  expect(excusing(checkSpeed, stack({ failureThreshold: 4 }), "check")).toEqual(["excused check"]);
});
