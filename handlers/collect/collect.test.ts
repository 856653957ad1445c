import { embeddedMetrics } from "../metrics";
import { collectSettings, collectWith, pixel, post, request } from "../testing/collecting";
import { type Fault, none } from "../testing/fakes";
import { VirtualClock } from "../testing/virtual-clock";
import { collector } from "./collect";
import { healthSearchString, stopSearchString } from "./environment";

const throttled: Fault = { kind: "throttled" };

test("an event is stored in its envelope, and only then acknowledged", async () => {
  const { collect, events } = collectWith();
  const event = {
    event_id: "e1",
    event_name: "click",
    client_time: "2025-01-31T11:59:59Z",
    tenant: "shop",
    visitor_id: "v1",
    url: "https://shop.example/",
    properties: { price: 1.5 },
  };
  const answer = await collect(post(event));
  expect(answer).toMatchObject({ statusCode: 200, body: '{"accepted":1,"refused":[]}' });
  expect(events()).toEqual([
    {
      ...event,
      received_at: "2025-01-31T12:00:00.000Z",
      protocol: "events",
      region: "eu-west-1",
      build: "b1",
      ip: "203.0.113.0",
      user_agent: "agent",
    },
  ]);
});

test("the good events of a batch are taken, and each bad one is named by its index", async () => {
  const { collect, events } = collectWith();
  const answer = await collect(
    post([{ event_name: "a" }, 7, { event_name: "b" }, { event_name: "holdfast.x" }]),
  );
  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    accepted: 2,
    refused: [
      { index: 1, code: "event_not_object", reason: expect.any(String) },
      { index: 3, code: "event_name_reserved", reason: expect.any(String) },
    ],
  });
  expect(events().map(({ event_name }) => event_name)).toEqual(["a", "b"]);
});

test("what no place takes is not acknowledged", async () => {
  const { collect, log } = collectWith({ faults: [throttled] });
  const answer = await collect(post([{ event_name: "a" }, 7]));
  expect(answer).toMatchObject({ statusCode: 503, headers: { "retry-after": "5" } });
  expect(JSON.parse(answer.body)).toEqual({ code: "not_durable", message: expect.any(String) });
  expect(log).toHaveLength(1);
  expect(JSON.parse(log[0] ?? "")).toMatchObject({
    outcome: "not_durable",
    status: 503,
    accepted: 0,
    undelivered: 1,
  });
});

test.each([
  { title: "nothing acceptable", request: post([1, 2]), status: 400 },
  { title: "no JSON", request: request("POST", "/events", { body: "{" }), status: 400 },
  {
    title: "a large body",
    request: request("POST", "/events", { body: "x".repeat(2_000_000) }),
    status: 413,
  },
  {
    title: "a large event",
    request: post({ event_name: "a", properties: { p: "x".repeat(1_030_000) } }),
    status: 400,
  },
  { title: "501 events", request: post(new Array(501).fill({ event_name: "a" })), status: 413 },
  { title: "another type", request: post({}, { "content-type": "text/html" }), status: 415 },
  { title: "another path", request: request("GET", "/"), status: 404 },
  { title: "a path of JavaScript's own", request: request("GET", "__proto__"), status: 404 },
  { title: "another method", request: request("GET", "/events"), status: 405 },
  { title: "its own STOP switch", request: request("GET", "/stop/eu-west-1"), status: 404 },
  { title: "a STOP switch of no region", request: request("GET", "/stop/"), status: 404 },
  { title: "a write to the STOP switch", request: request("POST", "/stop/us-west-2"), status: 405 },
  { title: "a method of JavaScript's own", request: request("CONSTRUCTOR", "/events"), status: 405 },
  { title: "a pixel with a bad name", request: pixel("event_name=holdfast.canary"), status: 400 },
  { title: "no request at all", request: undefined, status: 404 },
])("refuses $title with $status, a reason, and one line in the log", async ({ request, status }) => {
  const { collect, log, events } = collectWith();
  const answer = await collect(request);
  expect(answer.statusCode).toBe(status);
  const { code, message, refused } = JSON.parse(answer.body);
  if (refused) expect(refused[0]).toEqual({ index: 0, code: expect.any(String), reason: expect.any(String) });
  else expect({ code, message }).toEqual({ code: expect.any(String), message: expect.any(String) });
  expect(events()).toEqual([]);
  expect(log).toHaveLength(1);
});

test.each([
  { ip: "truncated" as const, kept: "203.0.113.0" },
  { ip: "whole" as const, kept: "203.0.113.77" },
  { ip: "none" as const, kept: null },
])("an address is kept as set: $ip", async ({ ip, kept }) => {
  const { collect, events } = collectWith({ ip });
  await collect(post({ event_name: "a" }));
  expect(events()[0].ip).toBe(kept);
});

