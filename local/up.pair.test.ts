import { Resolver } from "node:dns/promises";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { Client } from "pg";
import { request } from "undici";
import { Pair } from "../operate/pair";
import { follow, resume, stop } from "../operate/stop-region";
import type { PostgresEndpoint } from "./endpoints";
import { DATABASE_NAME, USER_NAME } from "./services/postgres";
import type { TimelineEntry } from "./services/route53/timeline";
import { type LocalRun, startLocal } from "./up";

// The tests go on from one another: bringing both regions up is what costs.
let dataDir: string;
let run: LocalRun | undefined;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "holdfast-local-"));
});
afterAll(async () => {
  await run?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const start = async (bufferSeconds: number) => {
  run = await startLocal({ speed: 10, bufferSeconds, dataDir });
  return run;
};

const post = async ({ endpoints }: LocalRun, region: string, body: unknown) => {
  const { statusCode } = await request(
    `http://${endpoints.regions[region]?.address}:${endpoints.httpPort}/events`,
    {
      method: "POST",
      headers: { host: `${region}.events.holdfast.example`, "content-type": "application/json" },
      body: JSON.stringify(body),
    },
  );
  return statusCode;
};

const pairOf = ({ endpoints, stacks }: LocalRun) =>
  new Pair(
    Object.values(stacks).map(({ outputs }) => outputs),
    {
      ...endpoints,
      regions: Object.fromEntries(
        Object.entries(endpoints.regions).map(([region, { aws }]) => [region, aws]),
      ),
    },
  );

/** The ids in every object of every lake, once each wanted one is in each lake. A test that waits in vain fails by jest's own limit. */
async function lakesWith(local: LocalRun, wanted: readonly string[]): Promise<string[]> {
  const pair = pairOf(local);
  try {
    for (;;) {
      const lakes = await Promise.all(
        pair.regions.map(async (region) => {
          const objects = await pair.list(region, region.lakeBucket, "events/");
          const texts = await Promise.all(
            objects.map(({ key }) => pair.read(region, region.lakeBucket, key)),
          );
          return texts.map((text) => gunzipSync(text).toString()).join("");
        }),
      );
      if (lakes.every((lake) => wanted.every((id) => lake.includes(`"event_id":"${id}"`)))) return lakes;
      await pause(200);
    }
  } finally {
    pair.close();
  }
}

const refuses = (address: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, address, () => resolve(!socket.destroy()));
    socket.once("error", () => resolve(true));
  });

test("what was acknowledged and still buffered survives a stop and start, and reaches both lakes", async () => {
  const first = await start(600);
  expect(await post(first, "eu-west-1", { event_id: "before-the-stop", event_name: "page_view" })).toBe(200);
  await first.stop();

  const second = await start(1);
  expect(second.stacks["prod-us"].changes).toMatchObject({ create: 0, replace: 0, delete: 0 });
  expect(await post(second, "us-west-2", { event_id: "after-the-start", event_name: "page_view" })).toBe(200);
  const lakes = await lakesWith(second, ["before-the-stop", "after-the-start"]);
  expect(lakes).toHaveLength(2);
}, 300_000);

/** A test that waits in vain fails by jest's own limit. */
async function untilLoaded(
  { host, port, caFile, passwordFile }: PostgresEndpoint,
  wanted: readonly string[],
): Promise<unknown[]> {
  const [ca, password] = await Promise.all([readFile(caFile, "utf8"), readFile(passwordFile, "utf8")]);
  const client = new Client({
    ...{ host, port, user: USER_NAME, database: DATABASE_NAME },
    ...{ password, ssl: { ca } },
  });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query("SELECT event_id FROM events WHERE event_id = ANY ($1)", [wanted]);
      if (rows.length >= wanted.length) return rows.map(({ event_id }) => event_id).sort();
      await pause(200);
    }
  } finally {
    await client.end();
  }
}

test("each region's Postgres holds each event of both regions once", async () => {
  const { regions } = (run as LocalRun).endpoints;
  const wanted = ["after-the-start", "before-the-stop"];
  const loaded = Object.values(regions).map(({ postgres }) => untilLoaded(postgres, wanted));
  expect(await Promise.all(loaded)).toEqual([wanted, wanted]);
}, 180_000);

