/** Reading a function's environment: every problem is collected, so that one failed start names them all. */
import { HoldfastError } from "../errors";

/** What `process.env` looks like. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The variable names of T. Two functions' contracts can share a reader of the names they share. */
export class VariableReader<T> {
  private readonly problems: string[] = [];

  constructor(private readonly variables: Variables) {}

  /** A variable that must be there and not be empty. */
  text(name: keyof T & string): string {
    const value = this.variables[name];
    if (value === undefined || value === "") this.problems.push(`${name} is not set.`);
    return value ?? "";
  }

  oneOf<Choice extends string>(name: keyof T & string, choices: readonly Choice[]): Choice {
    const value = this.text(name);
    const choice = choices.find((known) => known === value);
    if (choice === undefined && value !== "")
      this.problems.push(`${name} is "${value}", not one of ${choices.join(", ")}.`);
    return choice ?? (choices[0] as Choice);
  }

  /** A number of at least `min`, a fraction where the unit allows one. */
  number(name: keyof T & string, { min, whole = false }: { min: number; whole?: boolean }): number {
    const text = this.text(name);
    const value = Number(text);
    const fits = Number.isFinite(value) && value >= min && (!whole || Number.isInteger(value));
    if (text !== "" && !fits)
      this.problems.push(`${name} is "${text}", not a ${whole ? "whole " : ""}number of ${min} or more.`);
    return value;
  }

  /** The names between commas, without blanks. */
  list(name: keyof T & string): string[] {
    return this.text(name)
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  /** @throws HF_FUNCTION_ENVIRONMENT when anything read so far was missing or wrong. */
  done(functionName: string): void {
    if (this.problems.length > 0)
      throw new HoldfastError("HF_FUNCTION_ENVIRONMENT", {
        function: functionName,
        problems: this.problems.join(" "),
      });
  }
}
