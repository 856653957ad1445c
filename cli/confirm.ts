/** A yes before something is changed: by an option, or typed by a person. */
import { createInterface } from "node:readline/promises";
import { Interrupted } from "./terminal";

interface Person {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * @param yes the option `--yes`. False for any answer but yes, and where nobody can be asked.
 * @throws Interrupted on Ctrl-C, which the terminal hands to the question, and on Ctrl-D.
 */
export async function confirmed(
  question: string,
  yes: boolean,
  { input, output }: Person = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (yes) return true;
  if (!input.isTTY) {
    output.write(`${question} Nobody can be asked here: say --yes.\n`);
    return false;
  }
  const terminal = createInterface({ input, output });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } catch (error) {
    if ((error as Error).name === "AbortError") throw new Interrupted("Interrupted.", { cause: error });
    throw error;
  } finally {
    terminal.close();
  }
}
