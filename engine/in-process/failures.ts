/** Everything that went wrong in a run, each thing once. */
import { inspect } from "node:util";
import { HoldfastError } from "../../errors";
import type { Failure, Operation } from "./protocol";

export class Failures {
  readonly list: Failure[] = [];
  private readonly seen = new Set<unknown>();

  get any(): boolean {
    return this.list.length > 0;
  }

  ofResource(urn: string, operation: Operation, error: unknown, property?: string): void {
    this.add(error, { urn, operation, property });
  }

  /** An exception of the program's own. One rejection surfaces once for each output that was computed from it, and a
   *  resource's failure once more in whatever waited for it. */
  ofProgram(error: unknown): void {
    const message = messageOf(error);
    if (this.list.some((known) => message.includes(known.message))) return;
    this.add(error, {});
  }

  private add(error: unknown, where: Pick<Failure, "urn" | "operation" | "property">): void {
    if (this.seen.has(error)) return;
    this.seen.add(error);
    this.list.push({
      ...where,
      message: messageOf(error),
      code: error instanceof HoldfastError ? error.code : undefined,
      stack: error instanceof Error ? error.stack : undefined,
    });
  }
}

/** AWS errors carry their code as the name, and some of them no message at all. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : inspect(error);
  const named =
    error.name !== "Error" && error.name !== "HoldfastError" && !error.message.startsWith(error.name);
  return named ? `${error.name}: ${error.message}` : error.message;
}
