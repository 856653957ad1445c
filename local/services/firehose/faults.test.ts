import fc from "fast-check";
import { callFate, type Fault, faultSchema, noFault, refusesRecord } from "./faults";

const fault = (given: Partial<Fault>): Fault => faultSchema.parse({ kind: "none", ...given });
const calls = Array.from({ length: 2_000 }, (_, call) => call);

test.each(["throttle", "error", "hang", "late"] as const)(
  "%s strikes every call unless a share is given",
  (kind) => {
    expect(calls.every((call) => callFate(fault({ kind }), call) === kind)).toBe(true);
    const struck = calls.filter((call) => callFate(fault({ kind, share: 0.25 }), call) === kind).length;
    expect(struck / calls.length).toBeCloseTo(0.25, 1);
  },
);

test.each(["none", "partial", "delivery-blocked"] as const)("%s serves every call", (kind) => {
  expect(calls.every((call) => callFate(fault({ kind }), call) === "served")).toBe(true);
});

test("only partial refuses records", () => {
  expect(refusesRecord(noFault, 0, 0)).toBe(false);
  expect(refusesRecord(fault({ kind: "throttle" }), 0, 0)).toBe(false);
});

test("refusals follow the seed alone, in about the share asked for", () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
      const partial = fault({ kind: "partial", seed, share });
      const refused = () => calls.map((call) => refusesRecord(partial, call % 40, Math.floor(call / 40)));
      expect(refused()).toEqual(refused());
      expect(Math.abs(refused().filter(Boolean).length / calls.length - share)).toBeLessThan(0.08);
    }),
  );
});

test.each([{ kind: "gremlins" }, { kind: "partial", share: 1.5 }, { kind: "none", typo: 1 }])(
  "refuses %j",
  (given) => {
    expect(faultSchema.safeParse(given).success).toBe(false);
  },
);
