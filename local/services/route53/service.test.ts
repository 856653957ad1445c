/** The whole service: checks of a real endpoint, DNS that follows, and what a restart keeps. */
import { mkdtemp, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteHealthCheckCommand,
  GetHealthCheckCommand,
  GetHealthCheckLastFailureReasonCommand,
  GetHealthCheckStatusCommand,
  ListResourceRecordSetsCommand,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import type { Route53Config } from "./service";
import {
  answers,
  changeRecords,
  createCheck,
  createZone,
  pairOfRecords,
  startEndpoint,
  startTestRoute53,
  statuses,
  type TestEndpoint,
  type TestRoute53,
  until,
} from "./testing/fixtures";

const healthy: RequestListener = (_, response) => response.end("healthy");
const unhealthy: RequestListener = (_, response) => response.writeHead(503).end("unhealthy");

let regions: TestEndpoint;
const running: TestRoute53[] = [];
beforeEach(async () => {
  regions = await startEndpoint(healthy);
});
afterEach(async () => {
  await Promise.all([...running.splice(0).map((each) => each.close()), regions.close()]);
});

/** Both regions on one address, as not every system has a second one; the endpoint tells them apart. */
const ONE_ADDRESS = { "eu-west-1": "127.0.0.1", "us-west-2": "127.0.0.1" };

async function start(config: Partial<Route53Config> = {}): Promise<TestRoute53> {
  const route53 = await startTestRoute53({ httpPort: regions.port, addresses: ONE_ADDRESS, ...config });
  running.push(route53);
  return route53;
}

async function startPair(config: Partial<Route53Config> = {}) {
  const route53 = await start(config);
  const zoneId = await createZone(route53);
  await changeRecords(route53, zoneId, ...pairOfRecords());
  const euCheck = await createCheck(route53);
  const usCheck = await createCheck(route53, {
    FullyQualifiedDomainName: "us-west-2.events.holdfast.example",
  });
  await changeRecords(route53, zoneId, ...pairOfRecords({ eu: euCheck, us: usCheck }));
  return { route53, zoneId, euCheck, usCheck };
}

const EU = "eu-west-1.events.holdfast.example";
const US = "us-west-2.events.holdfast.example";

test("the name fails over when the primary does, and back when it is well, each on the timeline", async () => {
  const { route53, zoneId, euCheck } = await startPair();
  await until(
    () => statuses(route53, euCheck),
    (all) => all.length === 3,
  );
  expect(await answers(route53, zoneId)).toBe(EU);
  regions.answers["eu-west-1"] = unhealthy;
  await until(
    () => answers(route53, zoneId),
    (target) => target === US,
  );
  expect(await statuses(route53, euCheck)).toEqual(
    Array(3).fill("Failure: HTTP Status Code 503, Service Unavailable"),
  );
  regions.answers["eu-west-1"] = healthy;
  await until(
    () => answers(route53, zoneId),
    (target) => target === EU,
  );
  const timeline = await route53.timeline();
  expect(timeline.map(({ at, ...entry }) => entry)).toEqual([
    { kind: "dns", name: "events.holdfast.example", type: "CNAME", from: null, to: EU },
    { kind: "health", id: euCheck, fqdn: EU, from: "healthy", to: "unhealthy" },
    { kind: "dns", name: "events.holdfast.example", type: "CNAME", from: EU, to: US },
    { kind: "health", id: euCheck, fqdn: EU, from: "unhealthy", to: "healthy" },
    { kind: "dns", name: "events.holdfast.example", type: "CNAME", from: US, to: EU },
  ]);
  for (const { at } of timeline) expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  // DNS follows a flip by the propagation of 10 s, at speed 100, and never sooner.
  const at = (index: number) => Date.parse(timeline[index]?.at ?? "");
  expect(at(2) - at(1)).toBeGreaterThanOrEqual(100);
  expect(at(4) - at(3)).toBeGreaterThanOrEqual(100);
});

test("the primary is answered when neither is well", async () => {
  const { route53, zoneId } = await startPair();
  regions.answers["us-west-2"] = unhealthy;
  regions.answers["eu-west-1"] = unhealthy;
  const flips = await until(
    route53.timeline,
    (timeline) => timeline.filter(({ kind }) => kind === "health").length === 2,
  );
  expect(flips.filter(({ kind }) => kind === "health").map(({ to }) => to)).toEqual([
    "unhealthy",
    "unhealthy",
  ]);
  await until(
    () => answers(route53, zoneId),
    (target) => target === EU,
  );
});

test("each checker reports its region, its address, what it saw and when, and its last failure", async () => {
  const { route53, euCheck } = await startPair();
  await until(
    () => statuses(route53, euCheck),
    (all) => all.length === 3,
  );
  const { HealthCheckObservations } = await route53.client.send(
    new GetHealthCheckStatusCommand({ HealthCheckId: euCheck }),
  );
  expect(HealthCheckObservations?.map(({ Region }) => Region)).toEqual([
    "us-east-1",
    "eu-west-1",
    "ap-southeast-1",
  ]);
  expect(new Set(HealthCheckObservations?.map(({ IPAddress }) => IPAddress)).size).toBe(3);
  expect(HealthCheckObservations?.[0]?.StatusReport).toEqual({
    Status: "Success: HTTP Status Code 200, OK",
    CheckedTime: expect.any(Date),
  });
  regions.answers["eu-west-1"] = unhealthy;
  await until(
    () => statuses(route53, euCheck),
    (all) => all.every((each) => each.startsWith("Failure")),
  );
  regions.answers["eu-west-1"] = healthy;
  await until(
    () => statuses(route53, euCheck),
    (all) => all.every((each) => each.startsWith("Success")),
  );
  const last = await route53.client.send(
    new GetHealthCheckLastFailureReasonCommand({ HealthCheckId: euCheck }),
  );
  expect(last.HealthCheckObservations?.[0]?.StatusReport?.Status).toContain("503");
});

test("a name that does not resolve fails the check", async () => {
  const { route53 } = await startPair();
  const check = await createCheck(route53, { FullyQualifiedDomainName: "nobody.holdfast.example" });
  await until(
    () => statuses(route53, check),
    (all) => all.length === 3,
  );
  expect(await statuses(route53, check)).toEqual(
    Array(3).fill("Failure: DNS resolution failed: DNS response error code NXDOMAIN"),
  );
});

test("no checker leaves this machine", async () => {
  const route53 = await start();
  const check = await createCheck(route53, { IPAddress: "198.51.100.1" });
  await until(
    () => statuses(route53, check),
    (all) => all.length === 3,
  );
  expect(await statuses(route53, check)).toEqual(
    Array(3).fill("Failure: Resolved IP: 198.51.100.1. It is not on this machine."),
  );
});

test("inverting, disabling and deleting a check are seen by DNS, and a disabled one asks nobody", async () => {
  const { route53, zoneId, euCheck } = await startPair();
  const update = (changes: object) =>
    route53.client.send(new UpdateHealthCheckCommand({ HealthCheckId: euCheck, ...changes }));
  await update({ Inverted: true });
  await until(
    () => answers(route53, zoneId),
    (target) => target === US,
  );
  await update({ Inverted: false, Disabled: true });
  await until(
    () => answers(route53, zoneId),
    (target) => target === EU,
  );
  let asked = 0;
  regions.answers["eu-west-1"] = (request, response) => {
    asked += 1;
    unhealthy(request, response);
  };
  const other = await createCheck(route53, { SearchString: "elsewhere", FullyQualifiedDomainName: US });
  await until(
    () => statuses(route53, other),
    (all) => all.length === 3,
  );
  expect(asked).toBe(0);
  await update({ Disabled: false });
  await until(
    () => answers(route53, zoneId),
    (target) => target === US,
  );
  await route53.client.send(new DeleteHealthCheckCommand({ HealthCheckId: euCheck }));
  expect(await answers(route53, zoneId)).toBe(EU);
});

const createBoth = (route53: TestRoute53, ...ChildHealthChecks: string[]) =>
  createCheck(route53, {
    Type: "CALCULATED",
    FullyQualifiedDomainName: undefined,
    ResourcePath: undefined,
    SearchString: undefined,
    RequestInterval: undefined,
    FailureThreshold: undefined,
    ChildHealthChecks,
    HealthThreshold: 2,
  });

test("a calculated check begins as its children are: DNS never sees it healthy while one of them is not", async () => {
  const { route53, zoneId, euCheck } = await startPair();
  const inverted = await createCheck(route53, { Inverted: true });
  const both = await createBoth(route53, euCheck, inverted);
  await changeRecords(route53, zoneId, ...pairOfRecords({ eu: both }));
  expect(await answers(route53, zoneId)).toBe(US);
});

test("a calculated check follows its children", async () => {
  const { route53, zoneId, euCheck, usCheck } = await startPair();
  const both = await createBoth(route53, euCheck, usCheck);
  await changeRecords(route53, zoneId, ...pairOfRecords({ eu: both }));
  regions.answers["us-west-2"] = unhealthy;
  await until(
    () => answers(route53, zoneId),
    (target) => target === US,
  );
  regions.answers["us-west-2"] = healthy;
  await until(
    () => answers(route53, zoneId),
    (target) => target === EU,
  );
});

test("a standby that is taken away and comes back is on the timeline, and the primary answers throughout", async () => {
  const { route53, zoneId, usCheck } = await startPair();
  const standby = pairOfRecords({ us: usCheck }).slice(2);
  await changeRecords(
    route53,
    zoneId,
    ...standby.map((change) => ({ ...change, Action: "DELETE" as const })),
  );
  expect(await answers(route53, zoneId)).toBe(EU);
  await changeRecords(route53, zoneId, ...standby);
  expect(await answers(route53, zoneId)).toBe(EU);
  expect((await route53.timeline()).filter(({ kind }) => kind === "dns")).toHaveLength(1);
});

test("zones, records, checks and what the checkers last found outlive the process", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "route53-"));
  const first = await startPair({ stateDir });
  regions.answers["eu-west-1"] = unhealthy;
  await until(
    () => answers(first.route53, first.zoneId),
    (target) => target === US,
  );
  const list = new ListResourceRecordSetsCommand({ HostedZoneId: first.zoneId });
  const before = (await first.route53.client.send(list)).ResourceRecordSets;
  await running.pop()?.close();

  const second = await start({ stateDir });
  expect((await second.client.send(list)).ResourceRecordSets).toEqual(before);
  expect(
    (await second.client.send(new GetHealthCheckCommand({ HealthCheckId: first.euCheck }))).HealthCheck
      ?.HealthCheckConfig?.SearchString,
  ).toBe("healthy");
  expect(await answers(second, first.zoneId)).toBe(US);
  regions.answers["eu-west-1"] = healthy;
  await until(
    () => answers(second, first.zoneId),
    (target) => target === EU,
  );
  await rm(stateDir, { recursive: true });
});
