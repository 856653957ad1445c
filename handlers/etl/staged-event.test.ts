import fc from "fast-check";
import { canary, type Envelope, lineOf } from "../event/envelope";
import { eventTime, stagedEvent } from "./staged-event";

const window = { pastYearsMax: 20, futureHoursMax: 24 };
const receivedAt = Date.UTC(2026, 10, 21, 12);
const envelope: Envelope = {
  event_id: "e-1",
  event_name: "page_view",
  client_time: "2026-11-21T13:59:58.123456+02:00",
  received_at: new Date(receivedAt).toISOString(),
  tenant: "acme",
  visitor_id: "v-1",
  protocol: "events",
  region: "eu-west-1",
  build: "b1",
  ip: "203.0.113.0",
  user_agent: "Firefox",
  url: "https://example.org/?a=1#b",
  properties: { plan: "pro", count: 3 },
};
const staged = (changes: object, number = 7) =>
  stagedEvent(JSON.stringify({ ...envelope, ...changes }), number, window);

test("every field of the envelope has its place", () => {
  expect(stagedEvent(lineOf(envelope), 7, window)).toEqual({
    line: 7,
    eventId: "e-1",
    eventName: "page_view",
    eventTime: Date.UTC(2026, 10, 21, 11, 59, 58, 123),
    clientTime: "2026-11-21T13:59:58.123456+02:00",
    receivedAt,
    tenant: "acme",
    visitorId: "v-1",
    protocol: "events",
    region: "eu-west-1",
    build: "b1",
    ip: "203.0.113.0",
    userAgent: "Firefox",
    url: "https://example.org/?a=1#b",
    properties: '{"plan":"pro","count":3}',
  });
});

test("what a client left out is null", () => {
  const nothing = {
    client_time: null,
    tenant: null,
    visitor_id: null,
    ip: null,
    user_agent: null,
    url: null,
  };
  expect(staged({ ...nothing, properties: {} })).toMatchObject({
    eventTime: receivedAt,
    clientTime: null,
    tenant: null,
    visitorId: null,
    ip: null,
    userAgent: null,
    url: null,
    properties: "{}",
  });
});

test("a canary is none of the events", () => {
  const known = { receivedAt: envelope.received_at, region: "eu-west-1", build: "b1" };
  expect(stagedEvent(lineOf(canary("c-1", known)), 1, window)).toBe("canary");
});

test.each([
  { title: "no JSON", text: "{", reason: "not_json" },
  { title: "an undefined", text: "undefined", reason: "not_json" },
  { title: "JSON behind a byte order mark", text: `\ufeff${lineOf(envelope)}`, reason: "not_json" },
  { title: "two events in one line", text: "{}{}", reason: "not_json" },
  { title: "a list", text: "[]", reason: "not_an_object" },
  { title: "null", text: "null", reason: "not_an_object" },
  { title: "an empty object", text: "{}", reason: "protocol_invalid" },
  {
    title: "an access log's line",
    text: '83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1"',
    reason: "not_json",
  },
])("$title is no event", ({ text, reason }) => {
  expect(stagedEvent(text, 1, window)).toBe(reason);
});

test.each([
  { changes: { event_id: "" }, reason: "event_id_invalid" },
  { changes: { event_id: 5 }, reason: "event_id_invalid" },
  { changes: { event_id: "x".repeat(129) }, reason: "event_id_invalid" },
  { changes: { event_id: "a\0b" }, reason: "event_id_invalid" },
  { changes: { event_id: "a\ud800" }, reason: "event_id_invalid" },
  { changes: { event_name: null }, reason: "event_name_invalid" },
  { changes: { event_name: "x".repeat(129) }, reason: "event_name_invalid" },
  { changes: { client_time: 5 }, reason: "client_time_invalid" },
  { changes: { received_at: "yesterday" }, reason: "received_at_invalid" },
  { changes: { received_at: "0000-01-01T00:00:00Z" }, reason: "received_at_invalid" },
  { changes: { received_at: "2026-02-31T25:00:00Z" }, reason: "received_at_invalid" },
  { changes: { received_at: undefined }, reason: "received_at_invalid" },
  { changes: { tenant: {} }, reason: "tenant_invalid" },
  { changes: { tenant: "x".repeat(65) }, reason: "tenant_invalid" },
  { changes: { visitor_id: true }, reason: "visitor_id_invalid" },
  { changes: { visitor_id: "v\0" }, reason: "visitor_id_invalid" },
  { changes: { protocol: null }, reason: "protocol_invalid" },
  { changes: { region: "" }, reason: "region_invalid" },
  { changes: { build: 1 }, reason: "build_invalid" },
  { changes: { ip: "300.1.2.3" }, reason: "ip_invalid" },
  { changes: { ip: 5 }, reason: "ip_invalid" },
  { changes: { user_agent: [] }, reason: "user_agent_invalid" },
  { changes: { url: 1 }, reason: "url_invalid" },
  { changes: { properties: [] }, reason: "properties_invalid" },
  { changes: { properties: "x" }, reason: "properties_invalid" },
])("$reason: $changes", ({ changes, reason }) => {
  expect(staged(changes)).toBe(reason);
});

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const withProperties = (json: string) =>
  stagedEvent(
    lineOf(envelope).replace(/"properties":.*/, () => `"properties":${json}}`),
    1,
    window,
  );

