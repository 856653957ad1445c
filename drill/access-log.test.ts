import fc from "fast-check";
import { parseLine } from "./access-log";

const line = (over: Record<string, string> = {}) => {
  const field = {
    address: "203.0.113.9",
    user: "-",
    time: "17/May/2015:10:05:03 +0000",
    request: "GET /a HTTP/1.1",
    referrer: "-",
    agent: "Mozilla/5.0",
    rest: "",
    ...over,
  };
  return `${field.address} - ${field.user} [${field.time}] "${field.request}" 200 12 "${field.referrer}" "${field.agent}"${field.rest}`;
};
const request = {
  address: "203.0.113.9",
  time: "2015-05-17T10:05:03.000Z",
  method: "GET",
  target: "/a",
  status: 200,
  agent: "Mozilla/5.0",
};

test.each([
  { title: "a plain line", text: line(), expected: request },
  { title: "Windows line ends", text: `${line()}\r`, expected: request },
  {
    title: "an offset of its own",
    text: line({ time: "17/May/2015:10:05:03 +0530" }),
    expected: { ...request, time: "2015-05-17T04:35:03.000Z" },
  },
  {
    title: "escaped quotes in the agent",
    text: line({ agent: String.raw`\"odd\" agent` }),
    expected: { ...request, agent: '"odd" agent' },
  },
  {
    title: "an escaped backslash before the closing quote",
    text: line({ agent: String.raw`C:\\` }),
    expected: { ...request, agent: "C:\\" },
  },
  {
    title: "escaped bytes, left as they are",
    text: line({ referrer: String.raw`http://\xe4.test/` }),
    expected: { ...request, referrer: String.raw`http://\xe4.test/` },
  },
  {
    title: "a quote inside the request",
    text: line({ request: String.raw`GET /?q=\"x\" HTTP/1.1` }),
    expected: { ...request, target: '/?q="x"' },
  },
  {
    title: "spaces inside the target",
    text: line({ request: "GET /a b HTTP/1.1" }),
    expected: { ...request, target: "/a b" },
  },
  { title: "HTTP/0.9, which has no version", text: line({ request: "GET /a" }), expected: request },
  { title: "HTTP/2", text: line({ request: "GET /a HTTP/2" }), expected: request },
  { title: "a user's name with a space", text: line({ user: "ann lee" }), expected: request },
  { title: "no size", text: line().replace(" 12 ", " - "), expected: request },
  { title: "no agent", text: line({ agent: "-" }), expected: { ...request, agent: undefined } },
  { title: "IPv6", text: line({ address: "2001:db8::1" }), expected: { ...request, address: "2001:db8::1" } },
  { title: "fields after the agent", text: line({ rest: ' "-" 0.005' }), expected: request },
])("takes $title", ({ text, expected }) => {
  expect(parseLine(text)).toEqual({ request: expected });
});

test.each([
  { title: "an empty line", text: "  ", reason: "the line is empty" },
  {
    title: "common format",
    text: line().split(' "-"')[0] ?? "",
    reason: "the line is not in combined format",
  },
  { title: "prose", text: "server restarted", reason: "the line is not in combined format" },
  { title: "an agent cut short", text: line().slice(0, -1), reason: "a quoted field is not closed" },
  {
    title: "a request cut short",
    text: line().slice(0, line().indexOf("/a")),
    reason: "a quoted field is not closed",
  },
  {
    title: "a month that does not exist",
    text: line({ time: "17/Mai/2015:10:05:03 +0000" }),
    reason: "the time is not a time",
  },
  {
    title: "a day that does not exist",
    text: line({ time: "31/Feb/2015:10:05:03 +0000" }),
    reason: "the time is not a time",
  },
  {
    title: "a TLS hello on a plain port",
    text: line({ request: String.raw`\x16\x03\x01` }),
    reason: "the request is not an HTTP request",
  },
  {
    title: "a connection without a request",
    text: line({ request: "-" }),
    reason: "the request is not an HTTP request",
  },
])("skips $title and says why", ({ text, reason }) => {
  expect(parseLine(text)).toEqual({ skipped: reason });
});

test("any agent and referrer that a server can quote come back as they were", () => {
  const quote = (text: string) => text.replace(/[\\"]/g, "\\$&");
  const field = fc.string({ unit: "grapheme-ascii", minLength: 1 }).filter((text) => text !== "-");
  fc.assert(
    fc.property(field, field, (agent, referrer) => {
      const parsed = parseLine(line({ agent: quote(agent), referrer: quote(referrer) }));
      expect(parsed).toEqual({ request: { ...request, agent, referrer } });
    }),
  );
});

test("no line makes it throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseLine(text)));
});
