/** How the strategy "Auto" of `awsx.ec2.Vpc` divides a VPC's range among its zones. Pure. */

/** One range for each zone, all of one size: that of `bits`, or the largest that fits as often as there are zones. */
export function zoneRanges(cidrBlock: string, zones: number, bits?: number): string[] {
  const [address = "", length = ""] = cidrBlock.split("/");
  const size = bits ?? Number(length) + Math.ceil(Math.log2(zones));
  const given = numberOf(address);
  const first = given - (given % 2 ** (32 - Number(length)));
  return Array.from({ length: zones }, (_, zone) => `${addressOf(first + zone * 2 ** (32 - size))}/${size}`);
}

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
