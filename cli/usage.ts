/** Options as typed on a command line → values, or every problem with them at once. */
import { z } from "zod";
import { HoldfastError } from "../errors";

export const EXIT_USAGE = 64;
export const EXIT_CRASH = 70;
export const EXIT_INTERRUPTED = 130;

/** @throws HF_USAGE naming each option that cannot be used. */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  raw: Readonly<Record<string, unknown>>,
): z.infer<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? "");
    return name === "" ? message : `--${kebab(name)} ${shown(raw[name])}: ${message}`;
  });
  throw new HoldfastError("HF_USAGE", { problem: problems.map((problem) => `${problem}.`).join("\n") });
}

/** A number written as one: "", "1e3 " and "0x10" are typing mistakes, not numbers. */
const numeric = (bounds: { min: number; max: number }, whole: boolean) => {
  const { min, max } = bounds;
  const message = `must be a${whole ? " whole" : ""} number from ${min} to ${max}`;
  const number = z.number({ error: message }).min(min, message).max(max, message);
  const written = z.string().regex(whole ? /^\d+$/ : /^\d+(\.\d+)?$/, message);
  return written.transform(Number).pipe(whole ? number.int(message) : number);
};
export const wholeNumber = (min: number, max: number) => numeric({ min, max }, true);
export const decimalNumber = (min: number, max: number) => numeric({ min, max }, false);

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const shown = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));