test.each([
  { title: "a thousand levels are kept", levels: 1_000, is: { properties: nested(1_000) } },
  { title: "one more is refused", levels: 1_001, is: "depth_exceeded" },
  { title: "so many that they could exhaust the stack, too", levels: 200_000, is: "depth_exceeded" },
])("$title", ({ levels, is }) => {
  const found = withProperties(nested(levels));
  if (typeof is === "string") expect(found).toBe(is);
  else expect(found).toMatchObject(is);
});

test("deep lists are as deep as deep objects", () => {
  expect(withProperties(`{"a":${"[".repeat(1_000)}${"]".repeat(1_000)}}`)).toBe("depth_exceeded");
});

test.each([
  { title: "NUL", json: '{"a\\u0000b":"\\u0000"}', is: '{"a\ufffdb":"\ufffd"}' },
  { title: "halves of surrogate pairs", json: '{"a":"\\ud800x\\uDFFF"}', is: '{"a":"\ufffdx\ufffd"}' },
  { title: "a whole pair stays", json: '{"a":"\\ud83d\\ude00"}', is: '{"a":"\u{1f600}"}' },
  {
    title: "escaped backslashes before digits stay",
    json: '{"a":"\\\\u0000\\\\ud800"}',
    is: '{"a":"\\\\u0000\\\\ud800"}',
  },
  { title: "a backslash and then a NUL", json: '{"a":"\\\\\\u0000"}', is: '{"a":"\\\\\ufffd"}' },
  { title: "other control characters stay", json: '{"a":"\\u0001\\n"}', is: '{"a":"\\u0001\\n"}' },
  { title: "__proto__ is a name like others", json: '{"__proto__":{"a":1}}', is: '{"__proto__":{"a":1}}' },
])("properties with $title", ({ json, is }) => {
  expect(withProperties(json)).toMatchObject({ properties: is });
});

test.each(["203.0.113.0", "2001:db8:1::", "::ffff:203.0.113.9", "fe80::1%eth0"])(
  "the address %s is one",
  (ip) => {
    expect(staged({ ip })).toMatchObject({ ip });
  },
);

const at = (time: string | null) => new Date(eventTime(time, receivedAt, window)).toISOString();
const received = new Date(receivedAt).toISOString();

test.each([
  { title: "none", time: null, is: received },
  { title: "within the window", time: "2015-05-17T10:05:03Z", is: "2015-05-17T10:05:03.000Z" },
  { title: "a day ahead", time: "2026-11-22T12:00:00Z", is: "2026-11-22T12:00:00.000Z" },
  { title: "more than a day ahead", time: "2026-11-22T12:00:00.001Z", is: received },
  { title: "2099", time: "2099-01-01T00:00:00Z", is: received },
  { title: "1970", time: "1970-01-01T00:00:00Z", is: received },
  { title: "the year 0", time: "0000-01-01T00:00:00Z", is: received },
  { title: "the 13th month", time: "2026-13-01T00:00:00Z", is: received },
  { title: "no time", time: "1", is: received },
])("a client's time: $title", ({ time, is }) => {
  expect(at(time)).toBe(is);
});

test("never throws, and what it stages holds what was sent", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  );
  fc.assert(fc.property(anything, (text) => void stagedEvent(text, 1, window)));
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (properties) => {
      const found = staged({ properties });
      expect(typeof found === "object" && JSON.parse(found.properties)).toEqual(
        JSON.parse(JSON.stringify(properties)),
      );
    }),
  );
});
