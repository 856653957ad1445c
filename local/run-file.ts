/** What a run leaves in its data folder while it is up, so that other commands find it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { HoldfastError } from "../errors";
import { readJsonIfThere, writeWhole } from "./services/files";
import type { LocalPair } from "./stacks";

export interface RunFile extends LocalPair {
  /** The process that holds the run. */
  readonly pid: number;
  /** The outputs of both stacks. */
  readonly outputs: readonly Readonly<Record<string, unknown>>[];
}

const pathIn = (dataDir: string) => join(dataDir, "run.json");

export const writeRunFile = (run: RunFile): void => writeWhole(pathIn(run.dataDir), JSON.stringify(run));

export const removeRunFile = (dataDir: string): void => rmSync(pathIn(dataDir), { force: true });

/** The run that is up on this folder. @throws HF_LOCAL_NOT_UP when there is none, or it was killed. */
export function readRunFile(dataDir: string): RunFile {
  const run = readJsonIfThere<RunFile>(pathIn(dataDir));
  if (run === undefined || !isAlive(run.pid)) throw new HoldfastError("HF_LOCAL_NOT_UP", { dataDir });
  return run;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // Signal 0 only asks.
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
