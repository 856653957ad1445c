/** A provider for previews of any program, local AWS or none: nothing is created, and functions are answered by example. */
import type { Properties } from "../../graph";
import { previewInvokes } from "../../in-process/preview";
import type { Provider } from "../../provider";

const never = (): never => {
  throw new Error("A preview creates nothing.");
};

/** @param invokes answers of functions by token, before the examples */
export const previewProvider = (invokes: Readonly<Record<string, Properties>> = {}): Provider => ({
  check: () => [],
  replacementFor: () => undefined,
  create: never,
  update: never,
  delete: never,
  // What is only looked up is as the program says, as in the in-process engine's previews.
  read: async ({ inputs }, id) => ({ id, outputs: inputs }),
  invoke: previewInvokes(invokes),
  close: () => undefined,
});
