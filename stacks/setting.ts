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
