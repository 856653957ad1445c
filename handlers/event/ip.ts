/** How much of a client's address is kept. */
import { isIPv4, isIPv6 } from "node:net";

const keptIPv6Groups = 3;

/** IPv4 to its /24 (203.0.113.0), IPv6 to its /48 (2001:db8:1::): a neighbourhood, not a person. Null for what is no address. */
export function truncateIp(address: string): string | null {
  if (isIPv4(address)) return truncateIPv4(address);
  const withoutZone = address.split("%", 1)[0] ?? "";
  if (!isIPv6(withoutZone)) return null;
  const groups = groupsOf(withoutZone);
  const mapped = mappedIPv4(groups);
  if (mapped !== undefined) return truncateIPv4(mapped);
  const kept = groups.slice(0, keptIPv6Groups).map((group) => group.toString(16));
  while (kept.at(-1) === "0") kept.pop();
  return `${kept.join(":")}::`;
}

/** The whole address, in the one form that it has as IPv4 or as given. Null for what is no address. */
export const wholeIp = (address: string): string | null =>
  isIPv4(address) || isIPv6(address) ? address : null;

const truncateIPv4 = (address: string): string => address.replace(/\d+$/, "0");

/** The eight groups. The URL parser knows every way to write an IPv6 address, and writes it in one ("WHATWG URL", IPv6 serializer). */
function groupsOf(address: string): number[] {
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const numbers = (text: string | undefined) =>
    text ? text.split(":").map((group) => Number.parseInt(group, 16)) : [];
  const before = numbers(head);
  const after = numbers(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** ::ffff:a.b.c.d is an IPv4 client, seen through an IPv6 socket (RFC 4291, section 2.5.5.2). */
function mappedIPv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join(".") : undefined;
}
