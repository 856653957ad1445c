import { HoldfastError } from "../errors";
import type { Pair, RegionOutputs } from "../operate/pair";

/** @throws HF_USAGE when the pair has no such region. */
export function regionIn(pair: Pair, region: string): RegionOutputs {
  const found = pair.regions.find((one) => one.region === region);
  if (found) return found;
  const known = pair.regions.map((one) => one.region).join(" and ");
  throw new HoldfastError("HF_USAGE", { problem: `--region "${region}": the pair's regions are ${known}.` });
}
