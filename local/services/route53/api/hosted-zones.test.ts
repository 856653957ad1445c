/** Hosted zones, and requests that are none, by the AWS SDK. */
import {
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
} from "@aws-sdk/client-route-53";
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

describe("hosted zones", () => {
  test("are created with their NS and SOA, read, listed and deleted", async () => {
    const { client } = route53;
    const created = await client.send(
      new CreateHostedZoneCommand({
        Name: "Holdfast.Example",
        CallerReference: "one",
        HostedZoneConfig: { Comment: "for <drills>" },
      }),
    );
    expect(created.HostedZone).toMatchObject({
      Name: "holdfast.example.",
      ResourceRecordSetCount: 2,
      Config: { Comment: "for <drills>", PrivateZone: false },
    });
    expect(created.Location).toMatch(/^https:.*\/hostedzone\/Z/);
    expect(created.DelegationSet?.NameServers).toHaveLength(4);
    const Id = created.HostedZone?.Id as string;
    expect((await client.send(new GetHostedZoneCommand({ Id }))).HostedZone?.Id).toBe(Id);
    await createZone(route53, "another.example");
    const names = (await client.send(new ListHostedZonesCommand({}))).HostedZones?.map(({ Name }) => Name);
    expect(names).toEqual(["holdfast.example.", "another.example."]);
    const byName = await client.send(
      new ListHostedZonesByNameCommand({ DNSName: "holdfast.example", MaxItems: 1 }),
    );
    expect(byName).toMatchObject({ HostedZones: [{ Id }], IsTruncated: false });
    await client.send(new DeleteHostedZoneCommand({ Id }));
    await expect(client.send(new GetHostedZoneCommand({ Id }))).rejects.toMatchObject({
      name: "NoSuchHostedZone",
      $metadata: { httpStatusCode: 404 },
    });
  });

  test("are made once for each caller reference", async () => {
    const command = () => new CreateHostedZoneCommand({ Name: "holdfast.example", CallerReference: "same" });
    await route53.client.send(command());
    await expect(route53.client.send(command())).rejects.toMatchObject({ name: "HostedZoneAlreadyExists" });
  });

  test("that hold records are not deleted", async () => {
    const Id = await createZone(route53);
    await changeRecords(route53, Id, ...pairOfRecords());
    await expect(route53.client.send(new DeleteHostedZoneCommand({ Id }))).rejects.toMatchObject({
      name: "HostedZoneNotEmpty",
    });
  });
});

describe("requests that are none", () => {
  const post = async (path: string, body: string) => {
    const response = await fetch(route53.ready.url + path, { method: "POST", body });
    return { status: response.status, text: await response.text() };
  };
  test.each([
    {
      title: "broken XML",
      path: "/2013-04-01/healthcheck",
      body: "<CreateHealthCheckRequest>",
      status: 400,
      code: "InvalidInput",
    },
    {
      title: "another document",
      path: "/2013-04-01/healthcheck",
      body: "<Other/>",
      status: 400,
      code: "InvalidInput",
    },
    {
      title: "an empty document",
      path: "/2013-04-01/healthcheck",
      body: "<CreateHealthCheckRequest/>",
      status: 400,
      code: "InvalidInput",
    },
    { title: "no document", path: "/2013-04-01/hostedzone", body: "", status: 400, code: "InvalidInput" },
    {
      title: "an operation that is not modelled",
      path: "/2013-04-01/trafficpolicy",
      body: "",
      status: 404,
      code: "UnknownOperationException",
    },
    {
      title: "a path that cannot be decoded",
      path: "/2013-04-01/healthcheck/%ff",
      body: "",
      status: 400,
      code: "InvalidInput",
    },
  ])("$title: $code", async ({ path, body, status, code }) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    expect(route53.logged).toEqual([]);
  });
});
