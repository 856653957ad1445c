import fc from "fast-check";
import { eventOf, isTextBody, type ReceivedRequest, type RequestPlace } from "./event";

const request: ReceivedRequest = {
  method: "GET",
  protocol: "HTTP/1.1",
  rawHeaders: ["Host", "events.example", "User-Agent", "curl/8"],
  rawQueryString: "",
  body: Buffer.alloc(0),
  peerAddress: "127.0.0.1",
};
const place: RequestPlace = {
  accountId: "000000000000",
  apiId: "a1",
  stage: "$default",
  stageVariables: {},
  routeKey: "GET /i",
  rawPath: "/i",
  domainName: "events.example",
};
const now = new Date("2020-03-12T19:03:58.390Z");
const event = (changes: Partial<ReceivedRequest> = {}, where: Partial<RequestPlace> = {}) =>
  eventOf({ ...request, ...changes }, { ...place, ...where }, "id=", now);

test("the whole event of a plain request", () => {
  expect(event()).toEqual({
    version: "2.0",
    routeKey: "GET /i",
    rawPath: "/i",
    rawQueryString: "",
    headers: {
      host: "events.example",
      "user-agent": "curl/8",
      "content-length": "0",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
    },
    requestContext: {
      accountId: "000000000000",
      apiId: "a1",
      domainName: "events.example",
      domainPrefix: "events",
      http: { method: "GET", path: "/i", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "curl/8" },
      requestId: "id=",
      routeKey: "GET /i",
      stage: "$default",
      time: "12/Mar/2020:19:03:58 +0000",
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: false,
  });
});

test.each([
  {
    title: "headers of one name are joined by commas",
    rawHeaders: ["X-A", "1", "x-a", "2"],
    expected: { headers: { "x-a": "1,2" } },
  },
  {
    title: "cookies have a list of their own",
    rawHeaders: ["Cookie", "a=1; b=2", "cookie", "c=3;"],
    expected: { cookies: ["a=1", "b=2", "c=3"] },
  },
  {
    title: "the nearest address of X-Forwarded-For is the source",
    rawHeaders: ["X-Forwarded-For", "198.51.100.1, 203.0.113.9"],
    expected: { requestContext: { http: { sourceIp: "203.0.113.9" } } },
  },
  {
    title: "an empty X-Forwarded-For names nobody",
    rawHeaders: ["X-Forwarded-For", ""],
    expected: { requestContext: { http: { sourceIp: "127.0.0.1" } } },
  },
])("$title", ({ rawHeaders, expected }) => {
  expect(event({ rawHeaders })).toMatchObject(expected);
});

test("what concerns the connection alone is not told", () => {
  const { headers } = event({
    rawHeaders: ["Connection", "close", "Expect", "100-continue", "Cookie", "a=1"],
  });
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["connection"]));
  expect(headers).not.toHaveProperty("expect");
  expect(headers).not.toHaveProperty("cookie");
});

test.each([
  ["a=1&a=2&b=%2B+x", { a: "1,2", b: "+ x" }],
  ["a", { a: "" }],
  ["__proto__=1", { ["__proto__"]: "1" }],
  ["", undefined],
])("query %s is told as %j", (rawQueryString, expected) => {
  const told = event({ rawQueryString }).queryStringParameters;
  expect(JSON.stringify(told)).toBe(JSON.stringify(expected));
  expect(event({ rawQueryString }).rawQueryString).toBe(rawQueryString);
});

test("path parameters and stage variables are told when there are any", () => {
  expect(event({}, { pathParameters: { proxy: "a" }, stageVariables: { v: "1" } })).toMatchObject({
    pathParameters: { proxy: "a" },
    stageVariables: { v: "1" },
  });
});

test.each([
  ["application/json", undefined, true],
  ["application/json; charset=utf-8", undefined, true],
  ["text/plain;charset=UTF-8", undefined, true],
  ["application/xml", undefined, true],
  ["application/javascript", undefined, true],
  ["APPLICATION/JSON", undefined, true],
  ["application/json", "gzip", false],
  ["application/x-www-form-urlencoded", undefined, false],
  ["application/jsonlines", undefined, false],
  ["application/octet-stream", undefined, false],
  [undefined, undefined, false],
])("content type %s with encoding %s is text: %s", (contentType, contentEncoding, expected) => {
  expect(isTextBody(contentType, contentEncoding)).toBe(expected);
});

test("whatever bytes are sent, a function can have them back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const told = event({ body: Buffer.from(bytes), rawHeaders: ["Content-Type", "image/gif"] });
      expect(told.isBase64Encoded).toBe(true);
      expect([...Buffer.from(told.body ?? "", "base64")]).toEqual([...bytes]);
    }),
  );
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (body) => {
      const told = event({ body: Buffer.from(body), rawHeaders: ["Content-Type", "text/plain"] });
      expect([told.isBase64Encoded, told.body]).toEqual([false, body]);
    }),
  );
});
