/** Records: what a change batch may hold, and what becomes of it, by the AWS SDK. */
import {
  CreateHealthCheckCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  TestDNSAnswerCommand,
  waitUntilResourceRecordSetsChanged,
} from "@aws-sdk/client-route-53";
import {
  changeRecords,
  createZone,
  pairOfRecords,
  reference,
  startTestRoute53,
  type TestRoute53,
} from "../testing/fixtures";

let route53: TestRoute53;
beforeEach(async () => {
  route53 = await startTestRoute53();
});
afterEach(() => route53.close());

describe("records", () => {
  test("are changed, reported in sync, and listed in order with all that was given", async () => {
    const { client } = route53;
    const zoneId = await createZone(route53);
    const { HealthCheck: check } = await client.send(
      new CreateHealthCheckCommand({
        CallerReference: reference(),
        HealthCheckConfig: { Type: "TCP", FullyQualifiedDomainName: "eu.holdfast.example", Port: 443 },
      }),
    );
    const { ChangeInfo } = await changeRecords(route53, zoneId, ...pairOfRecords({ eu: check?.Id }), {
      Action: "CREATE",
      ResourceRecordSet: {
        Name: "*.holdfast.example",
        Type: "TXT",
        TTL: 5,
        ResourceRecords: [{ Value: '"a b" "c"' }],
      },
    });
    expect(ChangeInfo?.Status).toBe("PENDING");
    expect((await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status).toBe(
      "INSYNC",
    );
    await waitUntilResourceRecordSetsChanged({ client, maxWaitTime: 60 }, { Id: ChangeInfo?.Id });
    const listed = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
    expect(
      listed.ResourceRecordSets?.map(({ Name, Type, SetIdentifier }) => [Name, Type, SetIdentifier]),
    ).toEqual([
      ["holdfast.example.", "NS", undefined],
      ["holdfast.example.", "SOA", undefined],
      ["\\052.holdfast.example.", "TXT", undefined],
      ["events.holdfast.example.", "CNAME", "eu-west-1"],
      ["events.holdfast.example.", "CNAME", "us-west-2"],
      ["eu-west-1.events.holdfast.example.", "A", undefined],
      ["us-west-2.events.holdfast.example.", "A", undefined],
    ]);
    expect(listed.ResourceRecordSets?.[3]).toEqual({
      Name: "events.holdfast.example.",
      Type: "CNAME",
      SetIdentifier: "eu-west-1",
      Failover: "PRIMARY",
      TTL: 60,
      ResourceRecords: [{ Value: "eu-west-1.events.holdfast.example" }],
      HealthCheckId: check?.Id,
    });
    expect(listed.ResourceRecordSets?.[5]?.AliasTarget).toEqual({
      HostedZoneId: "ZLY8HYME6SFDD",
      DNSName: "d-abc.execute-api.eu-west-1.amazonaws.com.",
      EvaluateTargetHealth: false,
    });
    expect(listed.ResourceRecordSets?.[2]?.ResourceRecords).toEqual([{ Value: '"a b" "c"' }]);
    const page = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        StartRecordName: "events.holdfast.example",
        StartRecordType: "CNAME",
        StartRecordIdentifier: "us-west-2",
        MaxItems: 1,
      }),
    );
    expect(page).toMatchObject({
      ResourceRecordSets: [{ SetIdentifier: "us-west-2" }],
      IsTruncated: true,
      NextRecordName: "eu-west-1.events.holdfast.example.",
      NextRecordType: "A",
    });
  });

  const simple = (record: Partial<ResourceRecordSet>): ResourceRecordSet => ({
    Name: "www.holdfast.example",
    Type: "A",
    TTL: 60,
    ResourceRecords: [{ Value: "127.0.0.1" }],
    ...record,
  });
  const alias = {
    HostedZoneId: "ZLY8HYME6SFDD",
    DNSName: "d.execute-api.eu-west-1.amazonaws.com",
    EvaluateTargetHealth: false,
  };
  test("are changed all or none, and everything wrong is said at once", async () => {
    const zoneId = await createZone(route53);
    await changeRecords(route53, zoneId, { Action: "CREATE", ResourceRecordSet: simple({}) });
    const batch = changeRecords(
      route53,
      zoneId,
      { Action: "CREATE", ResourceRecordSet: simple({ Name: "good.holdfast.example" }) },
      { Action: "CREATE", ResourceRecordSet: simple({}) },
      { Action: "DELETE", ResourceRecordSet: simple({ Name: "none.holdfast.example" }) },
      { Action: "UPSERT", ResourceRecordSet: simple({ Name: "www.example.org" }) },
    );
    await expect(batch).rejects.toMatchObject({
      name: "InvalidChangeBatch",
      $metadata: { httpStatusCode: 400 },
      message:
        "[RRSet with DNS name www.example.org. is not permitted in zone holdfast.example., " +
        "Tried to delete resource record set [name='none.holdfast.example.', type='A'] but it was not found, " +
        "Tried to create resource record set [name='www.holdfast.example.', type='A'] but it already exists]",
    });
    const { ResourceRecordSets } = await route53.client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
    );
    expect(ResourceRecordSets).toHaveLength(3);
  });

  test("are deleted only by what they hold, and a CNAME may become an alias in one batch", async () => {
    const zoneId = await createZone(route53);
    const cname = simple({ Type: "CNAME", ResourceRecords: [{ Value: "x.holdfast.example" }] });
    await changeRecords(route53, zoneId, { Action: "CREATE", ResourceRecordSet: cname });
    await expect(
      changeRecords(route53, zoneId, { Action: "DELETE", ResourceRecordSet: { ...cname, TTL: 61 } }),
    ).rejects.toMatchObject({
      message: expect.stringContaining("the values provided do not match the current values"),
    });
    await changeRecords(
      route53,
      zoneId,
      { Action: "DELETE", ResourceRecordSet: cname },
      {
        Action: "CREATE",
        ResourceRecordSet: simple({ TTL: undefined, ResourceRecords: undefined, AliasTarget: alias }),
      },
    );
  });

  test("keep the zone's own NS and SOA", async () => {
    const zoneId = await createZone(route53);
    const { ResourceRecordSets } = await route53.client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
    );
    await expect(
      changeRecords(
        route53,
        zoneId,
        ...(ResourceRecordSets ?? []).map((record) => ({
          Action: "DELETE" as const,
          ResourceRecordSet: record,
        })),
      ),
    ).rejects.toMatchObject({
      message:
        "[A HostedZone must contain exactly one SOA record., A HostedZone must contain at least one NS record for the zone itself.]",
    });
  });

  test("in an unknown zone are refused", async () => {
    await expect(changeRecords(route53, "ZNOBODY", ...pairOfRecords())).rejects.toMatchObject({
      name: "NoSuchHostedZone",
      message: "No hosted zone found with ID: ZNOBODY",
    });
    await expect(route53.client.send(new GetChangeCommand({ Id: "CNOBODY" }))).rejects.toMatchObject({
      name: "NoSuchChange",
    });
  });

  test("are answered to TestDNSAnswer, unfollowed", async () => {
    const zoneId = await createZone(route53);
    await changeRecords(route53, zoneId, ...pairOfRecords());
    const ask = (RecordName: string, RecordType: "A" | "CNAME") =>
      route53.client.send(new TestDNSAnswerCommand({ HostedZoneId: zoneId, RecordName, RecordType }));
    expect(await ask("events.holdfast.example", "CNAME")).toMatchObject({
      RecordName: "events.holdfast.example",
      RecordType: "CNAME",
      RecordData: ["eu-west-1.events.holdfast.example"],
      ResponseCode: "NOERROR",
      Protocol: "UDP",
      Nameserver: expect.stringContaining("awsdns"),
    });
    expect(await ask("us-west-2.events.holdfast.example", "A")).toMatchObject({
      RecordData: ["127.0.0.2"],
      ResponseCode: "NOERROR",
    });
    expect(await ask("nobody.holdfast.example", "A")).toMatchObject({ ResponseCode: "NXDOMAIN" });
  });
});
