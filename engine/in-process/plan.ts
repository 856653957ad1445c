/** What bringing a stack up would do, without doing it: a preview's graph against the state. Pure. */
import { isDeepStrictEqual } from "node:util";
import { type Graph, type GraphResource, UNKNOWN } from "../graph";
import { plain, withIgnoredChanges } from "./changes";
import type { StateResource } from "./state";

export interface Planned {
  readonly operation: "create" | "change" | "delete";
  readonly type: string;
  readonly name: string;
  /** Of a change: its top-level properties. What only the deployment can know is not among them. */
  readonly properties: readonly string[];
}

export function planOf(graph: Graph, state: readonly StateResource[]): Planned[] {
  const provided = ({ custom, type }: GraphResource) => custom && !type.startsWith("pulumi:");
  const existing = new Map(state.filter(({ superseded }) => !superseded).map((one) => [one.urn, one]));
  const wanted = new Set(graph.resources.map(({ urn }) => urn));
  const planned = (
    operation: Planned["operation"],
    { type, name }: GraphResource,
    properties: string[] = [],
  ) => ({
    ...{ operation, type, name, properties },
  });
  const kept = graph.resources.filter(provided).flatMap((resource): Planned[] => {
    const before = existing.get(resource.urn);
    if (!before) return [planned("create", resource)];
    const properties = differing(resource, before);
    return properties.length > 0 ? [planned("change", resource, properties)] : [];
  });
  const gone = [...existing.values()].filter((one) => provided(one) && !wanted.has(one.urn));
  return [...kept, ...gone.map((one) => planned("delete", one))];
}

function differing(resource: GraphResource, before: StateResource): string[] {
  const now = plain(withIgnoredChanges(resource.inputs, before.inputs, resource.options.ignoreChanges ?? []));
  const old = plain(before.inputs);
  return [...new Set([...Object.keys(now), ...Object.keys(old)])]
    .filter((key) => !agree(now[key], old[key]))
    .sort();
}

/** Equal wherever both are known. A text that holds an unknown may become anything. */
function agree(now: unknown, old: unknown): boolean {
  if (typeof now === "string" && now.includes(UNKNOWN)) return true;
  if (!isContainer(now) || !isContainer(old)) return isDeepStrictEqual(now, old);
  if (Array.isArray(now) !== Array.isArray(old)) return false;
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].every((key) => agree(now[key], old[key]));
}

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
