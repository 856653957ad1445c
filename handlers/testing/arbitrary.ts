/** Faults, as fast-check makes them. */
import fc from "fast-check";
import type { Fault } from "./fakes";

export const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant<Fault>({ kind: "none" }),
  fc.integer({ min: 1, max: 255 }).map((mask): Fault => ({ kind: "partial", mask })),
  fc.constantFrom<Fault>(
    { kind: "throttled" },
    { kind: "denied" },
    { kind: "broken" },
    { kind: "hang" },
    { kind: "taken_unanswered" },
    { kind: "short_answer" },
  ),
  fc.integer({ min: 1, max: 10_000 }).map((milliseconds): Fault => ({ kind: "late", milliseconds })),
  fc.integer({ min: 1, max: 3_000 }).map((milliseconds): Fault => ({ kind: "slow_throttled", milliseconds })),
);

export const anyFaults = fc.array(anyFault, { minLength: 1, maxLength: 6 });
