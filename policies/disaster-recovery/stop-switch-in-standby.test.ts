import { type GraphResource, UNKNOWN } from "../../engine/graph";
import { HEALTH_CHECK } from "../graph/routing";
import { excusing } from "../testing/excused";
import { expectVerdict, pairFindings, resource, stackOf } from "../testing/stack";
import { stopSwitchInStandby } from "./stop-switch-in-standby";
import { calculated, check, domain, elsewhere, lost, record, SECONDARY } from "./testing/failover";

const EU = "eu-west-1";
const US = "us-west-2";
const eu = domain("eu", "eu.app.example.com", EU);
const us = domain("us", "us.app.example.com", US);
const stop = (props: Record<string, unknown> = {}, unknown: string[] = []) =>
  check("stop", { fqdn: "us.app.example.com", invertHealthcheck: true, ...props }, { unknown });
const all = calculated("all", ["check-id", "stop-id"]);
const primary = record("one", { healthCheckId: "all-id" });
/** The primary's stack, with such a switch. */
const stackWith = (...switches: readonly GraphResource[]) =>
  stackOf(eu, check("check"), ...switches, all, primary);

const none =
  "violation one: one follows no STOP switch: a primary that is ill and passes its checks cannot be stopped from outside. Follow a CALCULATED check with an inverted one that asks the standby's region as well.";
const home =
  "violation stop: stop looks for the STOP of one in eu-west-1, the very region that it is to stop: when that does not answer, nobody can throw it. Point it at the standby's region.";
const weak =
  "violation stop: stop cannot stop one by itself: the calculated check above it is content with fewer children than it has. Set childHealthThreshold to their number.";
const nowhere = (host: string) =>
  `violation stop: stop looks for the STOP of one at ${host}, which neither region's stack answers: nobody can throw it there. Point it at a name of the standby's region.`;
const ALARM = { type: "CLOUDWATCH_METRIC", fqdn: undefined, invertHealthcheck: undefined };

describe("one stack", () => {
  test.each([
    { title: "a switch that this stack does not answer", graph: stackWith(stop()), says: [] },
    { title: "no switch", graph: stackOf(check("check"), record("one")), says: [none] },
    {
      title: "a switch that is not inverted",
      graph: stackWith(stop({ invertHealthcheck: false })),
      says: [none],
    },
    {
      title: "a secondary without one",
      graph: stackOf(check("check"), record("two", SECONDARY)),
      says: [],
    },
    {
      title: "a primary without any check",
      graph: stackOf(record("one", { healthCheckId: undefined })),
      says: [],
    },
    { title: "a switch at home", graph: stackWith(stop({ fqdn: "eu.app.example.com" })), says: [home] },
    {
      title: "a switch at home by the name of a bucket's address",
      graph: stackWith(stop({ fqdn: "switch.s3.eu-west-1.amazonaws.com" })),
      says: [home],
    },
    {
      title: "a switch in a bucket of another region",
      graph: stackWith(stop({ fqdn: "switch.s3.us-west-2.amazonaws.com" })),
      says: [],
    },
    {
      title: "a switch at home, of a stack whose targets are not its own",
      graph: stackOf(check("check"), stop({ fqdn: "switch.s3.eu-west-1.amazonaws.com" }), all, primary),
      says: [home],
    },
    {
      title: "a switch in the other region of one stack for both",
      graph: stackWith(us, stop()),
      says: [],
    },
    {
      title: "an alarm of the standby's region",
      graph: stackWith(stop({ ...ALARM, cloudwatchAlarmRegion: US })),
      says: [],
    },
    {
      title: "an alarm of its own region",
      graph: stackWith(stop({ ...ALARM, cloudwatchAlarmRegion: EU })),
      says: [home],
    },
    {
      title: "a routing control",
      graph: stackWith(stop({ type: "RECOVERY_CONTROL", fqdn: undefined })),
      says: [],
    },
    {
      title: "a switch that is outvoted",
      graph: stackOf(
        check("check"),
        stop(),
        calculated("all", ["check-id", "stop-id"], { childHealthThreshold: 1 }),
        primary,
      ),
      says: [weak],
    },
    {
      title: "one of two switches that is outvoted",
      graph: stackOf(
        check("check"),
        stop(),
        check("other", { invertHealthcheck: true, fqdn: "us.app.example.com" }),
        calculated("any", ["check-id", "stop-id"], { childHealthThreshold: 1 }),
        calculated("all", ["any-id", "other-id"]),
        primary,
      ),
      says: [],
    },
    {
      title: "a check of another stack, which may be one",
      graph: stackOf(record("one", { healthCheckId: "hc-1" })),
      says: [elsewhere("one", "hc-1")],
    },
    {
      title: "a check that nothing tells",
      graph: stackOf(record("one", {}, { unknown: ["healthCheckId"] })),
      says: [lost("one")],
    },
    {
      title: "a switch that one of two calculated checks above it outvotes",
      graph: stackOf(
        check("check"),
        stop(),
        calculated("any", ["check-id", "stop-id"], { childHealthThreshold: 1 }),
        calculated("all", ["any-id", "stop-id"]),
        primary,
      ),
      says: [weak],
    },
    {
      title: "a number of children that is not known",
      graph: stackOf(
        check("check"),
        stop(),
        calculated("all", ["check-id", "stop-id"], { childHealthThreshold: UNKNOWN }),
        primary,
      ),
      says: [],
    },
    {
      title: "children that are not known",
      graph: stackOf(
        check("check"),
        stop(),
        resource(
          HEALTH_CHECK,
          "all",
          { type: "CALCULATED", childHealthThreshold: 2 },
          { dependsOn: { childHealthchecks: [check("check"), stop()] } },
        ),
        primary,
      ),
      says: [],
    },
    {
      title: "an inverted calculated check, which is no switch",
      graph: stackOf(check("check"), calculated("all", ["check-id"], { invertHealthcheck: true }), primary),
      says: [none],
    },
    {
      title: "a switch in the region of the targets, which is not the stack's",
      graph: stackOf(
        us,
        check("check"),
        stop(),
        all,
        record("one", { healthCheckId: "all-id", records: ["us.app.example.com"] }),
      ),
      says: [home.replace(EU, US)],
    },
    {
      title: "a name that both regions answer",
      graph: stackWith(domain("us too", "us.app.example.com", EU), us, stop()),
      says: [],
    },
    {
      title: "a stack whose region is not known",
      graph: stackOf(
        check("check", {}, { region: undefined }),
        check(
          "stop",
          { fqdn: "switch.s3.eu-west-1.amazonaws.com", invertHealthcheck: true },
          { region: undefined },
        ),
        { ...all, providerConfig: {} },
        { ...primary, providerConfig: {} },
      ),
      says: [],
    },
    { title: "nothing that fails over", graph: stackOf(check("check")), says: [] },
  ])("$title", ({ graph, says }) => expectVerdict(stopSwitchInStandby, graph, says));
});

