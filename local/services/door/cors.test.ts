import type { Cors } from "./configuration";
import { isPreflight, preflightAnswer, withCors } from "./cors";

const cors: Cors = {
  allowOrigins: ["https://shop.example"],
  allowMethods: ["GET", "POST"],
  allowHeaders: ["content-type"],
  exposeHeaders: ["date"],
  maxAgeSeconds: 300,
  allowCredentials: true,
};
const origin = "https://shop.example";

test.each([
  {
    title: "a browser's preflight",
    cors,
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
    expected: true,
  },
  {
    title: "not without an origin",
    cors,
    method: "OPTIONS",
    headers: { "access-control-request-method": "POST" },
    expected: false,
  },
  {
    title: "not without the method asked for",
    cors,
    method: "OPTIONS",
    headers: { origin },
    expected: false,
  },
  {
    title: "not another method",
    cors,
    method: "POST",
    headers: { origin, "access-control-request-method": "POST" },
    expected: false,
  },
  {
    title: "not without a configuration",
    cors: undefined,
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
    expected: false,
  },
])("$title", ({ cors: configured, method, headers, expected }) => {
  expect(isPreflight(configured, method, headers)).toBe(expected);
});

const allowed = (value: string) => ["Access-Control-Allow-Origin", value];

test("a preflight is answered with everything configured", () => {
  expect(preflightAnswer(cors, origin)).toEqual({
    status: 204,
    headers: [
      ...allowed(origin),
      "Access-Control-Allow-Credentials",
      "true",
      "Access-Control-Allow-Methods",
      "GET,POST",
      "Access-Control-Allow-Headers",
      "content-type",
      "Access-Control-Max-Age",
      "300",
    ],
    body: Buffer.alloc(0),
  });
});

test.each([
  { title: "any origin", allowOrigins: ["*"], from: "https://a.example", headers: allowed("*") },
  {
    title: "any origin over https",
    allowOrigins: ["https://*"],
    from: "https://a.example",
    headers: allowed("https://a.example"),
  },
  { title: "not over http", allowOrigins: ["https://*"], from: "http://a.example", headers: [] },
  { title: "not a stranger", allowOrigins: [origin], from: "https://a.example", headers: [] },
  { title: "not a longer name", allowOrigins: [origin], from: `${origin}.evil`, headers: [] },
  { title: "no origin configured", allowOrigins: [], from: origin, headers: [] },
])("origins: $title", ({ allowOrigins, from, headers }) => {
  const plain = { allowMethods: [], allowHeaders: [], exposeHeaders: [], allowCredentials: false };
  expect(preflightAnswer({ ...plain, allowOrigins }, from).headers).toEqual(headers);
});

const answer = {
  status: 200,
  headers: ["X-A", "1", "access-control-allow-origin", "*", "Access-Control-Allow-Foo", "X-B"],
  body: Buffer.from("b"),
};

test.each([
  {
    title: "configured headers replace the function's",
    cors,
    from: origin,
    headers: [
      "X-A",
      "1",
      ...allowed(origin),
      "Access-Control-Allow-Credentials",
      "true",
      "Access-Control-Expose-Headers",
      "date",
    ],
  },
  { title: "a stranger gets none", cors, from: "https://a.example", headers: ["X-A", "1"] },
  { title: "nor who names no origin", cors, from: undefined, headers: ["X-A", "1"] },
  {
    title: "without a configuration the function decides",
    cors: undefined,
    from: origin,
    headers: answer.headers,
  },
])("answers: $title", ({ cors: configured, from, headers }) => {
  expect(withCors(answer, configured, from)).toEqual({ ...answer, headers });
});
