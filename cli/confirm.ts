/** A yes before something is changed: by an option, or typed by a person. */
import { createInterface } from "node:readline/promises";

/** @param yes the option `--yes`. False for any answer but yes, and where nobody can be asked. */
export async function confirmed(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    process.stderr.write(`${question} Nobody can be asked here: say --yes.\n`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
