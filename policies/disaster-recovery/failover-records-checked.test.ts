import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, stackOf } from "../testing/stack";
import { failoverRecordsChecked } from "./failover-records-checked";
import { check, record, SECONDARY } from "./testing/failover";

const blind = (name: string) =>
  `violation ${name}: ${name} has no health check: failover is blind. Set healthCheckId.`;

test.each([
  { title: "a record with a check", graph: stackOf(check("check"), record("one")), says: [] },
  { title: "one that follows a check of another stack", graph: stackOf(record("one")), says: [] },
  {
    title: "one whose check is made by the same deployment",
    graph: previewOf(
      check("check"),
      record("one", { healthCheckId: undefined }, { dependsOn: { healthCheckId: [check("check")] } }),
    ),
    says: [],
  },
  {
    title: "a primary without one",
    graph: stackOf(record("one", { healthCheckId: undefined })),
    says: [blind("one")],
  },
  {
    title: "a secondary without one, beside a primary that has one",
    graph: stackOf(check("check"), record("one"), record("two", { ...SECONDARY, healthCheckId: undefined })),
    says: [blind("two")],
  },
  { title: "an empty id", graph: stackOf(record("one", { healthCheckId: "" })), says: [blind("one")] },
  {
    title: "an alias that leaves it to its target's health",
    graph: stackOf(
      record("one", {
        healthCheckId: undefined,
        ttl: undefined,
        records: undefined,
        aliases: [{ name: "lb.example.com", zoneId: "Z2", evaluateTargetHealth: true }],
      }),
    ),
    says: [
      "violation one: one has no health check of its own: that its target answers says nothing of what is behind it. Set healthCheckId.",
    ],
  },
  {
    title: "simple, weighted and latency records",
    graph: stackOf(
      ...[
        {},
        { weightedRoutingPolicies: [{ weight: 1 }] },
        { latencyRoutingPolicies: [{ region: "eu-west-1" }] },
      ].map((policy, index) =>
        record(`r${index}`, { failoverRoutingPolicies: undefined, healthCheckId: undefined, ...policy }),
      ),
    ),
    says: [],
  },
])("$title", ({ graph, says }) => expectVerdict(failoverRecordsChecked, graph, says));

test("a resource can be excused", () => {
  expect(
    excusing(failoverRecordsChecked, stackOf(record("one", { healthCheckId: undefined })), "one"),
  ).toEqual(["excused one"]);
});
