/** Breaks how clients are led away from a dead region, and what the other one needs: what `disaster-recovery` holds. */
import { type GraphResource, UNKNOWN } from "../../../engine/graph";
import { named, type Operator } from "../operator";
import { drop, every, set, unset } from "../surgery";

const RECORD = "aws:route53/record:Record";
const CHECK = "aws:route53/healthCheck:HealthCheck";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const isFailover = ({ inputs }: GraphResource) => inputs.failoverRoutingPolicies !== undefined;
const asks = ({ inputs }: GraphResource) => inputs.type !== "CALCULATED";
const own = named("region-to-route53-check");
const stop = named("region-to-route53-stop-check");
const standing = named("region-to-route53-standing-check");

const pairs = ["failover-records-in-pairs"];
const checked = ["failover-records-checked"];
const speed = ["check-speed"];
const stopSwitch = ["stop-switch-in-standby"];

const records: readonly Operator[] = [
  { does: "is gone", meant: pairs, types: [RECORD], where: isFailover, change: drop },
  { does: "is gone", meant: pairs, types: [RECORD], where: isFailover, change: drop, of: "standby" },
  {
    does: "says the same as its peer",
    meant: pairs,
    types: [RECORD],
    where: isFailover,
    change: set("failoverRoutingPolicies[0].type", "SECONDARY"),
  },
  {
    does: "has another name than its peer",
    meant: pairs,
    types: [RECORD],
    where: isFailover,
    change: set("name", "event.holdfast.example"),
  },
  {
    does: "lies in another zone than its peer",
    meant: pairs,
    types: [RECORD],
    where: isFailover,
    change: set("zoneId", "Z0ANOTHER0000000000"),
  },
  ...(["primary", "standby"] as const).map(
    (of): Operator => ({
      does: "has no check",
      meant: checked,
      types: [RECORD],
      where: isFailover,
      change: unset("healthCheckId"),
      of,
    }),
  ),
  ...[61, 300].map(
    (ttl): Operator => ({
      does: `is kept for ${ttl} s`,
      meant: ["record-ttl"],
      types: [RECORD],
      where: isFailover,
      change: set("ttl", ttl),
    }),
  ),
];

const checks: readonly Operator[] = [
  { does: "is gone", meant: checked, types: [CHECK], where: standing, change: drop },
  {
    does: "is switched off, so that it is healthy for ever",
    meant: ["failover-checks-enabled"],
    types: [CHECK],
    change: set("disabled", true),
  },
  {
    does: "asks every 30 s",
    meant: speed,
    types: [CHECK],
    where: own,
    change: set("requestInterval", 30),
  },
  {
    does: "waits for ten failures",
    meant: speed,
    types: [CHECK],
    where: asks,
    change: set("failureThreshold", 10),
  },
  {
    does: "asks the failover name",
    meant: ["check-not-at-failover-name"],
    types: [CHECK],
    where: asks,
    change: set("fqdn", "events.holdfast.example"),
  },
  {
    does: "asks the failover name in capitals",
    meant: ["check-not-at-failover-name"],
    types: [CHECK],
    where: own,
    change: set("fqdn", "EVENTS.holdfast.example."),
  },
  {
    does: "is content with any answer",
    meant: ["check-matches-string"],
    types: [CHECK],
    where: asks,
    change: every(set("type", "HTTPS"), unset("searchString")),
  },
  {
    does: "is content with a connection",
    meant: ["check-matches-string"],
    types: [CHECK],
    where: asks,
    change: every(set("type", "TCP"), unset("searchString")),
  },
  {
    does: "needs none of its checks",
    meant: ["calculated-checks-can-fail"],
    types: [CHECK],
    where: standing,
    change: set("childHealthThreshold", 0),
  },
  {
    does: "follows an alarm and does not say what missing data means",
    meant: ["missing-data-said"],
    types: [CHECK],
    where: own,
    change: (resource, all) =>
      every(
        ...["fqdn", "port", "resourcePath", "searchString", "requestInterval", "failureThreshold"].map(unset),
        set("type", "CLOUDWATCH_METRIC"),
        set("cloudwatchAlarmName", "alarm"),
        set("cloudwatchAlarmRegion", "eu-west-1"),
      )(resource, all),
  },
  { does: "is gone", meant: stopSwitch, types: [CHECK], where: stop, change: drop },
  {
    does: "no longer counts",
    meant: stopSwitch,
    types: [CHECK],
    where: standing,
    change: (resource, all) =>
      every(set("childHealthchecks", [all.find(own)?.id ?? UNKNOWN]), set("childHealthThreshold", 1))(
        {
          ...resource,
          propertyDependencies: {
            ...resource.propertyDependencies,
            childHealthchecks: [all.find(own)?.urn ?? ""],
          },
        },
        all,
      ),
  },
  {
    does: "is asked of the region that it is to stop",
    meant: stopSwitch,
    types: [CHECK],
    where: stop,
    change: set("fqdn", "eu-west-1.events.holdfast.example"),
  },
  {
    does: "is not turned round",
    meant: stopSwitch,
    types: [CHECK],
    where: stop,
    change: set("invertHealthcheck", false),
  },
  {
    does: "is looked for in another region than Route 53's",
    meant: ["alarm-on-every-check"],
    types: [ALARM],
    where: named("region-to-alarms-health-flip"),
    change: set("region", "eu-west-1"),
  },
];

export const routing: readonly Operator[] = [...records, ...checks];
