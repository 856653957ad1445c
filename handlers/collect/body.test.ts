import { gzipSync } from "node:zlib";
import { limits } from "../event/limits";
import { readEvents } from "./body";
import { readRequest } from "./http";

const request = (body: string | Buffer, headers: Record<string, string> = {}) =>
  readRequest({
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : body.toString("base64"),
    isBase64Encoded: typeof body !== "string",
  });

const event = { event_name: "click" };
const gzip = { "content-encoding": "gzip" };
const many = (count: number) => JSON.stringify(new Array(count).fill(event));

test.each([
  { title: "one event", request: request(JSON.stringify(event)), events: [event] },
  { title: "an array", request: request(JSON.stringify([event, 1, null])), events: [event, 1, null] },
  {
    title: "what sendBeacon sends",
    request: request(JSON.stringify(event), { "content-type": "text/plain;charset=UTF-8" }),
    events: [event],
  },
  { title: "base64", request: request(Buffer.from(JSON.stringify(event))), events: [event] },
  { title: "gzip", request: request(gzipSync(JSON.stringify(event)), gzip), events: [event] },
  {
    title: "a byte order mark",
    request: request(Buffer.from(`\ufeff${JSON.stringify(event)}`)),
    events: [event],
  },
  { title: "as many as allowed", request: request(many(500)), events: new Array(500).fill(event) },
])("reads $title", ({ request, events }) => {
  expect(readEvents(request)).toEqual(events);
});

test.each([
  { title: "nothing", request: request(""), refusal: "body_empty" },
  { title: "no JSON", request: request("{"), refusal: "body_not_json" },
  { title: "an empty array", request: request("[]"), refusal: "events_none" },
  { title: "one too many", request: request(many(501)), refusal: "events_too_many" },
  { title: "no UTF-8", request: request(Buffer.from([0x22, 0xff, 0x22])), refusal: "body_not_utf8" },
  { title: "nesting without end", request: request("[".repeat(500_000)), refusal: "body_not_json" },
  {
    title: "a form",
    request: request("a=1", { "content-type": "application/x-www-form-urlencoded" }),
    refusal: "content_type_unsupported",
  },
  { title: "no type", request: readRequest({ body: "{}" }), refusal: "content_type_unsupported" },
  {
    title: "another charset",
    request: request("{}", { "content-type": "text/plain; charset=utf-16" }),
    refusal: "charset_unsupported",
  },
  {
    title: "brotli",
    request: request("{}", { "content-encoding": "br" }),
    refusal: "content_encoding_unsupported",
  },
  { title: "gzip that is none", request: request("{}", gzip), refusal: "body_not_gzip" },
  {
    title: "gzip cut short",
    request: request(gzipSync(many(9)).subarray(0, 20), gzip),
    refusal: "body_not_gzip",
  },
  {
    title: "a body too large",
    request: request("x".repeat(limits.bodyBytesMax + 1)),
    refusal: "body_too_large",
  },
  {
    title: "bytes too many, characters not",
    request: request("é".repeat(limits.bodyBytesMax / 2 + 1)),
    refusal: "body_too_large",
  },
  {
    title: "a bomb",
    request: request(gzipSync(Buffer.alloc(50_000_000, 32)), gzip),
    refusal: "body_too_large",
  },
  {
    title: "base64 that is none",
    request: readRequest({ headers: { "content-type": "text/plain" }, body: "{}*", isBase64Encoded: true }),
    refusal: "body_not_base64",
  },
])("refuses $title", ({ request, refusal }) => {
  expect(readEvents(request)).toBe(refusal);
});
