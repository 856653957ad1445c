import fc from "fast-check";
import { answerOf, gatewayAnswer } from "./answer";

const json = ["Content-Type", "application/json"];
const plain = ["Content-Type", "text/plain;charset=UTF-8"];

test.each([
  {
    title: "text without a status is the body of a 200",
    payload: "Hello",
    status: 200,
    headers: json,
    body: "Hello",
  },
  {
    title: "an object without a status too",
    payload: { message: "Hi" },
    status: 200,
    headers: json,
    body: '{"message":"Hi"}',
  },
  { title: "and a list", payload: [1], status: 200, headers: json, body: "[1]" },
  { title: "and null", payload: null, status: 200, headers: json, body: "null" },
  { title: "a status alone", payload: { statusCode: 204 }, status: 204, headers: plain, body: "" },
  {
    title: "a status written as text",
    payload: { statusCode: "404", body: "no" },
    status: 404,
    headers: plain,
    body: "no",
  },
  {
    title: "headers of every plain type, cookies after them",
    payload: {
      statusCode: 200,
      headers: { "content-type": "image/gif", "X-N": 1, "X-B": true },
      cookies: ["a=1", "b=2"],
    },
    status: 200,
    headers: [
      "content-type",
      "image/gif",
      "X-N",
      "1",
      "X-B",
      "true",
      "Set-Cookie",
      "a=1",
      "Set-Cookie",
      "b=2",
    ],
    body: "",
  },
  {
    title: "base64",
    payload: { statusCode: 200, body: "R0lG", isBase64Encoded: true },
    status: 200,
    headers: plain,
    body: "GIF",
  },
  {
    title: "what the server sets is left out",
    payload: {
      statusCode: 200,
      headers: { "Content-Length": "9", connection: "close", "Transfer-Encoding": "chunked" },
    },
    status: 200,
    headers: plain,
    body: "",
  },
  {
    title: "null for nothing",
    payload: { statusCode: 200, headers: null, cookies: null, body: null },
    status: 200,
    headers: plain,
    body: "",
  },
])("$title", ({ payload, status, headers, body }) => {
  const answer = answerOf(JSON.stringify(payload));
  expect({ ...answer, body: answer?.body.toString() }).toEqual({ status, headers, body });
});

test.each([
  { title: "no JSON", payload: "{" },
  { title: "nothing", payload: "" },
  { title: "a status that is none", payload: '{"statusCode":"x"}' },
  { title: "a status that is no number", payload: '{"statusCode":{"valueOf":0,"toString":0}}' },
  { title: "a status out of range", payload: '{"statusCode":999}' },
  { title: "a body that is no text", payload: '{"statusCode":200,"body":{}}' },
  { title: "a header that is no text", payload: '{"statusCode":200,"headers":{"a":{}}}' },
  { title: "a header that splits the answer", payload: '{"statusCode":200,"headers":{"a":"b\\r\\nc: d"}}' },
  { title: "a header without a name", payload: '{"statusCode":200,"headers":{"":"b"}}' },
  { title: "cookies that are no list", payload: '{"statusCode":200,"cookies":"a=1"}' },
  { title: "a flag that is no boolean", payload: '{"statusCode":200,"isBase64Encoded":"yes"}' },
])("malformed: $title", ({ payload }) => {
  expect(answerOf(payload)).toBeUndefined();
});

test("no payload makes it throw", () => {
  const text = fc.oneof(fc.json(), fc.string());
  const shaped = fc
    .record({
      statusCode: fc.jsonValue(),
      headers: fc.jsonValue(),
      cookies: fc.jsonValue(),
      body: fc.jsonValue(),
    })
    .map((value) => JSON.stringify(value));
  fc.assert(fc.property(fc.oneof(text, shaped), (payload) => void answerOf(payload)));
});

test("the gateway's own answers are JSON with a message", () => {
  const { status, headers, body } = gatewayAnswer(429);
  expect({ status, headers, body: body.toString() }).toEqual({
    status: 429,
    headers: json,
    body: '{"message":"Too Many Requests"}',
  });
});
