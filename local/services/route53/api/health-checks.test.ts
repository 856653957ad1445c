/** Health checks and tags, by the AWS SDK. */
import {
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  GetHealthCheckCommand,
  GetHealthCheckCountCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  ListHealthChecksCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
  paginateListHealthChecks,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import { reference, startTestRoute53, type TestRoute53 } from "../testing/fixtures";

let route53: TestRoute53;
beforeEach(async () => {
  route53 = await startTestRoute53();
});
afterEach(() => route53.close());

const httpCheck: HealthCheckConfig = {
  Type: "HTTPS_STR_MATCH",
  FullyQualifiedDomainName: "eu-west-1.events.holdfast.example",
  ResourcePath: "/health",
  SearchString: '"region":"eu-west-1" & <more>',
  RequestInterval: 10,
  FailureThreshold: 3,
};
const createCheck = async (config: HealthCheckConfig = httpCheck, CallerReference = reference()) =>
  (await route53.client.send(new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig: config })))
    .HealthCheck;

describe("health checks", () => {
  test("are created with defaults, read, listed, counted and deleted", async () => {
    const { client } = route53;
    const check = await createCheck();
    expect(check).toMatchObject({
      HealthCheckVersion: 1,
      HealthCheckConfig: {
        ...httpCheck,
        Port: 443,
        Inverted: false,
        Disabled: false,
        EnableSNI: true,
        MeasureLatency: false,
      },
    });
    const HealthCheckId = check?.Id as string;
    expect((await client.send(new GetHealthCheckCommand({ HealthCheckId }))).HealthCheck).toEqual(check);
    await createCheck();
    await createCheck();
    const pages: string[][] = [];
    for await (const page of paginateListHealthChecks({ client, pageSize: 2 }, {}))
      pages.push((page.HealthChecks ?? []).map(({ Id }) => Id as string));
    expect(pages.map(({ length }) => length)).toEqual([2, 1]);
    expect(new Set(pages.flat()).size).toBe(3);
    await client.send(new DeleteHealthCheckCommand({ HealthCheckId }));
    expect((await client.send(new GetHealthCheckCountCommand({}))).HealthCheckCount).toBe(2);
    for (const command of [
      new GetHealthCheckCommand({ HealthCheckId }),
      new GetHealthCheckStatusCommand({ HealthCheckId }),
    ])
      await expect(client.send(command as GetHealthCheckCommand)).rejects.toMatchObject({
        name: "NoSuchHealthCheck",
        $metadata: { httpStatusCode: 404 },
      });
  });

  test("one reference makes one check, for ever", async () => {
    const first = await createCheck(httpCheck, "same");
    expect((await createCheck(httpCheck, "same"))?.Id).toBe(first?.Id);
    const refused = { name: "HealthCheckAlreadyExists", $metadata: { httpStatusCode: 409 } };
    await expect(createCheck({ ...httpCheck, FailureThreshold: 4 }, "same")).rejects.toMatchObject(refused);
    await route53.client.send(new DeleteHealthCheckCommand({ HealthCheckId: first?.Id }));
    await expect(createCheck(httpCheck, "same")).rejects.toMatchObject(refused);
  });

  test("are updated by version, and elements are reset", async () => {
    const { client } = route53;
    const HealthCheckId = (
      await createCheck({ ...httpCheck, Regions: ["us-east-1", "eu-west-1", "us-west-2"] })
    )?.Id;
    const updated = await client.send(
      new UpdateHealthCheckCommand({
        HealthCheckId,
        HealthCheckVersion: 1,
        Disabled: true,
        FailureThreshold: 5,
        ResetElements: ["Regions", "ResourcePath"],
      }),
    );
    expect(updated.HealthCheck).toMatchObject({
      HealthCheckVersion: 2,
      HealthCheckConfig: { Disabled: true, FailureThreshold: 5, RequestInterval: 10 },
    });
    expect(updated.HealthCheck?.HealthCheckConfig).not.toHaveProperty("Regions");
    expect(updated.HealthCheck?.HealthCheckConfig).not.toHaveProperty("ResourcePath");
    await expect(
      client.send(new UpdateHealthCheckCommand({ HealthCheckId, HealthCheckVersion: 1 })),
    ).rejects.toMatchObject({ name: "HealthCheckVersionMismatch" });
  });

  test.each<{ title: string; config: HealthCheckConfig; message: string }>([
    {
      title: "no endpoint",
      config: { Type: "HTTP" },
      message: "Either IPAddress or FullyQualifiedDomainName",
    },
    {
      title: "string matching without a string",
      config: { ...httpCheck, SearchString: undefined },
      message: "SearchString must be given",
    },
    {
      title: "a string without string matching",
      config: { ...httpCheck, Type: "HTTPS" },
      message: "SearchString must not be given",
    },
    {
      title: "a string of 256 characters",
      config: { ...httpCheck, SearchString: "x".repeat(256) },
      message: "SearchString",
    },
    {
      title: "an interval of 20 s",
      config: { ...httpCheck, RequestInterval: 20 },
      message: "must be 10 or 30",
    },
    {
      title: "a threshold of 11",
      config: { ...httpCheck, FailureThreshold: 11 },
      message: "FailureThreshold",
    },
    {
      title: "two regions",
      config: { ...httpCheck, Regions: ["us-east-1", "eu-west-1"] },
      message: "three Regions",
    },
    {
      title: "TCP without a port",
      config: { Type: "TCP", FullyQualifiedDomainName: "x.example" },
      message: "Port must be given",
    },
    {
      title: "a calculation over nobody",
      config: { Type: "CALCULATED", HealthThreshold: 1, ChildHealthChecks: ["nobody"] },
      message: "nobody does not exist",
    },
    { title: "an alarm, which has no model", config: { Type: "CLOUDWATCH_METRIC" }, message: "Type" },
    {
      title: "a setting that has no model",
      config: { ...httpCheck, InsufficientDataHealthStatus: "Healthy" },
      message: "InsufficientDataHealthStatus",
    },
  ])("refuse $title", async ({ config, message }) => {
    await expect(createCheck(config)).rejects.toMatchObject({
      name: "InvalidInput",
      message: expect.stringContaining(message),
    });
  });

  test("that are calculated do not nest, and their status is not to be asked for", async () => {
    const child = (await createCheck())?.Id as string;
    const parent = (await createCheck({ Type: "CALCULATED", HealthThreshold: 1, ChildHealthChecks: [child] }))
      ?.Id as string;
    await expect(
      createCheck({ Type: "CALCULATED", HealthThreshold: 1, ChildHealthChecks: [parent] }),
    ).rejects.toMatchObject({ message: expect.stringContaining("do not nest") });
    await expect(
      route53.client.send(new GetHealthCheckStatusCommand({ HealthCheckId: parent })),
    ).rejects.toMatchObject({ name: "InvalidInput" });
    expect(
      (await route53.client.send(new ListHealthChecksCommand({}))).HealthChecks?.find(
        ({ Id }) => Id === parent,
      )?.HealthCheckConfig?.ChildHealthChecks,
    ).toEqual([child]);
  });
});

test("tags are added, removed, listed and go with their resource", async () => {
  const { client } = route53;
  const ResourceId = (await createCheck())?.Id as string;
  const resource = { ResourceType: "healthcheck" as const, ResourceId };
  await client.send(
    new ChangeTagsForResourceCommand({
      ...resource,
      AddTags: [
        { Key: "Name", Value: "eu & us" },
        { Key: "drill", Value: "" },
      ],
    }),
  );
  await client.send(new ChangeTagsForResourceCommand({ ...resource, RemoveTagKeys: ["drill"] }));
  const tags = { ...resource, Tags: [{ Key: "Name", Value: "eu & us" }] };
  expect((await client.send(new ListTagsForResourceCommand(resource))).ResourceTagSet).toEqual(tags);
  expect(
    (
      await client.send(
        new ListTagsForResourcesCommand({ ResourceType: "healthcheck", ResourceIds: [ResourceId] }),
      )
    ).ResourceTagSets,
  ).toEqual([tags]);
  await client.send(new DeleteHealthCheckCommand({ HealthCheckId: ResourceId }));
  await expect(client.send(new ListTagsForResourceCommand(resource))).rejects.toMatchObject({
    name: "NoSuchHealthCheck",
  });
});
