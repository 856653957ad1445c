import type { GraphResource } from "../../engine/graph";
import { resource, stackOf } from "../testing/stack";
import type { Node, StackGraph } from "./index";
import {
  checkedName,
  checksOfFailover,
  failoverRecords,
  followedChecks,
  HEALTH_CHECK,
  hostOf,
  isAlias,
  isInverted,
  isSamePair,
  kindOf,
  RECORD,
  recordName,
} from "./routing";
import { UNKNOWN } from "./values";

const PRIMARY = { failoverRoutingPolicies: [{ type: "PRIMARY" }] };
const record = (name: string, props: Record<string, unknown>, unknown: string[] = []) =>
  resource(RECORD, name, props, { unknown });
const check = (name: string, props: Record<string, unknown> = {}, unknown: string[] = []) =>
  resource(HEALTH_CHECK, name, props, { unknown });
const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};

test("failover records, with their half and name", () => {
  const graph = stackOf(
    record("one", { ...PRIMARY, name: "A.example.com." }),
    record("two", { failoverRoutingPolicies: { type: "SECONDARY" }, name: "a.example.com" }),
    record("odd", { failoverRoutingPolicies: [{ type: "TERTIARY" }], name: "a.example.com" }),
    record("three", { name: "a.example.com" }, ["failoverRoutingPolicies"]),
    record("four", { weightedRoutingPolicies: [{ weight: 1 }] }),
  );
  expect(failoverRecords(graph).map(({ node, half, name }) => [node.name, half, name])).toEqual([
    ["one", "PRIMARY", "a.example.com"],
    ["two", "SECONDARY", "a.example.com"],
    ["odd", UNKNOWN, "a.example.com"],
    ["three", UNKNOWN, "a.example.com"],
  ]);
});

describe("a record's name", () => {
  const zone = resource("aws:route53/zone:Zone", "zone", { name: "Example.com." });
  const nameOf = (name: unknown, zoneId = "zone-id") => {
    const graph = stackOf(zone, record("one", { zoneId, name }, name === UNKNOWN ? ["name"] : []));
    return recordName(graph, named(graph, "one"));
  };
  test.each([
    ["app", "app.example.com"],
    ["app.example.com", "app.example.com"],
    ["notexample.com", "notexample.com.example.com"],
    ["example.com.", "example.com"],
    ["", "example.com"],
    [UNKNOWN, UNKNOWN],
  ])("%p is %p in the zone", (name, full) => expect(nameOf(name)).toBe(full));
  test("is taken as it is in a zone that is not here", () => expect(nameOf("App", "Z1")).toBe("app"));
  test("is taken as it is in a zone whose name is not known", () => {
    const graph = stackOf(
      resource("aws:route53/zone:Zone", "zone", {}, { unknown: ["name"] }),
      record("one", { zoneId: "zone-id", name: "App" }),
    );
    expect(recordName(graph, named(graph, "one"))).toBe("app");
  });
  test("is compared without case and dot", () => expect(hostOf("A.B.")).toBe("a.b"));
});

test.each([
  [{}, {}, true],
  [{}, { name: "b" }, false],
  [{}, { type: "AAAA" }, false],
  [{ zoneId: "Z1" }, { zoneId: "Z1" }, true],
  [{ zoneId: "Z1" }, { zoneId: "Z2" }, false],
  [{ zoneId: "Z1" }, {}, true],
])("%j and %j are halves of one pair: %j", (mine, theirs, are) => {
  const base = { ...PRIMARY, name: "a", type: "A" };
  const [one, other] = failoverRecords(
    stackOf(record("one", { ...base, ...mine }), record("other", { ...base, ...theirs })),
  );
  expect(one && other && isSamePair(one, other)).toBe(are);
  expect(one && other && isSamePair(other, one)).toBe(are);
});

test("an alias is one that names a target", () => {
  const graph = stackOf(record("one", { aliases: [{ name: "lb" }] }), record("two", { records: ["lb"] }));
  expect(graph.nodes.map(isAlias)).toEqual([true, false]);
});

describe("the checks that a record follows", () => {
  const follow = (...resources: readonly GraphResource[]) => {
    const graph = stackOf(...resources);
    const { checks, elsewhere, isUnknown } = followedChecks(graph, named(graph, "one"));
    return { checks: checks.map(({ name }) => name), elsewhere, isUnknown };
  };
  test("are none where it names none", () =>
    expect(follow(record("one", {}), check("a"))).toEqual({ checks: [], elsewhere: [], isUnknown: false }));
  test("are its own and the children of calculated ones, once", () =>
    expect(
      follow(
        record("one", { healthCheckId: "all-id" }),
        check("all", { childHealthchecks: ["a-id", "some-id", "a-id"] }),
        check("some", { childHealthchecks: ["a-id", "all-id"] }),
        check("a"),
        check("b"),
      ),
    ).toEqual({
      checks: ["all", "some", "a"],
      elsewhere: [],
      isUnknown: false,
    }));
  test("may be other stacks'", () =>
    expect(
      follow(record("one", { healthCheckId: "all-id" }), check("all", { childHealthchecks: ["hc-1"] })),
    ).toEqual({ checks: ["all"], elsewhere: ["hc-1"], isUnknown: false }));
  test("may be unknown", () =>
    expect(follow(record("one", {}, ["healthCheckId"]))).toEqual({
      checks: [],
      elsewhere: [],
      isUnknown: true,
    }));
  test("may be unknown children", () =>
    expect(
      follow(record("one", { healthCheckId: "all-id" }), check("all", {}, ["childHealthchecks"])),
    ).toEqual({ checks: ["all"], elsewhere: [], isUnknown: true }));
  test("are listed once, with the first record that follows them", () => {
    const graph = stackOf(
      record("one", { ...PRIMARY, healthCheckId: "a-id" }),
      record("two", { ...PRIMARY, healthCheckId: "a-id" }),
      check("a"),
      check("b"),
    );
    expect(checksOfFailover(graph).map(({ check: one, record: by }) => [one.name, by.node.name])).toEqual([
      ["a", "one"],
    ]);
  });
});

test.each([
  ["HTTPS_STR_MATCH", "endpoint"],
  ["TCP", "endpoint"],
  ["calculated", "calculated"],
  ["CLOUDWATCH_METRIC", "alarm"],
  ["RECOVERY_CONTROL", "control"],
  [undefined, UNKNOWN],
])("a check of type %s judges by: %p", (type, kind) => {
  const [node] = stackOf(check("a", type === undefined ? {} : { type })).nodes;
  expect(node && kindOf(node)).toBe(kind);
});

test("an inverted check says so", () => {
  const graph = stackOf(
    check("a", { invertHealthcheck: true }),
    check("b", { invertHealthcheck: false }),
    check("c"),
  );
  expect(graph.nodes.map(isInverted)).toEqual([true, false, false]);
});

test.each([
  { title: "its name", props: { fqdn: "A.example.com." }, name: "a.example.com" },
  {
    title: "nothing where it asks an address",
    props: { fqdn: "a", ipAddress: "192.0.2.1" },
    name: undefined,
  },
  { title: "nothing where it has neither", props: {}, name: undefined },
  { title: "what is not known", props: {}, unknown: ["fqdn"], name: UNKNOWN },
])("a check resolves $title", ({ props, unknown, name }) => {
  const [node] = stackOf(check("a", props, unknown)).nodes;
  expect(node && checkedName(node)).toBe(name);
});