test("a retry without ids but with the client's time is the same events; without a time they are new ones", async () => {
  const { collect, events } = collectWith();
  const timed = { event_name: "a", client_time: "2025-01-31T12:00:00Z" };
  const body = post([timed, timed, { event_name: "a" }]);
  await collect(body);
  await collect(body);
  const [first, second, third, again, againSecond, againThird] = events().map(({ event_id }) => event_id);
  expect([again, againSecond]).toEqual([first, second]);
  expect(new Set([first, second, third, againThird]).size).toBe(4);
});

test.each([
  {
    title: "a listed origin may read",
    origin: "https://shop.example",
    allowed: collectSettings.allowedOrigins,
    seen: ["https://shop.example", "true"],
  },
  {
    title: "another may not",
    origin: "https://evil.example",
    allowed: collectSettings.allowedOrigins,
    seen: [undefined, undefined],
  },
  {
    title: "with * any may read, without cookies",
    origin: "https://any.example",
    allowed: ["*"],
    seen: ["*", undefined],
  },
])("CORS: $title", async ({ origin, allowed, seen }) => {
  const { collect } = collectWith({ allowedOrigins: allowed });
  const answers = [
    await collect(request("OPTIONS", "/events", { headers: { origin } })),
    await collect(post({ event_name: "a" }, { origin })),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 200]);
  for (const { headers } of answers)
    expect([headers["access-control-allow-origin"], headers["access-control-allow-credentials"]]).toEqual(
      seen,
    );
});

test("/health holds the search string while healthy, and only then", async () => {
  const search = healthSearchString("eu-west-1", "primary");
  const { collect, clock } = collectWith({ faults: [throttled] });
  const health = request("GET", "/health");
  const first = await collect(health);
  expect(first.statusCode).toBe(200);
  expect(first.body).toContain(search);
  expect(JSON.parse(first.body)).toEqual({ status: "healthy", region: "eu-west-1", role: "primary" });
  await clock.advance(10_000);
  const second = await collect(health);
  expect(second.statusCode).toBe(503);
  expect(second.body).not.toContain(search);
  expect(JSON.parse(second.body)).toEqual({ status: "unhealthy", region: "eu-west-1", role: "primary" });
});

test.each([
  { title: "there is no object", object: undefined, status: 200, body: '{"stopped":"none"}' },
  { title: "it holds the token", object: "holdfast-stop us-west-2", status: 200, stopped: true },
  {
    title: "it holds another region's",
    object: "holdfast-stop eu-west-1",
    status: 200,
    body: '{"stopped":"none"}',
    error: "stop_object_without_token",
  },
  {
    title: "it cannot be read",
    object: new Error("Slow down."),
    status: 503,
    body: /"stop_unknown"/,
    error: "Error",
  },
])("/stop of the peer answers $status when $title", async ({ object, status, body, stopped, error }) => {
  const readStopObject = () =>
    object instanceof Error ? Promise.reject(object) : Promise.resolve(object as string | undefined);
  const { collect, log } = collectWith({ readStopObject });
  const answer = await collect(request("GET", "/stop/us-west-2"));
  expect(answer.statusCode).toBe(status);
  if (stopped) expect(answer.body).toBe(`{${stopSearchString("us-west-2")}}`);
  else expect(answer.body).toMatch(body ?? "");
  expect(answer.body.includes(stopSearchString("us-west-2"))).toBe(stopped === true);
  expect(JSON.parse(log[0] ?? "")).toMatchObject({ path: "/stop", status, ...(error && { error }) });
});

test("a STOP switch that hangs or is broken leaves the region's health as it is", async () => {
  const { collect } = collectWith({ readStopObject: () => Promise.reject(new Error("broken")) });
  await collect(request("GET", "/stop/us-west-2"));
  expect((await collect(request("GET", "/health"))).statusCode).toBe(200);
});

test("a canary may end in S3 here, and never goes to the peer", async () => {
  const { collect, clock, here, peer } = collectWith({ faults: [throttled], s3: [none] });
  for (const _ of ["now", "10 s later"]) {
    expect((await collect(request("GET", "/health"))).statusCode).toBe(200);
    await clock.advance(10_000);
  }
  expect([here.calls, peer.calls]).toEqual([2, 0]);
});

test("a canary carries its marker, which nobody outside can", async () => {
  const { collect, events } = collectWith();
  await collect(request("GET", "/health"));
  await collect(post({ event_name: "a", protocol: "canary" }));
  await collect(pixel("protocol=canary"));
  expect(events().map(({ protocol, event_name }) => [protocol, event_name])).toEqual([
    ["canary", "holdfast.canary"],
    ["pixel", "page_view"],
  ]);
});

test("the log line says what happened, and names nobody", async () => {
  const { collect, log, clock } = collectWith({ faults: [{ kind: "denied" }], s3: [none] });
  await collect({ ...pixel("event_id=secret&visitor_id=secret", { "user-agent": "secret" }), rawPath: "/i" });
  expect(log.join("")).not.toMatch(/secret|203\.0\.113/);
  expect(JSON.parse(log[0] ?? "")).toEqual({
    message: "request",
    request_id: "r1",
    method: "GET",
    path: "/i",
    status: 200,
    outcome: "accepted",
    accepted: 1,
    kept: { here: 1 },
    reasons: { firehose: "AccessDeniedException" },
    region: "eu-west-1",
    build: "b1",
    milliseconds: 0,
    ...embeddedMetrics({ EventsAcknowledged: 1, EventsUndeliverable: 1 }, "h-collect", clock.now()),
  });
});

