/** The database of one region is gone for longer than any message waits: what died is brought back, and nothing is lost or twice. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import { type Postgres, startPostgres } from "../local/services/postgres";
import { type LocalRun, startLocal } from "../local/up";
import { Pair, type RegionOutputs } from "../operate/pair";
import { messagesIn, queueDepth, queueUrls } from "../operate/queues";
import { redrive } from "../operate/redrive";
import { countEvents } from "./postgres";

jest.setTimeout(240_000); // A limit for what hangs: what is waited for in vain fails by it.

const EU = "eu-west-1";
const US = "us-west-2";
const DRILL = "outage";
const RECEIVES_MAX = 5;
const EVENTS = 40;

let run: LocalRun;
let pair: Pair;
let restarted: Postgres | undefined;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "holdfast-outage-"));
  run = await startLocal({
    speed: 10,
    bufferSeconds: 1,
    dataDir,
    config: { "holdfast:etl": { receivesMax: RECEIVES_MAX, retryBaseSeconds: 1, retrySecondsMax: 1 } },
  });
  const { endpoints, stacks } = run;
  const regions = Object.entries(endpoints.regions).map(([region, { aws }]) => [region, aws]);
  pair = new Pair(
    Object.values(stacks).map(({ outputs }) => outputs),
    { ...endpoints, regions: Object.fromEntries(regions) },
  );
});
afterAll(async () => {
  pair?.close();
  await run?.stop();
  await restarted?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const regionOf = (region: string) => pair.regions.find((one) => one.region === region) as RegionOutputs;
const postgresOf = (region: string) => {
  const { postgres } = run.endpoints.regions[region] ?? {};
  if (!postgres) throw new Error(`${region} has no Postgres.`);
  return postgres;
};

/** Each an object of its own, or nearly so: Firehose holds records for a second. */
async function send(from: number, count: number): Promise<void> {
  const { endpoints } = run;
  for (let number = from; number < from + count; number += 1) {
    const region = number % 2 === 0 ? EU : US;
    const { statusCode, body } = await request(
      `http://${endpoints.regions[region]?.address}:${endpoints.httpPort}/events`,
      {
        method: "POST",
        headers: { host: `${region}.events.holdfast.example`, "content-type": "application/json" },
        body: JSON.stringify({
          event_id: `outage-${number}`,
          event_name: "page_view",
          visitor_id: `visitor-${number % 7}`,
          properties: { drill: DRILL },
        }),
      },
    );
    await body.dump();
    expect(statusCode).toBe(200); // Collecting knows nothing of databases.
    await pause(100);
  }
}

const loaded = (region: string) => countEvents(postgresOf(region), DRILL);
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(250);
}
const all = (events: number) => ({ events, distinctEvents: events });

test("an outage that outlasts every retry fills the dead-letter queue; redrive loads each event once", async () => {
  await send(0, EVENTS);
  for (const region of [EU, US]) await until(async () => (await loaded(region)).events === EVENTS);

  process.kill(postgresOf(US).pid, "SIGKILL");
  await send(EVENTS, EVENTS);
  const urls = queueUrls(regionOf(US), "etl");
  const depth = (url: string) => queueDepth(pair, regionOf(US), url).then(messagesIn);
  // The other region has everything, so every object is written, and nearly every one is named here. The canaries' never end.
  await until(async () => (await loaded(EU)).events === 2 * EVENTS);
  const named = (await depth(urls.queue)) + (await depth(urls.deadLetters));
  await until(async () => (await depth(urls.deadLetters)) > named);

  restarted = await startPostgres({ dataDir: join(dataDir, "postgres", US), host: postgresOf(US).host });
  // What was tried for the last time just before may still die while the first letters are brought back.
  const total = { redriven: 0, failed: 0 };
  await until(async () => {
    const count = await depth(urls.deadLetters);
    const { redriven, failed } = await redrive(pair, regionOf(US), "etl", { count });
    total.redriven += redriven;
    total.failed += failed.length;
    return count === 0 && (await loaded(US)).events >= 2 * EVENTS;
  });
  expect(total).toEqual({ redriven: expect.any(Number), failed: 0 });
  expect(total.redriven).toBeGreaterThan(named);
  expect(await loaded(US)).toEqual(all(2 * EVENTS));
  expect(await loaded(EU)).toEqual(all(2 * EVENTS));
});
