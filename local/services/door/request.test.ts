import { failureOf } from "./invoke";
import { headerBytes, requestLine } from "./request";

test("the request line and the values count, the names do not", () => {
  const head = { method: "GET", url: "/i?a=1", httpVersion: "1.1", rawHeaders: ["Host", "abc", "X", "de"] };
  expect(headerBytes(head)).toBe("GET /i?a=1 HTTP/1.1".length + 5);
});

test.each([
  {
    url: "/i?a=%20b",
    host: "Events.Example:8080",
    expected: { host: "events.example", path: "/i", query: "a=%20b" },
  },
  { url: "/a%2Fb%20c", host: "a", expected: { host: "a", path: "/a/b c", query: "" } },
  { url: "/?", host: undefined, expected: { host: "", path: "/", query: "" } },
  { url: "/%", host: "a", expected: undefined },
  { url: "http://a/i", host: "a", expected: undefined },
  { url: "*", host: "a", expected: undefined },
])("$url of $host", ({ url, host, expected }) => {
  const line = requestLine({ method: "GET", url, headers: host === undefined ? {} : { host } });
  expect(line).toEqual(expected && { method: "GET", ...expected });
});

const error = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

test.each([
  [error("AbortError"), "timeout"],
  [error("TimeoutError"), "timeout"],
  [error("TooManyRequestsException", 429), "throttled"],
  [error("RequestTooLargeException", 413), "too-large"],
  [error("AccessDeniedException", 403), "denied"],
  [error("ResourceNotFoundException", 404), "denied"],
  [error("ServiceException", 500), "unavailable"],
  [error("ServiceException", 503), "unavailable"],
  [error("ECONNREFUSED"), "unavailable"],
])("%s means %s", (problem, failure) => {
  expect(failureOf(problem)).toBe(failure);
});
