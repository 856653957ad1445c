/** What the child processes of both engines do alike. */
import { createRequire } from "node:module";
import type { Properties } from "./graph";

const load = createRequire(__filename);

/** Says it to the parent, if there still is one. */
export const tellParent = (report: object): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(report, () => resolve());
    else resolve();
  });

/** Runs a program: its outputs are what it exports, or what the function returns that it exports as its default. */
export async function runProgram(main: string): Promise<Properties> {
  const exported: Properties = load(main);
  const entry = "default" in exported ? exported.default : exported;
  return typeof entry === "function" ? entry() : exported;
}
