/** One way of breaking a stack, and who is meant to notice. */
import type { GraphResource } from "../../engine/graph";
import type { Change } from "./surgery";

export interface Operator {
  /** What it does to a resource: "loses its dead-letter queue". */
  readonly does: string;
  /** The rules that are meant to catch it, by name; one of them must. */
  readonly meant: readonly string[];
  /** Type tokens of the resources that it breaks, one mutant each. */
  readonly types: readonly string[];
  /** Which of them; all of them by default. */
  readonly where?: (resource: GraphResource) => boolean;
  readonly change: Change;
  /** Which stack it breaks. The primary's by default. */
  readonly of?: "primary" | "standby";
}

/** By the end of a resource's name; names of the program's own may stand here, for it is the program that is broken. */
export const named =
  (...names: readonly string[]) =>
  ({ name }: GraphResource): boolean =>
    names.includes(name);