describe("two stacks", () => {
  const peer = stackOf(us, record("two", SECONDARY));
  test.each([
    { title: "the standby answers for it", graph: stackWith(stop()), peer, says: [] },
    {
      title: "the standby's record leads to what answers for it",
      graph: stackWith(stop()),
      peer: stackOf(
        resource("aws:lb/loadBalancer:LoadBalancer", "lb", { dnsName: "lb-1.example.net" }, { region: US }),
        record("us", {
          name: "us.app.example.com",
          records: ["lb-1-id"],
          failoverRoutingPolicies: undefined,
          healthCheckId: undefined,
        }),
        resource("aws:lb/loadBalancer:LoadBalancer", "lb-1", {}, { region: US }),
      ),
      says: [],
    },
    {
      title: "neither answers for it",
      graph: stackWith(stop({ fqdn: "ap.app.example.com" })),
      peer,
      says: [nowhere("ap.app.example.com")],
    },
    {
      title: "the peer answers for it from the primary's own region",
      graph: stackWith(stop()),
      peer: stackOf(domain("us", "us.app.example.com", EU)),
      says: [home],
    },
    {
      title: "where it looks is not known",
      graph: stackWith(stop({ fqdn: undefined }, ["fqdn"])),
      peer,
      says: [
        "undetermined stop: stop: where the switch is that it looks at is not known before a deployment, or not to this stack.",
      ],
    },
    {
      title: "an alarm of a region that is not known",
      graph: stackWith(stop({ ...ALARM, cloudwatchAlarmRegion: UNKNOWN })),
      peer,
      says: [
        "undetermined stop: stop: where the switch is that it looks at is not known before a deployment, or not to this stack.",
      ],
    },
    {
      title: "what the primary's stack shows by itself",
      graph: stackWith(stop({ fqdn: "eu.app.example.com" })),
      peer,
      says: [],
    },
    {
      title: "a routing control is in no region",
      graph: stackWith(stop({ type: "RECOVERY_CONTROL", fqdn: undefined })),
      peer,
      says: [],
    },
  ])("$title", ({ graph, peer, says }) => {
    expect(pairFindings(stopSwitchInStandby, graph, peer)).toEqual(says);
    expect(pairFindings(stopSwitchInStandby, peer, graph)).toEqual(says);
  });
});

test("a resource can be excused", () => {
  expect(excusing(stopSwitchInStandby, stackOf(check("check"), record("one")), "one")).toEqual([
    "excused one",
  ]);
});
