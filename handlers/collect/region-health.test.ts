import fc from "fast-check";
import { RegionHealth } from "./region-health";

const settings = { unhealthyAfterMs: 10_000, healthyAfterMs: 30_000 };

/** Evidence at a second: "+" it worked, "-" it failed (begun that second); "?" asks. */
type Step = [second: number, what: "+" | "-" | "?", healthy?: boolean];

test.each<{ title: string; steps: Step[] }>([
  { title: "starts healthy", steps: [[0, "?", true]] },
  {
    title: "holds for 10 s of failure from the very first canary",
    steps: [
      [0, "-"],
      [1, "?", true],
      [9, "-"],
      [9, "?", true],
      [10, "-"],
      [10, "?", false],
    ],
  },
  {
    title: "counts from when the first failure began",
    steps: [
      [0, "+"],
      [5, "-"],
      [14, "-"],
      [14, "?", true],
      [15, "?", false],
    ],
  },
  {
    title: "one success in between starts the count anew",
    steps: [
      [0, "-"],
      [8, "-"],
      [9, "+"],
      [10, "-"],
      [19, "-"],
      [19, "?", true],
      [20, "?", false],
    ],
  },
  {
    title: "is healthy again after 30 s of success, not before",
    steps: [
      [0, "-"],
      [10, "?", false],
      [11, "+"],
      [40, "+"],
      [40, "?", false],
      [41, "+"],
      [41, "?", true],
    ],
  },
  {
    title: "one failure in between starts the healing anew",
    steps: [
      [0, "-"],
      [10, "?", false],
      [11, "+"],
      [30, "-"],
      [31, "+"],
      [60, "+"],
      [60, "?", false],
      [61, "+"],
      [61, "?", true],
    ],
  },
  {
    title: "time alone heals nothing",
    steps: [
      [0, "-"],
      [10, "?", false],
      [11, "+"],
      [3_600, "?", false],
      [3_600, "+"],
      [3_600, "?", true],
    ],
  },
])("$title", ({ steps }) => {
  const state = new RegionHealth(settings);
  for (const [second, what, healthy] of steps) {
    if (what === "+") state.succeeded(second * 1_000);
    else if (what === "-") state.failed(second * 1_000);
    else expect([second, state.isHealthy(second * 1_000)]).toEqual([second, healthy]);
  }
});

const anyHistory = fc.array(fc.tuple(fc.integer({ min: 100, max: 6_000 }), fc.boolean()), { maxLength: 80 });

test("it never turns unhealthy within 10 s of a success, nor healthy within 30 s of a failure", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const state = new RegionHealth(settings);
      let now = 0;
      let wasHealthy = true;
      let lastSuccess = Number.NEGATIVE_INFINITY;
      let lastFailure = Number.NEGATIVE_INFINITY;
      for (const [wait, works] of history) {
        now += wait;
        if (works) state.succeeded(now);
        else state.failed(now);
        if (works) lastSuccess = now;
        else lastFailure = now;
        const isHealthy = state.isHealthy(now);
        if (wasHealthy && !isHealthy)
          expect(now - lastSuccess).toBeGreaterThanOrEqual(settings.unhealthyAfterMs);
        if (!wasHealthy && isHealthy)
          expect(now - lastFailure).toBeGreaterThanOrEqual(settings.healthyAfterMs);
        wasHealthy = isHealthy;
      }
    }),
  );
});