test("each region's canary reaches both regions and the clients' name, after a stop and start as well", async () => {
  const pair = pairOf(run as LocalRun);
  try {
    for (const { region, namePrefix } of pair.regions) {
      const canary = new InvokeCommand({ FunctionName: `${namePrefix}canary`, LogType: "Tail" });
      const { FunctionError, LogResult } = await pair.clients.lambda(region).send(canary);
      const lines = Buffer.from(LogResult ?? "", "base64").toString();
      expect({ region, FunctionError, lines }).toEqual({ region, lines: expect.any(String) });
      expect(lines.match(/"CanaryAnswered":1/g)).toHaveLength(3);
    }
  } finally {
    pair.close();
  }
}, 180_000);

/** The addresses of both regions in the order in which the failover name was answered by them. */
async function answersOf({ endpoints }: LocalRun): Promise<string[]> {
  const { body } = await request(`${endpoints.control.route53}/timeline`);
  return ((await body.json()) as TimelineEntry[])
    .filter(({ kind }) => kind === "dns")
    .map(({ to }) => to?.split(".")[0] ?? "nobody");
}

/** A test that waits in vain fails by jest's own limit. */
async function untilDnsAnswers({ endpoints }: LocalRun, region: string): Promise<void> {
  const resolver = new Resolver();
  resolver.setServers([`${endpoints.dns.address}:${endpoints.dns.port}`]);
  const wanted = endpoints.regions[region]?.address;
  while ((await resolver.resolve4("events.holdfast.example"))[0] !== wanted) await pause(100);
}

test("STOP moves the clients off a primary that is healthy, and off one that hangs; resume brings them back", async () => {
  const local = run as LocalRun;
  const pair = pairOf(local);
  const { primary } = pair;
  const [eu, us] = pair.regions.map(({ region }) => region) as [string, string];
  const ingress = (mode: "hang" | "open") =>
    request(`${local.endpoints.regions[eu]?.control.gate}/ingress`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ mode }),
    });
  try {
    await untilDnsAnswers(local, eu);
    const before = await answersOf(local);
    expect(await stop(pair, primary)).toBe(true);
    expect(await follow(pair, primary)).toBe("seen");
    await untilDnsAnswers(local, us);
    expect(await pair.recordHealth(primary)).toMatchObject({
      healthy: false,
      endpoint: { healthy: true },
      stop: { stopped: true },
    });
    expect(await resume(pair, primary)).toBe(true);
    expect(await follow(pair, primary)).toBe("seen");
    await untilDnsAnswers(local, eu);

    await ingress("hang");
    expect(await stop(pair, primary)).toBe(true);
    expect(await follow(pair, primary)).toBe("seen");
    await untilDnsAnswers(local, us);
    await ingress("open");
    while (!(await pair.healthStatus(primary)).healthy) await pause(200);
    // However healthy: it stays away until somebody says otherwise.
    expect((await pair.recordHealth(primary)).healthy).toBe(false);
    await untilDnsAnswers(local, us);
    await resume(pair, primary);
    await untilDnsAnswers(local, eu);
    expect((await answersOf(local)).slice(before.length)).toEqual([us, eu, us, eu]);
  } finally {
    await ingress("open");
    pair.close();
  }
}, 300_000);

test("what is stopped listens nowhere", async () => {
  const second = run as LocalRun;
  await second.stop();
  const { regions, httpPort, route53 } = second.endpoints;
  const ports = [
    ...Object.values(regions).flatMap(({ address, aws, postgres }) => [
      { address, port: httpPort },
      { address: postgres.host, port: postgres.port },
      { address, port: Number(new URL(aws).port) },
    ]),
    { address: "127.0.0.1", port: Number(new URL(route53).port) },
  ];
  expect(await Promise.all(ports.map(({ address, port }) => refuses(address, port)))).toEqual(
    ports.map(() => true),
  );
}, 180_000);
