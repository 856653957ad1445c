import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { checkMatchesString } from "./check-matches-string";
import { calculated, check, elsewhere, lost, record } from "./testing/failover";

const stack = (props: Record<string, unknown>) => stackOf(check("check", props), record("one"));
const any = (type: string) =>
  `violation check: check is of type ${type}, so any answer passes for a good one. Set type to HTTPS_STR_MATCH, and searchString to what only a healthy region answers.`;
const empty =
  "violation check: check has no searchString, so nothing tells a good answer from another. Set it to what only a healthy region answers.";
const groundless =
  "violation one: one follows no check that asks an endpoint whether it works: what it follows can be wrong while the region is fine, and the other way round. Follow a check of type HTTPS_STR_MATCH as well.";
const both = (...others: Record<string, unknown>[]) =>
  stackOf(
    check("check"),
    ...others.map((props, index) => check(`other${index}`, props)),
    calculated("all", ["check-id", ...others.map((_, index) => `other${index}-id`)]),
    record("one", { healthCheckId: "all-id" }),
  );
const ALARM = { type: "CLOUDWATCH_METRIC", fqdn: undefined, searchString: undefined };

test.each([
  { title: "a string in an answer over TLS", graph: stack({}), says: [] },
  { title: "over plain HTTP", graph: stack({ type: "HTTP_STR_MATCH" }), says: [] },
  { title: "any answer over TLS", graph: stack({ type: "HTTPS" }), says: [any("HTTPS")] },
  { title: "any connection, in lower case", graph: stack({ type: "tcp" }), says: [any("TCP")] },
  { title: "no string", graph: stack({ searchString: undefined }), says: [empty] },
  { title: "an empty string", graph: stack({ searchString: "" }), says: [empty] },
  {
    title: "a string that is not known",
    graph: stackOf(check("check", {}, { unknown: ["searchString"] }), record("one")),
    says: [],
  },
  {
    title: "a type that is not known",
    graph: stackOf(check("check", {}, { unknown: ["type"] }), record("one")),
    says: ["undetermined check: check: type is not known before a deployment, or not to this stack."],
  },
  { title: "an endpoint beside an alarm", graph: both(ALARM), says: [] },
  { title: "an endpoint beside a switch", graph: both({ invertHealthcheck: true }), says: [] },
  { title: "an alarm alone", graph: stack(ALARM), says: [groundless] },
  { title: "a switch alone", graph: stack({ invertHealthcheck: true }), says: [groundless] },
  {
    title: "a routing control",
    graph: stack({ type: "RECOVERY_CONTROL", searchString: undefined }),
    says: [],
  },
  {
    title: "an alarm beside a check of another stack",
    graph: stackOf(
      check("check", ALARM),
      calculated("all", ["check-id", "hc-1"]),
      record("one", { healthCheckId: "all-id" }),
    ),
    says: [elsewhere("one", "hc-1")],
  },
  {
    title: "a check that nothing tells",
    graph: stackOf(record("one", {}, { unknown: ["healthCheckId"] })),
    says: [lost("one")],
  },
  {
    title: "a record without a check",
    graph: stackOf(record("one", { healthCheckId: undefined })),
    says: [],
  },
  {
    title: "a check of TCP that no failover record follows",
    graph: stackOf(check("check", { type: "TCP" })),
    says: [],
  },
])("$title", ({ graph, says }) => expectVerdict(checkMatchesString, graph, says));

test("a resource can be excused", () => {
  expect(excusing(checkMatchesString, stack({ type: "TCP" }), "check")).toEqual(["excused check"]);
});
