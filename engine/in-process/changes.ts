/** What changed between two sets of inputs. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../graph";

/** The top-level properties that differ, compared as the state file would hold them (an archive is its hash). */
export function changedProperties(
  before: Properties,
  after: Properties,
  agree: (old: unknown, now: unknown) => boolean = isDeepStrictEqual,
): string[] {
  const [old, now] = [plain(before), plain(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => !agree(old[key], now[key]))
    .sort();
}

/** As JSON holds it: no undefined, assets as their hashes. */
export const plain = (properties: Properties): Record<string, unknown> =>
  JSON.parse(JSON.stringify(properties));

/** The inputs with each ignored path as it was before (`ignoreChanges`); `tags.build` and `rules[0].name` go inside. */
export function withIgnoredChanges(
  inputs: Properties,
  before: Properties,
  paths: readonly string[],
): Properties {
  return paths.reduce<Properties>((kept, path) => {
    const steps = path.split(/[.[\]]/).filter((step) => step !== "");
    return setAt(kept, steps, valueAt(before, steps)) as Properties;
  }, inputs);
}

const valueAt = (value: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((inner, step) => (isContainer(inner) ? inner[step] : undefined), value);

function setAt(target: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (!isContainer(target)) return target;
  const copy = (Array.isArray(target) ? [...target] : { ...target }) as Record<string, unknown>;
  const inner = setAt(copy[step], rest, value);
  if (inner === undefined) delete copy[step];
  else copy[step] = inner;
  return copy;
}

export const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
