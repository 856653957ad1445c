import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { request } from "undici";
import { Pair } from "../operate/pair";
import { type LocalRun, startLocal } from "./up";

let dataDir: string;
let run: LocalRun | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "holdfast-local-"));
});
afterEach(async () => {
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
      credentials: endpoints.credentials,
      route53: endpoints.route53,
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

  await second.stop();
  const { regions, httpPort, route53 } = second.endpoints;
  const ports = [
    ...Object.values(regions).flatMap(({ address, aws }) => [
      { address, port: httpPort },
      { address, port: Number(new URL(aws).port) },
    ]),
    { address: "127.0.0.1", port: Number(new URL(route53).port) },
  ];
  expect(await Promise.all(ports.map(({ address, port }) => refuses(address, port)))).toEqual(
    ports.map(() => true),
  );
}, 120_000);
