/** Ranges of addresses in the notation of CIDR, such as `10.0.0.0/8` or `::/0`. */
import { BlockList, isIP } from "node:net";

/** What no router of the internet forwards to (RFC 1918, 3927, 4193, 4291, 6598). */
const PRIVATE: readonly (readonly [string, number])[] = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
  ["fc00::", 7],
  ["fe80::", 10],
];

/** Bits of a prefix up to which a public range counts as the world: nobody owns that much, and `0.0.0.0/1` with `128.0.0.0/1` is
 *  `0.0.0.0/0` in two halves. */
const WORLD_BITS = { 4: 7, 6: 15 } as const;

/** Whole within private ranges. A text that is no range is not. */
export function isPrivate(range: string): boolean {
  const parsed = parse(range);
  if (!parsed) return false;
  const { address, bits, version } = parsed;
  return PRIVATE.some(([start, length]) => {
    if (isIP(start) !== version || bits < length) return false;
    const family = version === 4 ? "ipv4" : "ipv6";
    const block = new BlockList();
    block.addSubnet(start, length, family);
    return block.check(address, family);
  });
}

/** Anyone's address, or so wide a part of all addresses that it comes to the same. */
export function isWorld(range: string): boolean {
  const parsed = parse(range);
  return parsed !== undefined && parsed.bits <= WORLD_BITS[parsed.version] && !isPrivate(range);
}

/** Undefined of what is no range. An address alone is a range of one: as narrow as an address of either version can be. */
function parse(range: string): { address: string; bits: number; version: 4 | 6 } | undefined {
  const [address = "", bits = "128"] = range.trim().split("/");
  const version = isIP(address) as 0 | 4 | 6;
  return version === 0 || !/^\d+$/.test(bits) ? undefined : { address, bits: Number(bits), version };
}
