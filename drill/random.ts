import { createHash, randomInt } from "node:crypto";

/** The same seed draws the same numbers in [0, 1), so a drill's choices can be repeated. */
export type Random = () => number;

/** Mulberry32: 32 bits of state are plenty for choices that only have to be spread and repeatable. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A generator of its own for each part, so that one part's draws do not shift another's. */
export const randomFor = (seed: number, part: string): Random =>
  seededRandom(createHash("sha256").update(`${seed}/${part}`).digest().readUInt32LE(0));

export const freshSeed = (): number => randomInt(2 ** 31);

/** A short, stable name made of any content. */
export const hashOf = (...parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
