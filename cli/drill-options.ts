/** What `holdfast drill` takes. */
import { accessSync, constants, statSync } from "node:fs";
import { z } from "zod";
import { freshSeed } from "../drill/random";
import { scenarios } from "../drill/scenarios";
import { ENGINE_NAMES } from "../engine";
import { decimalNumber, wholeNumber } from "./usage";

const names = scenarios.map(({ name }) => name) as [string, ...string[]];
/** Without a log: enough for every phase to have traffic, few enough for a minute and a half. */
const DEFAULT_EVENTS = 6_000;

export const drillOptionsSchema = z
  .object({
    scenario: z.enum(names, { error: `must be one of ${names.join(", ")}` }),
    events: wholeNumber(1, 10_000_000).optional(),
    rate: decimalNumber(0.1, 100_000).optional(),
    seed: wholeNumber(0, 2 ** 32 - 1).optional(),
    engine: z.enum(ENGINE_NAMES, { error: `must be ${ENGINE_NAMES.join(" or ")}` }).default("in-process"),
    speed: decimalNumber(1, 60),
    bufferSeconds: wholeNumber(0, 900), // "BufferingHints": 0 to 900 s.
    input: z.string().superRefine(readable).optional(),
    json: z.boolean().default(false),
    keep: z.boolean().default(false),
    disableFaults: z.boolean().default(false),
    breakFaultInjection: z.boolean().default(false),
  })
  .superRefine((options, context) => {
    const { scenario, disableFaults, breakFaultInjection } = options;
    const problem = (message: string) => context.addIssue({ code: "custom", message, path: [] });
    if (disableFaults && breakFaultInjection)
      problem("--disable-faults and --break-fault-injection exclude each other");
    const chosen = scenarios.find(({ name }) => name === scenario);
    if (chosen && !chosen.restsOnInjectedFault && (disableFaults || breakFaultInjection))
      problem(
        `${scenario} rests on no injected fault: there is none to ${disableFaults ? "disable" : "break"}`,
      );
  })
  .transform(({ disableFaults, breakFaultInjection, ...options }) => ({
    ...options,
    seed: options.seed ?? freshSeed(),
    events: options.events ?? (options.input === undefined ? DEFAULT_EVENTS : undefined),
    injection: disableFaults
      ? ("none" as const)
      : breakFaultInjection
        ? ("missed" as const)
        : ("as-asked" as const),
  }));

function readable(path: string, context: z.RefinementCtx): void {
  try {
    accessSync(path, constants.R_OK);
    const entry = statSync(path);
    if (entry.isFile()) return;
    const kind = entry.isDirectory() ? "a folder" : "a pipe or a device"; // The input is read twice.
    context.addIssue({ code: "custom", message: `is ${kind}, not a file` });
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
    });
  }
}
