import { healthSearchString } from "../handlers/collect/environment";
import { parseSettings } from "./read-settings";
import { routingOf } from "./routing";

const settings = (role: string) =>
  parseSettings(
    {
      environment: "prod",
      role,
      peerRegion: "us-west-2",
      routing: { zoneId: "Z1", failoverName: "events.example.com", ttlSeconds: 30 },
    },
    { project: "holdfast", stack: "test", region: "eu-west-1" },
  );

test.each([
  { role: "primary", failover: "PRIMARY" },
  { role: "standby", failover: "SECONDARY" },
] as const)("the $role is Route 53's $failover, known by its region and role", ({ role, failover }) => {
  expect(routingOf(settings(role), "eu-west-1")).toEqual({
    zoneId: "Z1",
    region: "eu-west-1",
    failoverName: "events.example.com",
    regionalName: "eu-west-1.events.example.com",
    failover,
    ttlSeconds: 30,
    checkIntervalSeconds: 10,
    checkFailures: 3,
    searchString: healthSearchString("eu-west-1", role),
    stop: {
      fqdn: "us-west-2.events.example.com",
      path: "/stop/eu-west-1",
      searchString: '"stopped":"eu-west-1"',
    },
    followStop: true,
  });
});

test("Route 53 takes the search string: at most 255 characters", () => {
  expect(healthSearchString("ap-southeast-1", "standby").length).toBeLessThanOrEqual(255);
});
