/** What the packs are to say of a stranger's stack: all that is wrong in it, and nothing else. */
import type { Properties } from "../../engine/graph";

/** Names of resources, by rule. */
export type Named = Readonly<Record<string, readonly string[]>>;

export interface Expected {
  /** Found where every value is supposed. In a plain preview each of them is found, or undetermined by the same rule. */
  readonly violations: Named;
  /** Undetermined even so: it hangs on what the stack only names. */
  readonly undetermined?: Named;
  readonly excused?: Named;
  /** Answers to the program's data lookups, by token. */
  readonly invokes?: Readonly<Record<string, Properties>>;
}
