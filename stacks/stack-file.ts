/** A stack's file, read without Pulumi: what it says must be known when neither its state nor its region can be reached. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { HoldfastError } from "../errors";
import { parseSettings } from "./read-settings";
import type { Settings } from "./settings";

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
  return { project, region, settings: parseSettings(values, { project, stack, region }) };
}

function yamlOf(programDir: string, file: string): unknown {
  try {
    return parse(readFileSync(join(programDir, file), "utf8")) ?? {};
  } catch (error) {
    throw new HoldfastError("HF_STACK_FILE", { file, folder: programDir, problem: (error as Error).message });
  }
}
