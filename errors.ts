/**
 * Every coded error of Holdfast. A code is never renamed and never reused: scripts and runbooks hold on to it.
 * A message says what is wrong, which value, and what to do; `{name}` is filled from the error's values.
 * `docs/errors.md` is generated from this table.
 */
export const errorMessages = {
  HF_LOCAL_SERVICE_START: "The local service {name} did not start. {problem} Its output is in {logFile}.",
  HF_USAGE: "{problem} Run the command with --help to see its options.",
} as const;

export type ErrorCode = keyof typeof errorMessages;

/** A broken contract, named by its code. Expected outcomes (a refused event, a verdict) are values, never errors. */
export class HoldfastError extends Error {
  override readonly name = "HoldfastError";
  constructor(
    readonly code: ErrorCode,
    readonly values: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(`${code}: ${fill(errorMessages[code], values)}`, options);
  }
}

const fill = (message: string, values: Readonly<Record<string, unknown>>): string =>
  message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
