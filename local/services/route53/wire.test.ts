import { encode, RECURSION_DESIRED } from "dns-packet";
import fc from "fast-check";
import { compressedTtl, respond } from "./wire";

test("no bytes whatever make it throw, and every answer is one", () => {
  const valid = encode({
    type: "query",
    id: 4_711,
    flags: RECURSION_DESIRED,
    questions: [{ name: "events.holdfast.example", type: "A", class: "IN" }],
  });
  const mutated = fc
    .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) =>
      changes.reduce((bytes, [at, value]) => bytes.fill(value, at, at + 1), Buffer.from(valid)),
    );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array)),
    mutated,
  );
  const options = {
    resolve: () => ({ code: "NOERROR" as const, records: [] }),
    speed: 1,
    transport: "udp" as const,
    log: () => undefined,
  };
  fc.assert(
    fc.property(bytes, (message) => {
      const answer = respond(message, options);
      if (answer === undefined) return;
      expect(answer.readUInt16BE(0)).toBe(message.readUInt16BE(0));
      expect(answer.readUInt8(2) & 0x80).toBe(0x80);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  { ttl: 60, speed: 1, expected: 60 },
  { ttl: 60, speed: 10, expected: 6 },
  { ttl: 60, speed: 7, expected: 9 },
  { ttl: 60, speed: 1_000, expected: 1 },
  { ttl: 0, speed: 10, expected: 0 },
])("a TTL of $ttl at speed $speed is $expected", ({ ttl, speed, expected }) => {
  expect(compressedTtl(ttl, speed)).toBe(expected);
});
