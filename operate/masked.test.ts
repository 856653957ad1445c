import fc from "fast-check";
import { masked } from "./masked";

const event = {
  event_id: "e-1",
  event_name: "page_view",
  visitor_id: "v-secret",
  protocol: "pixel",
  ip: "192.0.2.0",
  user_agent: "Secret/1.0",
  url: "https://user:secret@shop.example/cart?email=secret@x.example#secret",
  properties: { email: "secret@x.example" },
};

test.each([
  {
    title: "what tells whose event it is",
    line: JSON.stringify(event),
    shown: {
      event_id: "e-1",
      event_name: "page_view",
      visitor_id: "(masked)",
      protocol: "pixel",
      ip: "(masked)",
      user_agent: "(masked)",
      url: "https://shop.example/cart",
      properties: { email: "(masked)" },
    },
  },
  {
    title: "nothing where there is nothing",
    line: '{"event_id":"e","ip":null,"url":null}',
    shown: { event_id: "e", ip: null, url: null },
  },
  { title: "a url that is none", line: '{"url":"secret"}', shown: { url: "(masked)" } },
  { title: "a url without a host", line: '{"url":"mailto:secret@x.example"}', shown: { url: "(masked)" } },
  {
    title: "properties that are no object",
    line: '{"properties":["secret"]}',
    shown: { properties: "(masked)" },
  },
])("masks $title", ({ line, shown }) => {
  expect(JSON.parse(masked(line))).toEqual(shown);
});

test.each([
  { title: "half an event", line: '{"ip":"192.0.2.1' },
  { title: "a list", line: '["192.0.2.1"]' },
  { title: "a text", line: '"192.0.2.1"' },
])("shows nothing of $title", ({ line }) => {
  expect(masked(line)).toBe(`(not JSON, ${line.length} bytes)`);
});

test("no value of a personal field is ever shown", () => {
  const secret = fc.string({ minLength: 1 }).map((text) => `§${text}§`);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), secret, (properties, value) => {
      const line = JSON.stringify({
        ip: value,
        user_agent: value,
        visitor_id: value,
        url: `https://x.example/?q=${encodeURIComponent(value)}`,
        properties: { ...properties, a: value },
      });
      expect(masked(line)).not.toContain("§");
    }),
  );
});
