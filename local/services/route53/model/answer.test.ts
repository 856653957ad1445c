import fc from "fast-check";
import { answer, choose, type World } from "./answer";
import type { RecordSet, Zone } from "./records";

const PRIMARY = "eu-west-1.events.holdfast.example.";
const SECONDARY = "us-west-2.events.holdfast.example.";
const gateway = (region: string) => ({
  hostedZoneId: "ZLY8HYME6SFDD",
  dnsName: `d-abc.execute-api.${region}.amazonaws.com.`,
  evaluateTargetHealth: false,
});
const failoverRecord = (
  failover: "PRIMARY" | "SECONDARY",
  target: string,
  healthCheckId?: string,
): RecordSet => ({
  name: "events.holdfast.example.",
  type: "CNAME",
  setIdentifier: failover,
  failover,
  ttl: 60,
  values: [target.replace(/\.$/, "")], // As people write it.
  healthCheckId,
});
const records: RecordSet[] = [
  { name: "holdfast.example.", type: "SOA", ttl: 900, values: ["ns. host. 1 7200 900 1209600 86400"] },
  failoverRecord("PRIMARY", PRIMARY, "hc-eu"),
  failoverRecord("SECONDARY", SECONDARY, "hc-us"),
  { name: PRIMARY, type: "A", alias: gateway("eu-west-1") },
  { name: PRIMARY, type: "AAAA", alias: gateway("eu-west-1") },
  { name: SECONDARY, type: "A", alias: gateway("us-west-2") },
  { name: "far.holdfast.example.", type: "A", alias: gateway("ap-south-1") },
  { name: "circle.holdfast.example.", type: "CNAME", ttl: 60, values: ["elcric.holdfast.example."] },
  { name: "elcric.holdfast.example.", type: "CNAME", ttl: 60, values: ["circle.holdfast.example."] },
  { name: "*.wild.holdfast.example.", type: "A", ttl: 5, values: ["127.0.0.9"] },
  { name: "known.wild.holdfast.example.", type: "TXT", ttl: 5, values: ['"here"'] },
  {
    name: "direct.holdfast.example.",
    type: "CNAME",
    ttl: 60,
    values: ["x.execute-api.us-west-2.amazonaws.com."],
  },
];
const zone: Zone = { id: "Z1", name: "holdfast.example.", records };
const addresses: Record<string, string> = { "eu-west-1": "127.0.0.11", "us-west-2": "127.0.0.12" };
const world = (unhealthy: readonly string[] = [], zones: readonly Zone[] = [zone]): World => ({
  zones,
  isHealthy: (id) => !unhealthy.includes(id),
  addressOf: (name) => addresses[/execute-api\.([a-z0-9-]+)\.amazonaws/.exec(name)?.[1] ?? ""],
});
const brief = ({ code, records: found }: ReturnType<typeof answer>) =>
  `${code} ${found.map(({ name, type, value }) => `${name} ${type} ${value}`).join(" | ")}`.trim();

describe("what a question gets", () => {
  const chain = (target: string, address: string) =>
    `NOERROR events.holdfast.example. CNAME ${target.replace(/\.$/, "")} | ${target} A ${address}`;
  test.each([
    {
      title: "the primary while both are healthy",
      name: "events",
      type: "A",
      expected: chain(PRIMARY, "127.0.0.11"),
    },
    {
      title: "the secondary when the primary is not",
      name: "events",
      type: "A",
      unhealthy: ["hc-eu"],
      expected: chain(SECONDARY, "127.0.0.12"),
    },
    {
      title: "the primary when neither is",
      name: "events",
      type: "A",
      unhealthy: ["hc-eu", "hc-us"],
      expected: chain(PRIMARY, "127.0.0.11"),
    },
    {
      title: "the primary when only the secondary is not",
      name: "events",
      type: "A",
      unhealthy: ["hc-us"],
      expected: chain(PRIMARY, "127.0.0.11"),
    },
    {
      title: "the CNAME alone when it is asked for",
      name: "events",
      type: "CNAME",
      expected: `NOERROR events.holdfast.example. CNAME ${PRIMARY.replace(/\.$/, "")}`,
    },
    {
      title: "a regional name's address",
      name: "us-west-2.events",
      type: "A",
      expected: `NOERROR ${SECONDARY} A 127.0.0.12`,
    },
    { title: "no IPv6 address, but the name", name: "eu-west-1.events", type: "AAAA", expected: "NOERROR" },
    { title: "nothing of another type", name: "eu-west-1.events", type: "TXT", expected: "NOERROR" },
    { title: "nothing for a name that only leads to others", name: "wild", type: "A", expected: "NOERROR" },
    { title: "NXDOMAIN for an unknown name", name: "nobody", type: "A", expected: "NXDOMAIN" },
    { title: "SERVFAIL for a region that is not here", name: "far", type: "A", expected: "SERVFAIL" },
    { title: "SERVFAIL for a circle", name: "circle", type: "A", expected: "SERVFAIL" },
    {
      title: "a wildcard's record",
      name: "any.wild",
      type: "A",
      expected: "NOERROR any.wild.holdfast.example. A 127.0.0.9",
    },
    { title: "no wildcard where the name exists", name: "known.wild", type: "A", expected: "NOERROR" },
    { title: "no wildcard below a name that exists", name: "x.known.wild", type: "A", expected: "NXDOMAIN" },
    {
      title: "an outside name's address",
      name: "direct",
      type: "A",
      expected:
        "NOERROR direct.holdfast.example. CNAME x.execute-api.us-west-2.amazonaws.com. | x.execute-api.us-west-2.amazonaws.com. A 127.0.0.12",
    },
  ])("$title", ({ name, type, unhealthy = [], expected }) => {
    expect(brief(answer(world(unhealthy), `${name}.holdfast.example.`, type))).toBe(expected);
  });

  test("without recursion an outside name is not followed", () => {
    expect(answer(world(), "direct.holdfast.example.", "A", false).records).toHaveLength(1);
  });

  test("a name outside every zone is refused, a gateway's own is answered", () => {
    expect(brief(answer(world(), "example.org.", "A"))).toBe("REFUSED");
    expect(brief(answer(world(), "d-1.execute-api.eu-west-1.amazonaws.com.", "A"))).toBe(
      "NOERROR d-1.execute-api.eu-west-1.amazonaws.com. A 127.0.0.11",
    );
  });

  test("the zone with the longest name answers", () => {
    const inner: Zone = { id: "Z2", name: "events.holdfast.example.", records: [] };
    expect(answer(world([], [zone, inner]), "eu-west-1.events.holdfast.example.", "A").zone?.id).toBe("Z2");
  });
});

