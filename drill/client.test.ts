import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { Client } from "./client";
import type { DrillEvent } from "./input";
import { Journal } from "./journal";
import type { Resolver } from "./resolver";

const EU = "eu-west-1";
const view = (event_id: string): DrillEvent => ({
  event_id,
  event_name: "page_view",
  client_time: "2015-05-17T10:05:03.000Z",
  visitor_id: "v1",
  url: "https://www.example.com/",
  properties: { drill: "d1", user_agent: "Möz" },
});
const accept: RequestListener = (_, response) => response.end('{"accepted":1,"refused":[]}');
const answer =
  (status: number, body = "{}"): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(body);

let folder: string;
let journal: Journal;
let server: Server;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "client-"));
  journal = new Journal(folder);
});
afterEach(async () => {
  journal.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** One client that sends `events` to a server which takes each request by the next of `listeners`, the last for ever. */
async function sending(
  events: readonly string[],
  listeners: readonly RequestListener[],
  resolutions = 0,
  ttlSeconds = 60,
) {
  let request = 0;
  server = createServer((incoming, response) => {
    const listener = listeners[Math.min(request, listeners.length - 1)];
    request += 1;
    listener?.(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let resolved = 0;
  const resolver = {
    resolve: async () => {
      resolved += 1;
      if (resolved <= resolutions) throw new Error("no such name");
      return { addresses: ["127.0.0.1"], ttlSeconds };
    },
  } as unknown as Resolver;
  const stop = new AbortController();
  const client = new Client({
    number: 3,
    name: "events.holdfast.example",
    port: (server.address() as AddressInfo).port,
    resolver,
    regionOf: (address) => (address === "127.0.0.1" ? EU : undefined),
    journal,
    // Awake at once, the shortest pauses, and requests by fetch: 0.7 draws "json".
    random: () => 0.7,
    signal: stop.signal,
  });
  for (const id of events) client.add(view(id));
  client.finish();
  return { running: client.run(), stop, seen: () => ({ request, resolved }) };
}

const lines = (file: string) =>
  readFileSync(join(folder, file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { event_id: string; at: string; region: string });

test("an acknowledged batch is journalled on both sides, with its region", async () => {
  await (await sending(["a", "b"], [accept])).running;
  for (const file of ["attempted.ndjson", "acknowledged.ndjson"])
    expect(lines(file)).toEqual([
      { event_id: "a", at: expect.stringMatching(/^\d{4}-.*Z$/), region: EU },
      { event_id: "b", at: expect.stringMatching(/^\d{4}-.*Z$/), region: EU },
    ]);
  expect(journal.acknowledgements).toEqual([
    { client: 3, region: EU, at: expect.any(Number), events: 2, startedAt: expect.any(Number) },
  ]);
  expect(journal.acknowledgements[0]?.startedAt).toBeLessThan(journal.acknowledgements[0]?.at ?? 0);
  expect(journal.failures).toEqual([]);
});

test("is on disk as attempted before the first byte is sent", async () => {
  let before: unknown[] = [];
  const look: RequestListener = (incoming, response) => {
    before = lines("attempted.ndjson").map(({ event_id }) => event_id);
    accept(incoming, response);
  };
  await (await sending(["a"], [look])).running;
  expect(before).toEqual(["a"]);
});

test("calls the failover name, whatever the address", async () => {
  let host: string | undefined;
  await (
    await sending(
      ["a"],
      [
        (incoming, response) => {
          host = incoming.headers.host;
          accept(incoming, response);
        },
      ],
    )
  ).running;
  expect(host).toBe("events.holdfast.example");
});

test.each([
  { title: "503", listener: answer(503), problem: "HTTP 503" },
  { title: "429", listener: answer(429), problem: "HTTP 429" },
  {
    title: "a reset",
    listener: ((incoming) => incoming.socket.destroy()) as RequestListener,
    problem: "UND_ERR_SOCKET",
  },
])("after $title the same events are sent again, and attempted once", async ({ listener, problem }) => {
  const bodies: unknown[] = [];
  const keep: RequestListener = async (incoming, response) => {
    bodies.push(await json(incoming));
    accept(incoming, response);
  };
  await (await sending(["a", "b"], [listener, keep])).running;
  expect(bodies).toEqual([[view("a"), view("b")]]);
  expect(lines("attempted.ndjson")).toHaveLength(2);
  expect(journal.failures).toEqual([
    { client: 3, region: EU, startedAt: expect.any(Number), failedAt: expect.any(Number), problem },
  ]);
  expect([...journal.acknowledged.keys()]).toEqual(["a", "b"]);
});

test("a name that is not resolved is asked again, and nothing counts as attempted before", async () => {
  const { running, seen } = await sending(["a"], [accept], 1);
  await running;
  expect(seen()).toEqual({ request: 1, resolved: 2 });
  expect(journal.failures).toMatchObject([{ region: undefined }]);
});

test("keeps its address while the TTL lasts, also when requests fail", async () => {
  const { running, seen } = await sending(["a"], [answer(503), answer(503), accept]);
  await running;
  expect(seen()).toEqual({ request: 3, resolved: 1 });
});

test("asks anew for each try when the TTL is nothing", async () => {
  const { running, seen } = await sending(["a"], [answer(503), accept], 0, 0);
  await running;
  expect(seen()).toEqual({ request: 2, resolved: 2 });
});

test("what is refused is neither acknowledged nor tried again", async () => {
  const { running, seen } = await sending(
    ["a", "b"],
    [answer(200, '{"accepted":1,"refused":[{"index":0}]}')],
  );
  await running;
  expect(seen().request).toBe(1);
  expect([...journal.acknowledged.keys()]).toEqual(["b"]);
  expect([...journal.refused]).toEqual(["a"]);
});

test("ends at once when it is told to, with its events unanswered", async () => {
  const asked = new Promise<void>((resolve) => {
    sending(["a"], [() => resolve()]).then(({ running, stop }) => {
      current = { running, stop };
    });
  });
  let current: { running: Promise<void>; stop: AbortController } | undefined;
  await asked;
  current?.stop.abort();
  await current?.running;
  expect([...journal.attempted]).toEqual(["a"]);
  expect(journal.acknowledged.size).toBe(0);
});
