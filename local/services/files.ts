import { renameSync, writeFileSync } from "node:fs";

/** The file is there whole or not at all, also when the process is killed meanwhile. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
