import { dashboardBody } from "./parts/dashboard-body";
import { RegionToDashboard } from "./region-to-dashboard";
import { named, record } from "./testing/record";

test("the page is put under its name, once everything on it has one", async () => {
  const facts = {
    region: "eu-west-1",
    route53Region: "us-east-1",
    healthCheckId: "hc-1",
    apiId: "api-1",
    collectFunction: "h-collect",
    replayFunction: "h-replay",
    streamName: "h-events",
    replayQueueName: "h-replay",
    deadLetterQueueName: "h-dead-letters",
    outgoing: [],
    incoming: [],
    alarmArns: ["arn:alarm:flip"],
    freshnessSecondsMax: 1_500,
    undeliveredAgeSecondsMax: 1_800,
    replicationLagSecondsMax: 900,
  };
  const resources = await record(() => new RegionToDashboard("page", { dashboardName: "h", facts }));
  expect(named(resources, "page-page").inputs).toEqual({
    dashboardName: "h",
    dashboardBody: JSON.stringify(dashboardBody(facts)),
  });
});
