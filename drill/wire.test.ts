import { gunzipSync } from "node:zlib";
import type { DrillEvent } from "./input";
import { seededRandom } from "./random";
import { outcomeOf, pickForm, type WireForm, wireRequest } from "./wire";

const view = (id: string, over: Partial<DrillEvent> = {}): DrillEvent => ({
  event_id: id,
  event_name: "page_view",
  client_time: "2015-05-17T10:05:03.000Z",
  visitor_id: "v1",
  url: "https://www.example.com/a?b=c&d=ü",
  properties: { drill: "d1", line: 3, referrer: "https://from.example/" },
  ...over,
});

test("every form is picked, and the same seed picks the same", () => {
  const picks = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 200 }, () => pickForm(random));
  };
  expect(new Set(picks(1))).toEqual(new Set<WireForm>(["pixel", "text", "gzip", "json"]));
  expect(picks(1)).toEqual(picks(1));
  expect(picks(1)).not.toEqual(picks(2));
});

test.each<{ title: string; form: WireForm; headers: Record<string, string> }>([
  { title: "fetch", form: "json", headers: { "content-type": "application/json" } },
  { title: "sendBeacon", form: "text", headers: { "content-type": "text/plain;charset=UTF-8" } },
  {
    title: "a compressed body",
    form: "gzip",
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
  },
])("a batch by $title", ({ form, headers }) => {
  const events = [view("a"), view("b")];
  const request = wireRequest(form, events);
  expect(request).toMatchObject({ method: "POST", path: "/events", headers, events });
  const text = form === "gzip" ? gunzipSync(request.body as Buffer).toString() : (request.body as string);
  expect(JSON.parse(text)).toEqual(events);
});

test("one event travels without an array", () => {
  expect(JSON.parse(wireRequest("json", [view("a")]).body as string)).toEqual(view("a"));
});

test("an image carries the first event in its query", () => {
  const request = wireRequest("pixel", [view("a"), view("b")]);
  const { pathname, searchParams } = new URL(request.path, "http://x");
  expect(request).toMatchObject({ method: "GET", events: [view("a")] });
  expect(pathname).toBe("/i");
  expect(Object.fromEntries(searchParams)).toMatchObject({
    event_id: "a",
    drill: "d1",
    line: "3",
    url: view("a").url,
  });
});

test("an event too long for a URL goes by POST", () => {
  const long = view("a", { url: `https://www.example.com/${"x".repeat(5000)}` });
  expect(wireRequest("pixel", [long])).toMatchObject({ method: "POST", events: [long] });
});

const batch = wireRequest("json", [view("a"), view("b"), view("c")]);
const pixel = wireRequest("pixel", [view("a")]);
test.each([
  {
    title: "200 acknowledges all",
    status: 200,
    body: '{"accepted":3,"refused":[]}',
    acknowledged: ["a", "b", "c"],
    refused: [],
  },
  {
    title: "200 refuses what it lists by index",
    status: 200,
    body: '{"accepted":2,"refused":[{"index":1}]}',
    acknowledged: ["a", "c"],
    refused: ["b"],
  },
  {
    title: "200 without a body acknowledges all",
    status: 200,
    body: "",
    acknowledged: ["a", "b", "c"],
    refused: [],
  },
  { title: "204 acknowledges all", status: 204, body: "", acknowledged: ["a", "b", "c"], refused: [] },
  { title: "400 refuses all", status: 400, body: "{}", acknowledged: [], refused: ["a", "b", "c"] },
  { title: "413 refuses all", status: 413, body: "{}", acknowledged: [], refused: ["a", "b", "c"] },
])("$title", ({ status, body, acknowledged, refused }) => {
  expect(outcomeOf(batch, status, {}, body)).toEqual({ kind: "acknowledged", acknowledged, refused });
});

test("an image's bytes are not read as JSON", () => {
  expect(outcomeOf(pixel, 200, {}, "GIF89a")).toMatchObject({ acknowledged: ["a"], refused: [] });
});

test.each([
  { title: "503 with Retry-After", status: 503, headers: { "retry-after": "2" }, afterSeconds: 2 },
  { title: "503 without", status: 503, headers: {}, afterSeconds: 0 },
  { title: "429", status: 429, headers: {}, afterSeconds: 0 },
  { title: "404 of a region that is being created", status: 404, headers: {}, afterSeconds: 0 },
  { title: "a redirect", status: 302, headers: {}, afterSeconds: 0 },
  {
    title: "a date instead of seconds",
    status: 503,
    headers: { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" },
    afterSeconds: 0,
  },
  { title: "an hour", status: 503, headers: { "retry-after": "3600" }, afterSeconds: 30 },
])("is tried again: $title", ({ status, headers, afterSeconds }) => {
  expect(outcomeOf(batch, status, headers, "")).toEqual({
    kind: "again",
    afterSeconds,
    problem: `HTTP ${status}`,
  });
});
