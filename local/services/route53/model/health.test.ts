import fc from "fast-check";
import { type CheckRules, type CheckState, checked, isHealthy, newCheck, ruled, withStatus } from "./check";
import {
  answerChangesWithinSeconds,
  type CheckersState,
  calculatedIsHealthy,
  endpointIsHealthy,
  newCheckers,
  observe,
  statusOf,
} from "./health";

const threshold = fc.integer({ min: 1, max: 10 });
const checkerCount = fc.integer({ min: 1, max: 16 });
/** A schedule: which checker saw what, in order. */
const schedule = fc.tuple(checkerCount, threshold).chain(([checkers, failures]) =>
  fc.record({
    checkers: fc.constant(checkers),
    failures: fc.constant(failures),
    results: fc.array(fc.record({ checker: fc.nat({ max: checkers - 1 }), success: fc.boolean() }), {
      maxLength: 200,
    }),
  }),
);

describe("the share of checkers", () => {
  test.each([
    { title: "one of three is enough", healthy: 1, of: 3, expected: true },
    { title: "none is not", healthy: 0, of: 3, expected: false },
    { title: "exactly 18 % is not enough", healthy: 9, of: 50, expected: false },
    { title: "just over 18 % is", healthy: 10, of: 50, expected: true },
    { title: "two of sixteen (12.5 %) are not", healthy: 2, of: 16, expected: false },
    { title: "three of sixteen (18.75 %) are", healthy: 3, of: 16, expected: true },
  ])("$title", ({ healthy, of, expected }) => {
    const checkers: CheckersState = [...newCheckers(healthy, true), ...newCheckers(of - healthy, false)];
    expect(endpointIsHealthy(checkers)).toBe(expected);
  });
});

describe("rules over the endpoint's health", () => {
  test.each([
    { title: "plain follows", rules: {}, healthy: true, unhealthy: false },
    { title: "inverted contradicts", rules: { inverted: true }, healthy: false, unhealthy: true },
    { title: "disabled counts as healthy", rules: { disabled: true }, healthy: true, unhealthy: true },
    {
      title: "disabled and inverted counts as unhealthy",
      rules: { disabled: true, inverted: true },
      healthy: false,
      unhealthy: false,
    },
  ])("$title", ({ rules, healthy, unhealthy }) => {
    expect([statusOf(rules, true), statusOf(rules, false)]).toEqual([healthy, unhealthy]);
  });

  test.each([
    { title: "0 is always healthy", children: [false, false], threshold: 0, expected: true },
    { title: "as many as asked", children: [true, false], threshold: 1, expected: true },
    { title: "fewer than asked", children: [true, false], threshold: 2, expected: false },
    { title: "more asked than there are", children: [true, true], threshold: 3, expected: false },
  ])("calculated: $title", ({ children, threshold: healthThreshold, expected }) => {
    expect(calculatedIsHealthy(children, healthThreshold)).toBe(expected);
  });
});

describe("a checker's opinion", () => {
  test("turns at the threshold, not before, and a contrary result starts the count anew", () => {
    const opinionAfter = (results: readonly boolean[]) =>
      results.reduce((state, success) => observe(state, 0, success, 3), newCheckers(1))[0]?.healthy;
    expect(opinionAfter([false, false])).toBe(true);
    expect(opinionAfter([false, false, true, false, false])).toBe(true);
    expect(opinionAfter([false, false, false])).toBe(false);
    expect(opinionAfter([false, false, false, true, true])).toBe(false);
    expect(opinionAfter([false, false, false, true, true, true])).toBe(true);
  });

  test("follows only its own last results, whatever the others see", () => {
    fc.assert(
      fc.property(schedule, ({ checkers, failures, results }) => {
        const final = results.reduce(
          (state, { checker, success }) => observe(state, checker, success, failures),
          newCheckers(checkers),
        );
        final.forEach((state, index) => {
          const own = results.filter(({ checker }) => checker === index).map(({ success }) => success);
          const alone = own.reduce((each, success) => observe(each, 0, success, failures), newCheckers(1));
          expect(state).toEqual(alone[0]);
          const last = own.slice(-failures);
          if (last.length === failures && last.every((success) => !success))
            expect(state.healthy).toBe(false);
          if (last.length === failures && last.every((success) => success)) expect(state.healthy).toBe(true);
        });
      }),
    );
  });
});

