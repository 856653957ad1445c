/** Pulumi.yaml and Pulumi.<stack>.yaml, as Pulumi itself reads them. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { HoldfastError } from "../../errors";

export interface Project {
  readonly name: string;
  /** Absolute path of the program's entry. */
  readonly main: string;
  /** Keys with their namespace, values as the SDK wants them: strings, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
}

type Values = Readonly<Record<string, unknown>>;

/** @throws HF_ENGINE_PROJECT when a file is missing or holds a secret that no override replaces. */
export function readProject(programDir: string, stack: string, overrides: Values = {}): Project {
  const project = readYaml(join(programDir, "Pulumi.yaml"));
  const stackFile = join(programDir, `Pulumi.${stack}.yaml`);
  const name = String(project.name);
  const declared = Object.entries(isObject(project.config) ? project.config : {}).flatMap(([key, value]) => {
    const plain = isObject(value) ? (value.value ?? value.default) : value;
    return plain === undefined ? [] : [[withNamespace(key, name), plain] as const];
  });
  const stackConfig = readYaml(stackFile).config;
  const merged = mergeDeep(
    mergeDeep(Object.fromEntries(declared), isObject(stackConfig) ? stackConfig : {}),
    overrides,
  );
  const config: Record<string, string> = {};
  for (const [key, value] of Object.entries(merged)) {
    if (isObject(value) && "secure" in value)
      throw new HoldfastError("HF_ENGINE_PROJECT", {
        problem: `${key} in ${stackFile} is encrypted. Give its value as an override.`,
      });
    config[withNamespace(key, name)] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return { name, main: resolve(programDir, typeof project.main === "string" ? project.main : "."), config };
}

const withNamespace = (key: string, project: string) => (key.includes(":") ? key : `${project}:${key}`);

/** Objects merge key by key, anything else is replaced whole. */
export function mergeDeep(base: Values, over: Values): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? mergeDeep(below, value) : value;
  }
  return merged;
}

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readYaml(path: string): Values {
  if (!existsSync(path))
    throw new HoldfastError("HF_ENGINE_PROJECT", { problem: `${path} does not exist. Create it.` });
  const content: unknown = parse(readFileSync(path, "utf8"));
  return isObject(content) ? content : {};
}
