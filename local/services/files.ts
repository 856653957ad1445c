/** Files in which the services keep what must outlive them. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { HoldfastError } from "../../errors";

/** The file is there whole or not at all, also when the process is killed meanwhile. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** What {@link writeWhole} left there as JSON. @throws HF_LOCAL_STATE when it is something else. */
export function readJsonIfThere<Content>(path: string): Content | undefined {
  const bytes = readIfThere(path);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString()) as Content;
  } catch (error) {
    throw new HoldfastError("HF_LOCAL_STATE", { path, problem: (error as Error).message });
  }
}
