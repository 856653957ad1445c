import type { GraphResource } from "../../engine/graph";
import { RECORD } from "../graph/routing";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { checkNotAtFailoverName } from "./check-not-at-failover-name";
import { check, elsewhere, record, SECONDARY } from "./testing/failover";

const round = (name: string) =>
  `violation check: check asks the failover name${name}, so it judges whichever region serves, not its own: traffic would go back and forth. Point fqdn at a name of the region alone.`;
const stack = (fqdn: string, ...others: readonly GraphResource[]) =>
  stackOf(check("check", { fqdn }), record("one"), ...others);
const simple = (name: string, props: Record<string, unknown>) =>
  resource(RECORD, name, { zoneId: "Z1", type: "CNAME", ...props });

test.each([
  { title: "a name of the region alone", graph: stack("eu.app.example.com"), says: [] },
  { title: "the failover name", graph: stack("app.example.com"), says: [round(" app.example.com")] },
  { title: "in capitals, with a dot", graph: stack("App.Example.com."), says: [round(" app.example.com")] },
  {
    title: "the failover name of another pair of the stack",
    graph: stack("shop.example.com", record("two", { ...SECONDARY, name: "shop.example.com" })),
    says: [round(" shop.example.com")],
  },
  {
    title: "a name that leads to the failover name",
    graph: stack(
      "eu.app.example.com",
      simple("eu", { name: "eu.app.example.com", records: ["on.app.example.com"] }),
      simple("on", { name: "on.app.example.com", aliases: [{ name: "app.example.com", zoneId: "Z1" }] }),
    ),
    says: [round(" eu.app.example.com")],
  },
  {
    title: "a name beside one that leads to the failover name",
    graph: stack(
      "eu.app.example.com",
      simple("us", { name: "us.app.example.com", records: ["app.example.com"] }),
    ),
    says: [],
  },
  {
    title: "a name whose record only says the failover name elsewhere",
    graph: stack(
      "eu.app.example.com",
      simple("eu", { name: "eu.app.example.com", records: ["192.0.2.1"], setIdentifier: "app.example.com" }),
    ),
    says: [],
  },
  {
    title: "another failover name, which leads to this one",
    graph: stack(
      "shop.example.com",
      record("two", { name: "shop.example.com", records: ["app.example.com"], healthCheckId: undefined }),
    ),
    says: [round(" shop.example.com")],
  },
  {
    title: "names that lead round and round",
    graph: stack("a.example.com", simple("a", { name: "a.example.com", records: ["a.example.com"] })),
    says: [],
  },
  {
    title: "an address, which is sent the failover name as its host",
    graph: stackOf(check("check", { fqdn: "app.example.com", ipAddress: "192.0.2.1" }), record("one")),
    says: [],
  },
  {
    title: "no name at all",
    graph: stackOf(check("check", { fqdn: undefined, ipAddress: "192.0.2.1" }), record("one")),
    says: [],
  },
  {
    title: "the failover record itself, whose name is not known yet",
    graph: previewOf(
      check("check", { fqdn: undefined }, { dependsOn: { fqdn: [record("two")] } }),
      record("one", {}, { dependsOn: { healthCheckId: [check("check")] }, unknown: ["healthCheckId"] }),
      record("two", { ...SECONDARY, healthCheckId: undefined }),
    ),
    says: [round("")],
  },
  {
    title: "a load balancer whose name is not known yet",
    graph: previewOf(
      resource("aws:lb/loadBalancer:LoadBalancer", "lb"),
      check(
        "check",
        { fqdn: undefined },
        { dependsOn: { fqdn: [resource("aws:lb/loadBalancer:LoadBalancer", "lb")] } },
      ),
      record("one", {}, { dependsOn: { healthCheckId: [check("check")] }, unknown: ["healthCheckId"] }),
    ),
    says: [],
  },
  {
    title: "a name within a zone that is not known yet",
    graph: previewOf(
      resource("aws:route53/zone:Zone", "zone"),
      check(
        "check",
        { fqdn: undefined },
        { dependsOn: { fqdn: [resource("aws:route53/zone:Zone", "zone")] } },
      ),
      record("one", {}, { dependsOn: { healthCheckId: [check("check")] }, unknown: ["healthCheckId"] }),
    ),
    says: ["undetermined check: check: fqdn is not known before a deployment, or not to this stack."],
  },
  {
    title: "a name that nothing tells",
    graph: stackOf(check("check", {}, { unknown: ["fqdn"] }), record("one")),
    says: ["undetermined check: check: fqdn is not known before a deployment, or not to this stack."],
  },
  {
    title: "a record whose name is not known",
    graph: stackOf(check("check"), record("one", {}, { unknown: ["name"] })),
    says: [
      "undetermined check: check: whether one has the name eu.app.example.com is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "a check at the public name that no failover record follows",
    graph: stackOf(check("canary", { fqdn: "app.example.com" }), check("check"), record("one")),
    says: [],
  },
  {
    title: "a check of another stack",
    graph: stackOf(record("one", { healthCheckId: "hc-1" })),
    says: [elsewhere("one", "hc-1")],
  },
])("$title", ({ graph, says }) => expectVerdict(checkNotAtFailoverName, graph, says));

test("a resource can be excused", () => {
  expect(excusing(checkNotAtFailoverName, stack("app.example.com"), "check")).toEqual(["excused check"]);
});