test.each<{
  title: string;
  faults: Fault[];
  s3?: Fault[];
  peerS3?: Fault[];
  request: object;
  counted: object;
}>([
  {
    title: "events that Firehose took",
    faults: [none],
    request: post([{ event_name: "a" }, { event_name: "b" }, 7]),
    counted: { EventsAcknowledged: 2 },
  },
  {
    title: "events that only the peer took",
    faults: [{ kind: "denied" }],
    s3: [{ kind: "broken" }],
    peerS3: [none],
    request: post([{ event_name: "a" }, { event_name: "b" }]),
    counted: { EventsAcknowledged: 2, EventsToPeer: 2 },
  },
  {
    title: "events that nothing took",
    faults: [throttled],
    request: post([{ event_name: "a" }, { event_name: "b" }]),
    counted: { EventsNotDurable: 2 },
  },
  { title: "nothing of a request without events", faults: [none], request: post([7]), counted: {} },
  { title: "no canary of a health check", faults: [none], request: request("GET", "/health"), counted: {} },
])("counts $title", async ({ request, counted, ...faults }) => {
  const { collect, log, clock } = collectWith(faults);
  await collect(request);
  const line = JSON.parse(log[0] ?? "");
  expect(line).toMatchObject(embeddedMetrics(counted as never, "h-collect", clock.now()));
  expect(Object.keys(line).filter((name) => name.startsWith("Events"))).toEqual(Object.keys(counted));
});

test("a breaker that opens and closes leaves a line and a metric each", async () => {
  const hang: Fault = { kind: "hang" };
  const { collect, log, clock } = collectWith({ faults: [hang, hang, hang, none], s3: [none] });
  for (let second = 0; second < 40; second++) {
    expect((await collect(post({ event_name: "a" }))).statusCode).toBe(200);
    await clock.advance(1_000);
  }
  const lines = log.map((line) => JSON.parse(line)).filter(({ message }) => message === "breaker");
  expect(lines.map(({ state, reason, BreakerOpen }) => [state, reason, BreakerOpen])).toEqual([
    ["opened", "HF_DELIVERY_TIMEOUT", 1],
    ["opened", "HF_DELIVERY_TIMEOUT", 1], // The first probe met Firehose hanging still.
    ["closed", undefined, 0],
  ]);
});

test("events that only the peer could keep are evidence: the first health check after 10 s of them says unhealthy", async () => {
  const { collect, clock, peer } = collectWith({ faults: [{ kind: "broken" }], peerS3: [none] });
  expect((await collect(post({ event_name: "e" }))).statusCode).toBe(200);
  await clock.advance(10_000);
  expect((await collect(request("GET", "/health"))).statusCode).toBe(503);
  expect(peer.calls).toBe(1); // The events; the canary, which nothing here keeps either, does not go there.
});

test("a breaker that is open while Firehose works again and S3 here fails leaves the region healthy", async () => {
  const hang: Fault = { kind: "hang" };
  const { collect, clock } = collectWith({
    faults: [hang, hang, none],
    s3: [none, none, { kind: "broken" }],
    peerS3: [none],
  });
  await collect(post({ event_name: "a" }));
  await collect(post({ event_name: "a" }));
  for (let second = 0; second < 60; second++) {
    expect((await collect(post({ event_name: "a" }))).statusCode).toBe(200);
    if (second % 7 === 0) expect((await collect(request("GET", "/health"))).statusCode).toBe(200);
    await clock.advance(1_000);
  }
});

test("a breaker that is open leaves the region healthy", async () => {
  const { collect, clock } = collectWith({ faults: [{ kind: "hang" }], s3: [none] });
  for (let second = 0; second < 60; second++) {
    await collect(post({ event_name: "a" }));
    expect((await collect(request("GET", "/health"))).statusCode).toBe(200);
    await clock.advance(1_000);
  }
});

test("a mistake of our own is a 503, not a crash", async () => {
  const log: string[] = [];
  const broken = { name: "firehose" as const, keep: () => Promise.reject(new TypeError("our mistake")) };
  const places = { firehose: broken, here: broken, peer: broken } as never;
  const collect = collector(collectSettings, {
    places,
    canaryPlaces: places,
    readStopObject: async () => undefined,
    clock: new VirtualClock(),
    randomId: () => "id",
    log: (line) => log.push(line),
  });
  expect((await collect(post({ event_name: "a" }))).statusCode).toBe(503);
  expect(JSON.parse(log[0] ?? "")).toMatchObject({ outcome: "failed", error: "TypeError" });
});
