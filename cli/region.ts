import { HoldfastError } from "../errors";
import type { Pair, RegionOutputs } from "../operate/pair";

/** Asked of one region after the other, since either may be gone. @throws what the last one said. */
export async function firstAnswer<Answer>(
  regions: readonly string[],
  ask: (region: string) => Promise<Answer>,
): Promise<Answer> {
  let problem: unknown;
  for (const region of regions)
    try {
      return await ask(region);
    } catch (error) {
      problem = error;
    }
  throw problem;
}

/** @throws HF_USAGE when the pair has no such region. */
export function regionIn(pair: Pair, region: string): RegionOutputs {
  const found = pair.regions.find((one) => one.region === region);
  if (found) return found;
  const known = pair.regions.map((one) => one.region).join(" and ");
  throw new HoldfastError("HF_USAGE", { problem: `--region "${region}": the pair's regions are ${known}.` });
}
