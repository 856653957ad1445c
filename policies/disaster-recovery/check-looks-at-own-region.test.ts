import { excusing } from "../testing/excused";
import { expectVerdict, pairFindings, stackOf } from "../testing/stack";
import { checkLooksAtOwnRegion } from "./check-looks-at-own-region";
import { calculated, check, domain, record, SECONDARY } from "./testing/failover";

const eu = domain("eu", "eu.app.example.com", "eu-west-1");
const us = domain("us", "us.app.example.com", "us-west-2");
const crossed = (there = "us-west-2") =>
  `violation check: check asks an endpoint in ${there} about one, which sends clients to eu-west-1: the health of one region would move the traffic of the other. Point fqdn at the record's own region.`;
const abroad = check("check", { fqdn: "us.app.example.com" });

describe("one stack", () => {
  test.each([
    { title: "its own region", graph: stackOf(eu, check("check"), record("one")), says: [] },
    {
      title: "the other region of one stack",
      graph: stackOf(eu, us, abroad, record("one")),
      says: [crossed()],
    },
    {
      title: "an address of AWS's in another region",
      graph: stackOf(check("check", { fqdn: "x.us-west-2.elb.amazonaws.com" }), record("one")),
      says: [crossed()],
    },
    { title: "a name that it does not answer", graph: stackOf(eu, abroad, record("one")), says: [] },
    {
      title: "a switch in the other region",
      graph: stackOf(
        eu,
        us,
        check("check", { fqdn: "us.app.example.com", invertHealthcheck: true }),
        record("one"),
      ),
      says: [],
    },
    {
      title: "a child in the other region",
      graph: stackOf(
        eu,
        us,
        abroad,
        calculated("all", ["check-id"]),
        record("one", { healthCheckId: "all-id" }),
      ),
      says: [crossed()],
    },
    {
      title: "an alarm",
      graph: stackOf(
        eu,
        us,
        check("check", { type: "CLOUDWATCH_METRIC", fqdn: "us.app.example.com" }),
        record("one"),
      ),
      says: [],
    },
    {
      title: "a name that both regions answer",
      graph: stackOf(eu, us, domain("us too", "us.app.example.com", "eu-west-1"), abroad, record("one")),
      says: [],
    },
    {
      title: "a name that two other regions answer",
      graph: stackOf(eu, us, domain("ap", "us.app.example.com", "ap-south-1"), abroad, record("one")),
      says: [crossed("us-west-2, ap-south-1")],
    },
    {
      title: "another region, in a stack that says neither its own nor its targets'",
      graph: stackOf(
        check("check", { fqdn: "x.us-west-2.elb.amazonaws.com" }, { region: undefined }),
        record("one", {}, { region: undefined }),
      ),
      says: [],
    },
    {
      title: "the region of its targets, which is not its stack's",
      graph: stackOf(us, abroad, record("one", { records: ["us.app.example.com"] })),
      says: [],
    },
    { title: "nothing that fails over", graph: stackOf(eu, us, abroad), says: [] },
  ])("$title", ({ graph, says }) => expectVerdict(checkLooksAtOwnRegion, graph, says));
});

describe("two stacks", () => {
  test.each([
    { title: "each asks its own region", graph: stackOf(eu, check("check"), record("one")), says: [] },
    { title: "the primary asks the standby", graph: stackOf(eu, abroad, record("one")), says: [crossed()] },
    { title: "by itself", graph: stackOf(eu, us, abroad, record("one")), says: [] },
    {
      title: "a name that neither answers",
      graph: stackOf(eu, check("check", { fqdn: "x.example.com" }), record("one")),
      says: [],
    },
  ])("$title", ({ graph, says }) => {
    const peer = stackOf(us, record("two", SECONDARY));
    expect(pairFindings(checkLooksAtOwnRegion, graph, peer)).toEqual(says);
    expect(pairFindings(checkLooksAtOwnRegion, peer, graph)).toEqual(says);
  });
});

test("a resource can be excused", () => {
  expect(excusing(checkLooksAtOwnRegion, stackOf(eu, us, abroad, record("one")), "check")).toEqual([
    "excused check",
  ]);
});
