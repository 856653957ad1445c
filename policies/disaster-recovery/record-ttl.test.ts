import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { recordTtl } from "./record-ttl";
import { record, SECONDARY } from "./testing/failover";

const slow = (name: string, ttl: number, max = 60) =>
  `violation ${name}: ${name} has a TTL of ${ttl} s, over ${max}: so long are clients sent to a dead region. Set ttl to ${max} or less.`;

test.each([
  { title: "a minute", graph: stackOf(record("one")), says: [] },
  { title: "a second more", graph: stackOf(record("one", { ttl: 61 })), says: [slow("one", 61)] },
  {
    title: "the secondary's",
    graph: stackOf(record("one"), record("two", { ...SECONDARY, ttl: 300 })),
    says: [slow("two", 300)],
  },
  {
    title: "an alias, which has none",
    graph: stackOf(
      record("one", { ttl: undefined, records: undefined, aliases: [{ name: "lb", zoneId: "Z2" }] }),
    ),
    says: [],
  },
  { title: "one that is left out", graph: stackOf(record("one", { ttl: undefined })), says: [] },
  {
    title: "one that is not known",
    graph: stackOf(record("one", {}, { unknown: ["ttl"] })),
    says: ["undetermined one: one: ttl is not known before a deployment, or not to this stack."],
  },
  {
    title: "a simple record's",
    graph: stackOf(record("one", { failoverRoutingPolicies: undefined, ttl: 3600 })),
    says: [],
  },
])("$title", ({ graph, says }) => expectVerdict(recordTtl, graph, says));

test("the longest is a parameter", () => {
  const graph = stackOf(record("one", { ttl: 31 }));
  expectVerdict(recordTtl, graph, [slow("one", 31, 30)], { ttlSecondsMax: 30 });
});

test("a resource can be excused", () => {
  expect(excusing(recordTtl, stackOf(record("one", { ttl: 61 })), "one")).toEqual(["excused one"]);
});
