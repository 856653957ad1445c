import { collectWith, pixel, post } from "../testing/collecting";
import { gif } from "./pixel";

const visitor = "11111111-2222-4333-8444-555555555555";

test("the pixel: an image, a cookie, and an event of the query string", async () => {
  const { collect, events } = collectWith();
  const answer = await collect(
    pixel("event_name=view&event_id=e1&url=https%3A%2F%2Fa%2F&x=1&x=2&__proto__=y&client_time=0"),
  );
  expect(answer).toMatchObject({
    statusCode: 200,
    isBase64Encoded: true,
    body: gif,
    headers: { "content-type": "image/gif", "cache-control": "no-store" },
  });
  const made = "00000000-0000-4000-8000-000000000001";
  expect(answer.cookies).toEqual([
    `__Host-visitor=${made}; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=Lax`,
  ]);
  expect(events()).toEqual([
    expect.objectContaining({
      event_id: "e1",
      event_name: "view",
      client_time: "1970-01-01T00:00:00.000Z",
      protocol: "pixel",
      visitor_id: made,
      url: "https://a/",
      properties: JSON.parse('{"x":["1","2"],"__proto__":"y"}'),
    }),
  ]);
});

test.each([
  {
    title: "in the cookies of payload 2.0",
    cookies: [`a=b`, `__Host-visitor=${visitor}`],
    headers: {},
    seen: visitor,
  },
  {
    title: "in a cookie header",
    cookies: [],
    headers: { cookie: `a=b; __Host-visitor=${visitor}` },
    seen: visitor,
  },
  {
    title: "not in a forged cookie",
    cookies: ["__Host-visitor=<script>"],
    headers: {},
    seen: expect.stringMatching(/^0{8}-/),
  },
])("a returning visitor is known $title", async ({ cookies, headers, seen }) => {
  const { collect, events } = collectWith();
  await collect(pixel("event_id=e1", headers, cookies));
  expect(events()[0].visitor_id).toEqual(seen);
});

test.each([{ headers: { dnt: "1" } }, { headers: { "sec-gpc": "1" } }])(
  "who asks not to be followed by $headers gets no cookie and is no visitor",
  async ({ headers }) => {
    const { collect, events } = collectWith();
    const cookies = [`__Host-visitor=${visitor}`];
    const answer = await collect(pixel("event_id=e1&visitor_id=v1", headers, cookies));
    expect(answer.cookies).toBeUndefined();
    await collect({ ...post({ event_name: "a", visitor_id: "v1" }, headers), cookies });
    expect(events().map(({ visitor_id }) => visitor_id)).toEqual([null, null]);
  },
);

test("a pixel that is not durable is no image", async () => {
  const answer = await collectWith({ faults: [{ kind: "throttled" }] }).collect(pixel(""));
  expect(answer.statusCode).toBe(503);
  expect(answer.cookies).toBeUndefined();
});
