import { RegionToRoute53 } from "./region-to-route53";
import { named, type Registered, record } from "./testing/record";

const registered = (failover: "PRIMARY" | "SECONDARY", followStop = true) =>
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
        stop: {
          fqdn: "us-west-2.events.example.com",
          path: "/stop/eu-west-1",
          searchString: '"stopped":"eu-west-1"',
        },
        followStop,
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

test("the STOP check asks the peer, is healthy while it does not find the word, and turns at the first answer", () => {
  expect(named(resources, "dns-stop-check").inputs).toEqual({
    type: "HTTPS_STR_MATCH",
    fqdn: "us-west-2.events.example.com",
    port: 443,
    resourcePath: "/stop/eu-west-1",
    searchString: '"stopped":"eu-west-1"',
    requestInterval: 10,
    failureThreshold: 1,
    enableSni: true,
    disabled: false,
    invertHealthcheck: true,
  });
});

test("a region stands while its endpoint is healthy and it is not stopped: both", () => {
  expect(named(resources, "dns-standing-check").inputs).toEqual({
    type: "CALCULATED",
    childHealthchecks: ["dns-check-id", "dns-stop-check-id"],
    childHealthThreshold: 2,
    disabled: false,
    invertHealthcheck: false,
  });
});

test("the record follows the endpoint alone until the STOP check has settled; the checks exist already", async () => {
  const settling = await registered("PRIMARY", false);
  expect(named(settling, "dns-failover").inputs.healthCheckId).toBe("dns-check-id");
  const names = (all: readonly Registered[]) => all.map(({ name }) => name).sort();
  expect(names(settling)).toEqual(names(resources));
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
      healthCheckId: "dns-standing-check-id",
    });
    expect(half).toHaveLength(7);
  },
);