describe("aliases of the zone's own records", () => {
  const aliases: Zone = {
    id: "Z1",
    name: "holdfast.example.",
    records: [
      ...["PRIMARY", "SECONDARY"].map(
        (failover): RecordSet => ({
          name: "holdfast.example.",
          type: "A",
          setIdentifier: failover,
          failover: failover as "PRIMARY",
          alias: {
            hostedZoneId: "Z1",
            dnsName: failover === "PRIMARY" ? "one.holdfast.example." : "two.holdfast.example.",
            evaluateTargetHealth: true,
          },
        }),
      ),
      { name: "one.holdfast.example.", type: "A", ttl: 7, values: ["127.0.0.11"], healthCheckId: "hc-1" },
      { name: "two.holdfast.example.", type: "A", ttl: 7, values: ["127.0.0.12"], healthCheckId: "hc-2" },
      {
        name: "me.holdfast.example.",
        type: "A",
        alias: { hostedZoneId: "Z1", dnsName: "me.holdfast.example.", evaluateTargetHealth: true },
      },
    ],
  };
  test.each([
    { title: "answer under their own name with the target's TTL", unhealthy: [], address: "127.0.0.11" },
    { title: "are as healthy as their target", unhealthy: ["hc-1"], address: "127.0.0.12" },
    {
      title: "fall back to the primary when no target is healthy",
      unhealthy: ["hc-1", "hc-2"],
      address: "127.0.0.11",
    },
  ])("$title", ({ unhealthy, address }) => {
    expect(answer(world(unhealthy, [aliases]), "holdfast.example.", "A").records).toEqual([
      { name: "holdfast.example.", type: "A", ttl: 7, value: address },
    ]);
  });

  test("an alias of itself ends in SERVFAIL", () => {
    expect(answer(world([], [aliases]), "me.holdfast.example.", "A").code).toBe("SERVFAIL");
  });
});

test("the primary is chosen if and only if it is healthy or the secondary is not", () => {
  fc.assert(
    fc.property(fc.option(fc.boolean()), fc.option(fc.boolean()), fc.boolean(), (eu, us, reversed) => {
      // null: the record has no check, so it is always healthy.
      const pair = [
        failoverRecord("PRIMARY", PRIMARY, eu === null ? undefined : "hc-eu"),
        failoverRecord("SECONDARY", SECONDARY, us === null ? undefined : "hc-us"),
      ];
      const health: Record<string, boolean> = { "hc-eu": eu ?? true, "hc-us": us ?? true };
      const chosen = choose(
        reversed ? pair.reverse() : pair,
        ({ healthCheckId: id }) => id === undefined || (health[id] ?? true),
      );
      const primaryHealthy = eu ?? true;
      const secondaryHealthy = us ?? true;
      expect(chosen?.failover === "PRIMARY").toBe(primaryHealthy || !secondaryHealthy);
    }),
  );
});

test("a lone record of a failover pair answers, whatever its health", () => {
  for (const failover of ["PRIMARY", "SECONDARY"] as const)
    expect(choose([failoverRecord(failover, PRIMARY, "hc-eu")], () => false)?.failover).toBe(failover);
  expect(choose([], () => true)).toBeUndefined();
});

test("any zone and question get an answer, never an exception and never an endless chain", () => {
  const label = fc.constantFrom("a", "b", "*", "c.d");
  const name = label.map((text) => `${text}.z.`);
  const record: fc.Arbitrary<RecordSet> = fc.oneof(
    fc.record({ name, type: fc.constant("CNAME"), ttl: fc.nat(9), values: fc.tuple(name) }),
    fc.record({ name, type: fc.constant("A"), ttl: fc.nat(9), values: fc.tuple(fc.constant("127.0.0.1")) }),
    fc.record({
      name,
      type: fc.constant("A"),
      alias: fc.record({ hostedZoneId: fc.constant("Z"), dnsName: name, evaluateTargetHealth: fc.boolean() }),
    }),
  );
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), name, (zoneRecords, asked) => {
      const found = answer(world([], [{ id: "Z", name: "z.", records: zoneRecords }]), asked, "A");
      expect(["NOERROR", "NXDOMAIN", "SERVFAIL"]).toContain(found.code);
      expect(found.records.length).toBeLessThan(50);
    }),
  );
});
