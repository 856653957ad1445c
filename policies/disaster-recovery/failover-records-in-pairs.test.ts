import { excusing } from "../testing/excused";
import { expectVerdict, pairFindings, resource, stackOf } from "../testing/stack";
import { failoverRecordsInPairs } from "./failover-records-in-pairs";
import { record, SECONDARY } from "./testing/failover";

const one = record("one");
const two = record("two", SECONDARY);
const twice = (name: string, like: string, half: string, other: string) =>
  `violation ${name}: ${name} and ${like} are both ${half} for app.example.com: Route 53 takes one of each. Make one of them ${other}.`;
const alone = (name: string, other: string) =>
  `violation ${name}: ${name} has no ${other} record beside it for app.example.com: there is nowhere to fail over to. Make it in the other region's stack.`;
const unsure = (what: string) =>
  `undetermined one: one: ${what} is not known before a deployment, or not to this stack.`;
const simple = record("simple", { failoverRoutingPolicies: undefined });

describe("one stack", () => {
  test.each([
    { title: "shows nothing wrong with one half", graph: stackOf(one), says: [] },
    { title: "may hold both", graph: stackOf(one, two), says: [] },
    {
      title: "may hold both for addresses of either kind",
      graph: stackOf(record("a", { type: "A" }), record("aaaa", { type: "AAAA" })),
      says: [],
    },
    {
      title: "must not hold two primaries",
      graph: stackOf(one, record("again")),
      says: [twice("again", "one", "PRIMARY", "SECONDARY")],
    },
    {
      title: "must not hold two secondaries",
      graph: stackOf(one, two, record("again", SECONDARY)),
      says: [twice("again", "two", "SECONDARY", "PRIMARY")],
    },
    { title: "may hold two in two zones", graph: stackOf(one, record("again", { zoneId: "Z2" })), says: [] },
    {
      title: "must not where one zone is not known",
      graph: stackOf(one, record("again", {}, { unknown: ["zoneId"] })),
      says: [twice("again", "one", "PRIMARY", "SECONDARY")],
    },
    {
      title: "may hold two of two names",
      graph: stackOf(one, record("again", { name: "b.example.com" })),
      says: [],
    },
    {
      title: "must not where the names differ in writing only",
      graph: stackOf(
        resource("aws:route53/zone:Zone", "zone", { name: "example.com." }),
        record("one", { zoneId: "zone-id", name: "App" }),
        record("again", { zoneId: "zone-id", name: "app.example.com." }),
      ),
      says: [twice("again", "one", "PRIMARY", "SECONDARY")],
    },
    {
      title: "may have a policy that is not known",
      graph: stackOf(record("one", {}, { unknown: ["failoverRoutingPolicies"] })),
      says: [unsure("failoverRoutingPolicies")],
    },
    {
      title: "may have a name that is not known",
      graph: stackOf(record("one", {}, { unknown: ["name"] }), record("again", {}, { unknown: ["name"] })),
      says: [unsure("name"), unsure("name").replaceAll("one", "again")],
    },
    { title: "may have other records", graph: stackOf(simple, simple), says: [] },
  ])("$title", ({ graph, says }) => expectVerdict(failoverRecordsInPairs, graph, says));
});

describe("two stacks", () => {
  test.each([
    { title: "hold one half each", graph: stackOf(one), peer: stackOf(two), says: [] },
    { title: "the other way round", graph: stackOf(two), peer: stackOf(one), says: [] },
    { title: "hold both halves in one", graph: stackOf(one, two), peer: stackOf(), says: [] },
    { title: "have no such records", graph: stackOf(simple), peer: stackOf(), says: [] },
    {
      title: "miss the secondary",
      graph: stackOf(one),
      peer: stackOf(simple),
      says: [alone("one", "SECONDARY")],
    },
    { title: "miss the primary", graph: stackOf(), peer: stackOf(two), says: [alone("two", "PRIMARY")] },
    {
      title: "hold halves of different names",
      graph: stackOf(one),
      peer: stackOf(record("two", { ...SECONDARY, name: "b.example.com" })),
      says: [alone("one", "SECONDARY"), alone("two", "PRIMARY").replace("app.example", "b.example")],
    },
    {
      title: "hold the same half",
      graph: stackOf(one),
      peer: stackOf(record("again")),
      says: [
        twice("again", "one", "PRIMARY", "SECONDARY"),
        alone("one", "SECONDARY"),
        alone("again", "SECONDARY"),
      ],
    },
    {
      title: "say once what one of them shows by itself",
      graph: stackOf(one, record("again")),
      peer: stackOf(two),
      says: [],
    },
    {
      title: "leave open what is not known",
      graph: stackOf(one),
      peer: stackOf(record("two", SECONDARY, { unknown: ["name"] })),
      says: [],
    },
  ])("$title", ({ graph, peer, says }) =>
    expect(pairFindings(failoverRecordsInPairs, graph, peer)).toEqual(says),
  );
});

test("a resource can be excused", () => {
  expect(excusing(failoverRecordsInPairs, [stackOf(one), stackOf()], "one")).toEqual(["excused one"]);
});
