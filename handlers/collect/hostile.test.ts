/** Input from outside, as bad as it gets: never a crash, never a 5xx, and always one line in the log. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Place } from "../delivery/deliver";
import { VirtualClock } from "../testing/virtual-clock";
import { collector } from "./collect";

const stored: string[] = [];
const log: string[] = [];
const takesAll: Place = {
  name: "firehose",
  async keep(records) {
    stored.push(...records.map(({ data }) => data.toString()));
    return { records: [], reason: undefined };
  },
};
const places = { firehose: takesAll, here: takesAll, peer: takesAll };
const collect = collector(
  {
    functionName: "collect",
    region: "eu-west-1",
    role: "primary",
    build: "b1",
    ip: "truncated",
    allowedOrigins: ["*"],
    health: { unhealthyAfterMs: 1, healthyAfterMs: 1, sharedMs: 1 },
    peer: { region: "us-west-2" },
  },
  {
    places,
    canaryPlaces: places,
    readStopObject: async () => undefined,
    clock: new VirtualClock(),
    randomId: () => crypto.randomUUID(),
    log: (line) => log.push(line),
  },
);

const anyText = fc.string({ unit: "binary", maxLength: 60 });
const anyJson = fc.oneof(
  fc.json({ maxDepth: 12 }),
  fc
    .object({ key: fc.oneof(anyText, fc.constantFrom("__proto__", "constructor", "event_name")) })
    .map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '{"event_name":"\\ud800"}',
    '{"event_name":"a","properties":{"n":1e400}}',
    "[".repeat(9_999),
  ),
  fc
    .record({
      event_name: anyText,
      client_time: fc.oneof(fc.double(), fc.integer(), anyText),
      url: anyText,
      properties: fc.object(),
    })
    .map((value) => JSON.stringify([value, value])),
);
const anyBody = fc.oneof(
  anyJson.map((body) => ({ body, isBase64Encoded: false })),
  fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => ({ body: Buffer.from(bytes).toString("base64"), isBase64Encoded: true })),
  anyJson.map((body) => ({ body: gzipSync(body).toString("base64"), isBase64Encoded: true })),
  anyText.map((body) => ({ body, isBase64Encoded: true })),
);
const anyHeaders = fc.record(
  {
    "content-type": fc.oneof(
      fc.constantFrom("application/json", "text/plain;charset=utf-8", ";;;charset="),
      anyText,
    ),
    "content-encoding": fc.oneof(fc.constantFrom("gzip", "identity", "br"), anyText),
    cookie: anyText,
    origin: anyText,
    dnt: fc.constantFrom("0", "1"),
  },
  { requiredKeys: [] },
);
const likelyRequest = fc
  .record({
    path: fc.oneof(fc.constantFrom("/i", "/events", "/events", "/health"), anyText),
    method: fc.oneof(fc.constantFrom("GET", "POST", "POST", "OPTIONS", "HEAD"), anyText),
    query: fc.oneof(anyText, fc.constantFrom("a=%ff", "%", "event_name=%00", "__proto__=1&constructor=2")),
    headers: anyHeaders,
    cookies: fc.array(anyText, { maxLength: 3 }),
    content: anyBody,
    sourceIp: fc.oneof(fc.ipV4(), fc.ipV6(), anyText),
  })
  .map(({ path, method, query, headers, cookies, content, sourceIp }) => ({
    rawPath: path,
    rawQueryString: query,
    headers,
    cookies,
    ...content,
    requestContext: { http: { method, sourceIp, userAgent: query }, requestId: query },
  }));
/** A likely request with any one part of it replaced by anything. */
const brokenRequest = fc
  .tuple(
    likelyRequest,
    fc.constantFrom("rawPath", "headers", "cookies", "body", "requestContext"),
    fc.anything(),
  )
  .map(([request, part, value]) => ({ ...request, [part]: value }));

test("never a crash, never a 5xx, and what is stored is whole lines of JSON", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(likelyRequest, likelyRequest, brokenRequest, fc.anything()),
      async (request) => {
        stored.length = 0;
        log.length = 0;
        const answer = await collect(request);
        expect(answer.statusCode).toBeLessThan(500);
        expect(() => JSON.stringify(answer)).not.toThrow();
        expect(log).toHaveLength(1);
        expect(log[0]).not.toContain("\n");
        for (const line of stored.flatMap((record) => record.split("\n").slice(0, -1)))
          expect(JSON.parse(line)).toEqual(
            expect.objectContaining({ event_id: expect.any(String), region: "eu-west-1" }),
          );
      },
    ),
    { numRuns: 1_500 },
  );
});
