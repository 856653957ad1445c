import fc from "fast-check";
import { zoneRanges } from "./zone-ranges";

test.each([
  { cidrBlock: "10.0.0.0/16", zones: 1, ranges: ["10.0.0.0/16"] },
  { cidrBlock: "10.0.0.0/16", zones: 2, ranges: ["10.0.0.0/17", "10.0.128.0/17"] },
  { cidrBlock: "10.80.0.0/20", zones: 3, ranges: ["10.80.0.0/22", "10.80.4.0/22", "10.80.8.0/22"] },
  { cidrBlock: "192.168.255.0/24", zones: 2, ranges: ["192.168.255.0/25", "192.168.255.128/25"] },
  { cidrBlock: "10.0.0.0/16", zones: 2, bits: 18, ranges: ["10.0.0.0/18", "10.0.64.0/18"] },
  { cidrBlock: "10.0.3.7/20", zones: 1, ranges: ["10.0.0.0/20"] },
])("$cidrBlock for $zones zones (of /$bits) is $ranges", ({ cidrBlock, zones, bits, ranges }) => {
  expect(zoneRanges(cidrBlock, zones, bits)).toEqual(ranges);
});

const bounds = (range: string) => {
  const [address = "", length = ""] = range.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, last: first + 2 ** (32 - Number(length)) - 1 };
};

test("the ranges lie inside, side by side, and none overlaps another", () => {
  const blocks = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 16, max: 24 }))
    .map(([third, length]) => `10.${third}.0.0/${length}`);
  fc.assert(
    fc.property(blocks, fc.integer({ min: 1, max: 6 }), (cidrBlock, zones) => {
      const whole = bounds(cidrBlock);
      let next = whole.first;
      for (const { first, last } of zoneRanges(cidrBlock, zones).map(bounds)) {
        expect(first).toBe(next);
        next = last + 1;
      }
      expect(next - 1).toBeLessThanOrEqual(whole.last);
    }),
  );
});
