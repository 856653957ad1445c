import { parseClientEvent } from "./client-event";
import { limits } from "./limits";

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

test.each<{ title: string; event: unknown; parsed: unknown }>([
  {
    title: "the smallest event",
    event: { event_name: "click" },
    parsed: {
      event_id: null,
      event_name: "click",
      client_time: null,
      tenant: null,
      visitor_id: null,
      url: null,
      properties: {},
    },
  },
  {
    title: "null as absent",
    event: { event_name: "click", event_id: null, client_time: null, properties: null },
    parsed: expect.objectContaining({ event_id: null, client_time: null, properties: {} }),
  },
  {
    title: "a time as it was written",
    event: { event_name: "click", client_time: "2025-01-31T12:00:00.123456+01:00" },
    parsed: expect.objectContaining({ client_time: "2025-01-31T12:00:00.123456+01:00" }),
  },
  {
    title: "a time in milliseconds",
    event: { event_name: "click", client_time: 1_738_324_800_123 },
    parsed: expect.objectContaining({ client_time: "2025-01-31T12:00:00.123Z" }),
  },
  {
    title: "a property named __proto__",
    event: JSON.parse('{"event_name":"click","properties":{"__proto__":{"x":1}}}'),
    parsed: expect.objectContaining({ properties: JSON.parse('{"__proto__":{"x":1}}') }),
  },
  {
    title: "the deepest properties",
    event: { event_name: "click", properties: nested(limits.depthMax) },
    parsed: expect.objectContaining({ properties: nested(limits.depthMax) }),
  },
])("takes $title", ({ event, parsed }) => {
  expect(parseClientEvent(event)).toEqual(parsed);
});

const named = (fields: object) => ({ event_name: "click", ...fields });

test.each<{ title: string; event: unknown; code: string }>([
  { title: "a number", event: 7, code: "event_not_object" },
  { title: "null", event: null, code: "event_not_object" },
  { title: "an array", event: [[]], code: "event_not_object" },
  { title: "no name", event: {}, code: "event_name_invalid" },
  { title: "an empty name", event: { event_name: "" }, code: "event_name_invalid" },
  { title: "a long name", event: { event_name: "n".repeat(129) }, code: "event_name_invalid" },
  { title: "a control character in the name", event: { event_name: "a\nb" }, code: "event_name_invalid" },
  { title: "a reserved name", event: { event_name: "holdfast.canary" }, code: "event_name_reserved" },
  { title: "the server's own field", event: named({ protocol: "canary" }), code: "field_unknown" },
  {
    title: "__proto__ as a field",
    event: JSON.parse('{"event_name":"a","__proto__":{}}'),
    code: "field_unknown",
  },
  { title: "an id with a blank", event: named({ event_id: "a b" }), code: "event_id_invalid" },
  { title: "an id that is a number", event: named({ event_id: 7 }), code: "event_id_invalid" },
  { title: "a long id", event: named({ event_id: "i".repeat(129) }), code: "event_id_invalid" },
  { title: "an empty visitor", event: named({ visitor_id: "" }), code: "visitor_id_invalid" },
  { title: "a tenant with a slash", event: named({ tenant: "a/b" }), code: "tenant_invalid" },
  { title: "a long url", event: named({ url: "u".repeat(8_193) }), code: "url_invalid" },
  { title: "a day without a time", event: named({ client_time: "2025-01-31" }), code: "client_time_invalid" },
  { title: "a month 13", event: named({ client_time: "2025-13-01T00:00:00Z" }), code: "client_time_invalid" },
  { title: "a negative time", event: named({ client_time: -1 }), code: "client_time_invalid" },
  { title: "a time beyond dates", event: named({ client_time: 8.65e15 }), code: "client_time_invalid" },
  { title: "properties as a list", event: named({ properties: [] }), code: "properties_invalid" },
  { title: "too deep", event: named({ properties: nested(limits.depthMax + 1) }), code: "depth_exceeded" },
  {
    title: "nesting without end",
    event: JSON.parse(`{"event_name":"a","properties":{"n":${"[".repeat(200_000)}${"]".repeat(200_000)}}}`),
    code: "depth_exceeded",
  },
  { title: "a long key", event: named({ properties: { ["k".repeat(129)]: 1 } }), code: "key_too_long" },
  {
    title: "a long key in a list",
    event: named({ properties: { a: [{ ["k".repeat(129)]: 1 }] } }),
    code: "key_too_long",
  },
  {
    title: "an infinite number",
    event: JSON.parse('{"event_name":"a","properties":{"n":1e999}}'),
    code: "number_unsafe",
  },
  {
    title: "an integer that loses digits",
    event: JSON.parse('{"event_name":"a","properties":{"n":[12345678901234567890]}}'),
    code: "number_unsafe",
  },
])("refuses $title", ({ event, code }) => {
  expect(parseClientEvent(event)).toBe(code);
});
