/** Change batches that Route 53 refuses, and in which words, by the AWS SDK. */
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import {
  changeRecords,
  createZone,
  pairOfRecords,
  startTestRoute53,
  type TestRoute53,
} from "../testing/fixtures";

let route53: TestRoute53;
beforeEach(async () => {
  route53 = await startTestRoute53();
});
afterEach(() => route53.close());

const simple = (record: Partial<ResourceRecordSet>): ResourceRecordSet => ({
  Name: "www.holdfast.example",
  Type: "A",
  TTL: 60,
  ResourceRecords: [{ Value: "127.0.0.1" }],
  ...record,
});
const failover = (record: Partial<ResourceRecordSet>): ResourceRecordSet =>
  simple({
    SetIdentifier: "other",
    Failover: "PRIMARY",
    Name: "events.holdfast.example",
    Type: "CNAME",
    ResourceRecords: [{ Value: "x.holdfast.example" }],
    ...record,
  });
const alias = {
  HostedZoneId: "ZLY8HYME6SFDD",
  DNSName: "d.execute-api.eu-west-1.amazonaws.com",
  EvaluateTargetHealth: false,
};
test.each([
  {
    title: "an alias with a TTL",
    record: simple({ AliasTarget: alias, ResourceRecords: undefined }),
    code: "InvalidInput",
    message: "found more than one",
  },
  {
    title: "neither alias nor values",
    record: simple({ TTL: undefined, ResourceRecords: undefined }),
    code: "InvalidInput",
    message: "but found none",
  },
  {
    title: "values without a TTL",
    record: simple({ TTL: undefined }),
    code: "InvalidInput",
    message: "Missing field 'TTL'",
  },
  { title: "a TTL below 0", record: simple({ TTL: -1 }), code: "InvalidInput", message: "TTL" },
  {
    title: "a TTL above its bound",
    record: simple({ TTL: 2_147_483_648 }),
    code: "InvalidInput",
    message: "TTL",
  },
  {
    title: "failover without an identifier",
    record: failover({ SetIdentifier: undefined }),
    code: "InvalidInput",
    message: "Missing field 'SetIdentifier'",
  },
  {
    title: "an identifier without routing",
    record: simple({ SetIdentifier: "one" }),
    code: "InvalidInput",
    message: "Expected exactly one of [Weight",
  },
  {
    title: "routing that has no model",
    record: simple({ SetIdentifier: "one", Weight: 3 }),
    code: "InvalidInput",
    message: "Weight has no local model",
  },
  {
    title: "a type that has no model",
    record: simple({ Type: "NAPTR" }),
    code: "InvalidInput",
    message: "Type",
  },
  {
    title: "a check that does not exist",
    record: failover({ HealthCheckId: "nobody" }),
    code: "NoSuchHealthCheck",
    message: "nobody",
  },
  {
    title: "a second primary",
    record: failover({}),
    code: "InvalidChangeBatch",
    message: "another PRIMARY failover RRSet exists",
  },
  {
    title: "a simple record beside failover records",
    record: failover({ SetIdentifier: undefined, Failover: undefined }),
    code: "InvalidChangeBatch",
    message: "a failover RRSet exists",
  },
  {
    title: "another type beside a CNAME",
    record: simple({ Name: "events.holdfast.example" }),
    code: "InvalidChangeBatch",
    message: "conflicts with other records",
  },
  {
    title: "a CNAME beside another type",
    record: simple({
      Name: "eu-west-1.events.holdfast.example",
      Type: "CNAME",
      ResourceRecords: [{ Value: "x" }],
    }),
    code: "InvalidChangeBatch",
    message: "conflicts with other records",
  },
  {
    title: "a CNAME at the apex",
    record: simple({ Name: "holdfast.example", Type: "CNAME", ResourceRecords: [{ Value: "x" }] }),
    code: "InvalidChangeBatch",
    message: "not permitted at apex",
  },
  {
    title: "a name outside the zone",
    record: simple({ Name: "www.example.org" }),
    code: "InvalidChangeBatch",
    message: "not permitted in zone holdfast.example.",
  },
  {
    title: "an address that is none",
    record: simple({ ResourceRecords: [{ Value: "300.1.1.1" }] }),
    code: "InvalidChangeBatch",
    message: "not a valid IPv4 address",
  },
  {
    title: "one value twice",
    record: simple({ ResourceRecords: [{ Value: "127.0.0.1" }, { Value: "127.0.0.1" }] }),
    code: "InvalidChangeBatch",
    message: "Duplicate Resource Record: '127.0.0.1'",
  },
  {
    title: "an empty label",
    record: simple({ Name: "www..holdfast.example" }),
    code: "InvalidChangeBatch",
    message: "DomainLabelEmpty",
  },
])("refuses $title: $code", async ({ record, code, message }) => {
  const zoneId = await createZone(route53);
  await changeRecords(route53, zoneId, ...pairOfRecords());
  await expect(
    changeRecords(route53, zoneId, { Action: "CREATE", ResourceRecordSet: record }),
  ).rejects.toMatchObject({ name: code, message: expect.stringContaining(message) });
});
