/** What one setting is made of. */
import { z } from "zod";

/** What a setting means and in which unit; with its default and bounds it makes the table of docs/settings.md. */
interface Meaning {
  description: string;
  unit?: string;
}

/** A whole number within bounds. */
export const whole = (min: number, max: number, fallback: number, meaning: Meaning) =>
  z
    .int()
    .min(min)
    .max(max)
    .default(fallback)
    .meta({ ...meaning });

export const SECONDS = "seconds";
export const MILLISECONDS = "milliseconds";

/** The wait for one call: to connect, and from there to the whole answer. Both end the call. */
export const patience = (what: string, connectMs: number, requestMs: number) => ({
  connectMs: whole(50, 5_000, connectMs, { description: `Longest connect to ${what}`, unit: MILLISECONDS }),
  requestMs: whole(100, 20_000, requestMs, {
    description: `Longest answer of ${what} once connected`,
    unit: MILLISECONDS,
  }),
});

/** What a route takes; at most an account's own limits ("API Gateway quotas"), and never so little that health checks use it up. */
export const routeThrottle = (route: string, ratePerSecond: number, burst: number, min = 1) =>
  z
    .strictObject({
      ratePerSecond: whole(min, 10_000, ratePerSecond, {
        description: `Requests that ${route} takes`,
        unit: "a second",
      }),
      burst: whole(min, 5_000, burst, { description: "The same at once, beyond the rate" }),
    })
    .prefault({});
