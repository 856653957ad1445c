import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { failoverChecksEnabled } from "./failover-checks-enabled";
import { calculated, check, elsewhere, lost, record } from "./testing/failover";

const off = (name: string) =>
  `violation ${name}: ${name} is disabled, which counts as healthy: one can never fail over. Remove disabled; to send traffic away, use the STOP switch.`;

test.each([
  { title: "a check that says nothing of it", graph: stackOf(check("check"), record("one")), says: [] },
  {
    title: "one that says it is not",
    graph: stackOf(check("check", { disabled: false }), record("one")),
    says: [],
  },
  {
    title: "a disabled check",
    graph: stackOf(check("check", { disabled: true }), record("one")),
    says: [off("check")],
  },
  {
    title: "a disabled child of a calculated one",
    graph: stackOf(
      check("child", { disabled: true }),
      calculated("all", ["child-id"]),
      record("one", { healthCheckId: "all-id" }),
    ),
    says: [off("child")],
  },
  {
    title: "a disabled one that no failover record follows",
    graph: stackOf(check("check", { disabled: true })),
    says: [],
  },
  {
    title: "a switch that is a setting",
    graph: stackOf(check("check", {}, { unknown: ["disabled"] }), record("one")),
    says: ["undetermined check: check: disabled is not known before a deployment, or not to this stack."],
  },
  {
    title: "a check of another stack",
    graph: stackOf(record("one", { healthCheckId: "hc-1" })),
    says: [elsewhere("one", "hc-1")],
  },
  {
    title: "a check that nothing tells",
    graph: stackOf(record("one", {}, { unknown: ["healthCheckId"] })),
    says: [lost("one")],
  },
  { title: "a stack without records", graph: stackOf(), says: [] },
])("$title", ({ graph, says }) => expectVerdict(failoverChecksEnabled, graph, says));

test("a resource can be excused", () => {
  expect(
    excusing(failoverChecksEnabled, stackOf(check("check", { disabled: true }), record("one")), "check"),
  ).toEqual(["excused check"]);
});
