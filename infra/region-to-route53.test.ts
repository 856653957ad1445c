import { RegionToRoute53 } from "./region-to-route53";
import { named, type Registered, record } from "./testing/record";

const registered = (failover: "PRIMARY" | "SECONDARY") =>
  record(
    () =>
      new RegionToRoute53("dns", {
        zoneId: "Z1",
        region: "eu-west-1",
        failoverName: "events.example.com",
        regionalName: "eu-west-1.events.example.com",
        target: { domainName: "d-1.execute-api.eu-west-1.amazonaws.com", zoneId: "ZGATEWAY" },
        failover,
        ttlSeconds: 60,
        checkIntervalSeconds: 10,
        checkFailures: 3,
        searchString: '"region":"eu-west-1"',
      }),
  );

let resources: Registered[];
beforeAll(async () => {
  resources = await registered("PRIMARY");
});

test.each(["A", "AAAA"])("the regional name is an %s alias, its target's health unasked", (type) => {
  expect(named(resources, `dns-regional-${type.toLowerCase()}`).inputs).toEqual({
    zoneId: "Z1",
    name: "eu-west-1.events.example.com",
    type,
    aliases: [
      { name: "d-1.execute-api.eu-west-1.amazonaws.com", zoneId: "ZGATEWAY", evaluateTargetHealth: false },
    ],
  });
});

test("the check asks the regional name, over TLS, for the region's own words", () => {
  expect(named(resources, "dns-check").inputs).toEqual({
    type: "HTTPS_STR_MATCH",
    fqdn: "eu-west-1.events.example.com",
    port: 443,
    resourcePath: "/health",
    searchString: '"region":"eu-west-1"',
    requestInterval: 10,
    failureThreshold: 3,
    enableSni: true,
    disabled: false,
    invertHealthcheck: false,
  });
  expect(named(resources, "dns-check").dependsOn).toEqual(["dns-regional-a", "dns-regional-aaaa"]);
});

test.each(["PRIMARY", "SECONDARY"] as const)(
  "the %s failover record is checked, and lives 60 s",
  async (failover) => {
    const half = await registered(failover);
    expect(named(half, "dns-failover").inputs).toEqual({
      zoneId: "Z1",
      name: "events.example.com",
      type: "CNAME",
      ttl: 60,
      records: ["eu-west-1.events.example.com"],
      setIdentifier: "eu-west-1",
      failoverRoutingPolicies: [{ type: failover }],
      healthCheckId: "dns-check-id",
    });
    expect(half).toHaveLength(5);
  },
);
