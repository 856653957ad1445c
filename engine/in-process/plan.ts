/** What bringing a stack up would do, without doing it: a preview's graph against the state. Pure. */
import { isDeepStrictEqual } from "node:util";
import { type Graph, type GraphResource, isProvided, UNKNOWN } from "../graph";
import { changedProperties, isContainer, withIgnoredChanges } from "./changes";
import type { StateResource } from "./state";

export interface Planned {
  readonly operation: "create" | "change" | "delete";
  readonly type: string;
  readonly name: string;
  /** Of a change: its top-level properties. What only the deployment can know is not among them. */
  readonly properties: readonly string[];
}

export function planOf(graph: Graph, state: readonly StateResource[]): Planned[] {
  const existing = new Map(state.filter(({ superseded }) => !superseded).map((one) => [one.urn, one]));
  const wanted = new Set(graph.resources.map(({ urn }) => urn));
  const planned = (
    operation: Planned["operation"],
    { type, name }: GraphResource,
    properties: string[] = [],
  ): Planned => ({ operation, type, name, properties });
  const kept = graph.resources.filter(isProvided).flatMap((resource) => {
    const before = existing.get(resource.urn);
    if (!before) return [planned("create", resource)];
    const properties = differing(resource, before);
    return properties.length > 0 ? [planned("change", resource, properties)] : [];
  });
  const gone = [...existing.values()].filter((one) => isProvided(one) && !wanted.has(one.urn));
  return [...kept, ...gone.map((one) => planned("delete", one))];
}

function differing({ inputs, options }: GraphResource, before: StateResource): string[] {
  const now = withIgnoredChanges(inputs, before.inputs, options.ignoreChanges ?? []);
  return changedProperties(before.inputs, now, agree);
}

/** Equal wherever both are known. A text that holds an unknown may become anything. */
function agree(old: unknown, now: unknown): boolean {
  if (typeof now === "string" && now.includes(UNKNOWN)) return true;
  if (!isContainer(now) || !isContainer(old)) return isDeepStrictEqual(now, old);
  if (Array.isArray(now) !== Array.isArray(old)) return false;
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].every((key) => agree(old[key], now[key]));
}
