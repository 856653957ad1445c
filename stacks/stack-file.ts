/** A stack's file, read without Pulumi: what it says must be known when neither its state nor its region can be reached. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { HoldfastError } from "../errors";
import { parseSettings } from "./read-settings";
import type { Settings } from "./settings";
import { type ProjectFile, type StackStateFile, stateProblems } from "./state";

export interface StackFile {
  readonly project: string;
  readonly region: string;
  readonly settings: Settings;
}

const PREFIX = "holdfast:";

/** @throws HF_STACK_FILE when it is not there or no YAML; HF_SETTINGS with every problem of its settings. */
export function readStackFile(programDir: string, stack: string): StackFile {
  const { name: project } = yamlOf(programDir, "Pulumi.yaml") as { name: string };
  const { config = {} } = yamlOf(programDir, `Pulumi.${stack}.yaml`) as { config?: Record<string, unknown> };
  const values = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, value]) => [key.slice(PREFIX.length), value]),
  );
  const region = String(config["aws:region"] ?? "");
  const defaultTags = config["aws:defaultTags"] ?? {};
  return { project, region, settings: parseSettings(values, { project, stack, region, defaultTags }) };
}

/**
 * What of the stacks' state could not be reached without the primary's region: {@link stateProblems} of the files as they are.
 * @param stacks both of the pair.
 * @throws HF_STACK_FILE
 */
export function stateProblemsIn(
  programDir: string,
  stacks: readonly string[],
  backendUrl: string | undefined = process.env.PULUMI_BACKEND_URL || undefined,
): string[] {
  const read = (file: string) => yamlOf(programDir, file) as ProjectFile & StackStateFile;
  const files = stacks.map((stack) => [stack, read(`Pulumi.${stack}.yaml`)] as const);
  return stateProblems(read("Pulumi.yaml"), Object.fromEntries(files), backendUrl);
}

function yamlOf(programDir: string, file: string): unknown {
  try {
    return parse(readFileSync(join(programDir, file), "utf8")) ?? {};
  } catch (error) {
    throw new HoldfastError("HF_STACK_FILE", { file, folder: programDir, problem: (error as Error).message });
  }
}