describe("a check's status", () => {
  test("turns unhealthy only when 82 % of the checkers or more have failed F times in a row", () => {
    fc.assert(
      fc.property(schedule, ({ checkers, failures, results }) => {
        let check = newCheck({}, checkers);
        const failed = new Array<number>(checkers).fill(0);
        const passed = new Array<number>(checkers).fill(failures); // A new check is taken for healthy.
        for (const result of results) {
          const before = isHealthy(check);
          check = checked(check, { failureThreshold: failures }, result, 0, 0);
          failed[result.checker] = result.success ? 0 : (failed[result.checker] ?? 0) + 1;
          passed[result.checker] = result.success ? (passed[result.checker] ?? 0) + 1 : 0;
          const after = isHealthy(check);
          if (before && !after) {
            // Whoever did not just fail F times in a row may still hold an older opinion; most must agree now.
            const unhealthy = check.checkers.filter(({ healthy }) => !healthy).length;
            expect(unhealthy * 100).toBeGreaterThanOrEqual(82 * checkers);
            expect(failed[result.checker]).toBeGreaterThanOrEqual(failures);
          }
          if (!before && after) expect(passed[result.checker]).toBeGreaterThanOrEqual(failures);
        }
      }),
    );
  });

  test("never turns on fewer than F results of any checker", () => {
    fc.assert(
      fc.property(schedule, fc.boolean(), ({ checkers, failures, results }, inverted) => {
        const perChecker = new Map<number, number>();
        let check = newCheck({ inverted }, checkers);
        for (const result of results) {
          const count = (perChecker.get(result.checker) ?? 0) + 1;
          if (count >= failures) continue;
          perChecker.set(result.checker, count);
          check = checked(check, { failureThreshold: failures, inverted }, result, 0, 0);
        }
        expect(isHealthy(check)).toBe(!inverted);
      }),
    );
  });

  test.each([
    { title: "starts healthy", rules: {}, expected: true },
    { title: "starts unhealthy when inverted", rules: { inverted: true }, expected: false },
    { title: "starts healthy when disabled", rules: { disabled: true }, expected: true },
  ])("$title", ({ rules, expected }) => {
    const check = newCheck(rules, 3);
    expect([isHealthy(check), check.status.seen]).toEqual([expected, expected]);
  });

  test("is damped: a checker that alternates never turns it", () => {
    fc.assert(
      fc.property(
        checkerCount,
        fc.integer({ min: 2, max: 10 }),
        fc.nat(500),
        (checkers, failures, rounds) => {
          let check = newCheck({}, checkers);
          for (let round = 0; round < rounds; round += 1)
            for (let checker = 0; checker < checkers; checker += 1)
              check = checked(
                check,
                { failureThreshold: failures },
                { checker, success: round % failures === 0 },
                round,
                0,
              );
          expect(isHealthy(check)).toBe(true);
        },
      ),
    );
  });

  test("that did not change puts nothing on its way", () => {
    const check = withStatus(newCheck({}, 3), true, 1, 10);
    expect(check.status.pending).toEqual([]);
    expect(withStatus(withStatus(check, false, 2, 10), false, 3, 10).status.pending).toEqual([
      { at: 12, value: false },
    ]);
  });

  test("keeps what the checkers found when it is inverted, disabled and enabled again", () => {
    let check: CheckState = newCheck({}, 1);
    for (let result = 0; result < 3; result += 1)
      check = checked(check, { failureThreshold: 3 }, { checker: 0, success: false }, 0, 0);
    expect(isHealthy(check)).toBe(false);
    expect(isHealthy(ruled(check, { inverted: true }, 1, 0))).toBe(true);
    expect(isHealthy(ruled(check, { disabled: true }, 1, 0))).toBe(true);
    expect(isHealthy(ruled(ruled(check, { disabled: true }, 1, 0), {}, 2, 0))).toBe(false);
  });
});

describe("time", () => {
  /** Checkers on a virtual clock: each waits an interval from its answer; a check takes up to τ. */
  const world = fc.record({
    checkers: checkerCount,
    failures: threshold,
    interval: fc.constantFrom(10_000, 30_000, 1_000),
    checkMax: fc.constantFrom(0, 1_000, 8_000),
    propagation: fc.nat(10_000),
    faultAt: fc.nat(200_000),
    seed: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 60 }),
  });

  test.each([
    { title: "an endpoint that fails", toHealthy: false },
    { title: "an endpoint that comes back", toHealthy: true },
  ])("$title is answered otherwise within F×(I+τ)+P", ({ toHealthy }) => {
    fc.assert(
      fc.property(world, ({ checkers, failures, interval, checkMax, propagation, faultAt, seed }) => {
        let draw = 0;
        const random = () => seed[draw++ % seed.length] as number;
        const rules: CheckRules = { failureThreshold: failures };
        let check = newCheck({}, checkers, !toHealthy);
        // Each checker's next answer. What is answered before the fault is of the old kind.
        const ends = Array.from({ length: checkers }, () => random() * interval + random() * checkMax);
        let changedAt: number | undefined;
        for (let turn = 0; turn < 100_000 && changedAt === undefined; turn += 1) {
          const checker = ends.indexOf(Math.min(...ends));
          const now = ends[checker] as number;
          const success = now < faultAt ? !toHealthy : toHealthy;
          const before = isHealthy(check);
          check = checked(check, rules, { checker, success }, now, propagation);
          if (isHealthy(check) !== before) changedAt = check.status.pending.at(-1)?.at;
          ends[checker] = now + interval + random() * checkMax;
        }
        const bound = answerChangesWithinSeconds({
          failures,
          intervalSeconds: interval / 1_000,
          checkSecondsMax: checkMax / 1_000,
          propagationSeconds: propagation / 1_000,
        });
        expect(changedAt).toBeGreaterThanOrEqual(faultAt);
        expect(changedAt).toBeLessThanOrEqual(Math.max(faultAt, 0) + bound * 1_000 + 1e-6);
      }),
    );
  });

  test("is 64 s for three failures, every 10 s, of 8 s and 10 s of propagation", () => {
    expect(
      answerChangesWithinSeconds({
        failures: 3,
        intervalSeconds: 10,
        checkSecondsMax: 8,
        propagationSeconds: 10,
      }),
    ).toBe(64);
  });
});
