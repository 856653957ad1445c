/** Where our two stacks differ on purpose. Everything else that differs is a mistake. */
import type { Allowance } from "./twins";

/** Its dashboard shows the alarm that only the standby has. */
const STANDBY_TRAFFIC = "region-to-alarms-standby-traffic";

export const twinsAllowed: readonly Allowance[] = [
  {
    name: "*",
    path: "providerConfig.defaultTags.tags.holdfast:role",
    values: ["primary", "standby"],
    reason: "A drill aims its faults by this tag, and costs are split by it.",
  },
  {
    name: "collector-function-lambda",
    path: "inputs.environment.variables.ROLE",
    values: ["primary", "standby"],
    reason: "The answer to /health says which of the two gave it.",
  },
  {
    name: "region-to-route53-check",
    path: "inputs.searchString",
    values: [
      '"status":"healthy","region":"{region}","role":"primary"',
      '"status":"healthy","region":"{region}","role":"standby"',
    ],
    reason: "A check must not be content with the other region's answer.",
  },
  {
    name: "region-to-route53-failover",
    path: "inputs.failoverRoutingPolicies[0].type",
    values: ["PRIMARY", "SECONDARY"],
    reason: "A failover record comes in pairs of one PRIMARY and one SECONDARY.",
  },
  {
    name: "postgres-instance",
    path: "inputs.instanceClass",
    reason:
      "database.standbyInstanceClass: the standby loads the same events, and nobody queries them there yet.",
  },
  ...["inputs.tags", "propertyDependencies.tags"].map((path) => ({
    name: "postgres-instance",
    path,
    reason: "The smaller database is excused from standby-capacity-equal by a tag.",
  })),
  {
    name: STANDBY_TRAFFIC,
    path: "",
    values: [undefined, "there"],
    reason: "Traffic is news in the standby only.",
  },
  ...["dependencies", "propertyDependencies.dashboardBody"].map((path) => ({
    name: "region-to-dashboard-page",
    path: `${path}.urn:pulumi:{stack}::holdfast::holdfast:stacks:Region$holdfast:infra:RegionToAlarms$aws:cloudwatch/metricAlarm:MetricAlarm::${STANDBY_TRAFFIC}`,
    values: [undefined, true] as const,
    reason: "The page shows the alarm that only the standby has.",
  })),
  {
    name: "region-to-dashboard-page",
    path: "inputs.dashboardBody.widgets[*].properties.alarms[*]",
    values: [undefined, /:alarm:[\w{}-]+-standby-traffic$/],
    reason: "The page shows the alarm that only the standby has.",
  },
  {
    name: "outputs",
    path: "role",
    values: ["primary", "standby"],
    reason: "An operator's command asks a stack which of the two it is.",
  },
];
