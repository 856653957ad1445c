import { z } from "zod";

/**
 * Faults on demand. `throttle` refuses whole calls, `partial` refuses records within calls that answer 200,
 * `error` answers 500, `hang` never answers and keeps nothing, `late` keeps the records and answers after
 * `delayMs`, `delivery-blocked` acknowledges and writes no object until it is lifted.
 */
export const faultSchema = z.strictObject({
  kind: z.enum(["none", "throttle", "partial", "error", "hang", "late", "delivery-blocked"]),
  /** Share of calls (of records, for `partial`) that it strikes, 0–1. Default 1; 0.5 for `partial`. */
  share: z.number().min(0).max(1).optional(),
  /** The same seed and calls give the same refusals. */
  seed: z.int().default(1),
  /** Milliseconds before a `late` answer. */
  delayMs: z.int().min(0).default(10_000),
});
export type Fault = z.infer<typeof faultSchema>;
export type CallFate = "served" | "throttle" | "error" | "hang" | "late";

export const noFault: Fault = { kind: "none", seed: 1, delayMs: 0 };

/** What becomes of the call of that number, counted from the moment the fault was set. */
export function callFate(fault: Fault, call: number): CallFate {
  const { kind } = fault;
  if (kind === "none" || kind === "partial" || kind === "delivery-blocked") return "served";
  return draw(fault.seed, call, 0) < (fault.share ?? 1) ? kind : "served";
}

/** Whether `partial` refuses the record at this index of that call. */
export const refusesRecord = (fault: Fault, call: number, index: number): boolean =>
  fault.kind === "partial" && draw(fault.seed, call, index + 1) < (fault.share ?? 0.5);

/** A number in [0, 1) that depends on nothing else (the finalizer of MurmurHash3 over the three). */
function draw(seed: number, call: number, index: number): number {
  let hash = Math.imul(seed, 0x9e3779b1) ^ Math.imul(call + 1, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  for (let round = 0; round < 2; round++) {
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}
