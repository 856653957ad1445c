/** In which order resources go: whoever needs another goes before it. Pure. */

import type { StateResource } from "./state";
import { providerUrn } from "./urn";

/** Every URN that must outlive this resource. */
export const needs = (resource: StateResource): string[] =>
  [
    ...resource.dependencies,
    ...Object.values(resource.propertyDependencies).flat(),
    resource.parent,
    resource.provider && providerUrn(resource.provider),
    resource.options.deletedWith,
  ].filter((urn): urn is string => urn !== undefined && urn !== "");

/** Removes all of them, each as soon as everybody who needs it is gone. After a failure nothing that it needs is touched. */
export async function removeInOrder(
  resources: readonly StateResource[],
  remove: (resource: StateResource) => Promise<void>,
): Promise<void> {
  const byUrn = groupByUrn(resources);
  const dependants = new Map<StateResource, StateResource[]>(resources.map((resource) => [resource, []]));
  for (const resource of resources)
    for (const urn of new Set(needs(resource)))
      for (const needed of byUrn.get(urn) ?? [])
        if (needed !== resource) dependants.get(needed)?.push(resource);
  const removals = new Map<StateResource, Promise<void>>();
  const removal = (resource: StateResource): Promise<void> => {
    const known = removals.get(resource);
    if (known) return known;
    const started = (async () => {
      await Promise.all((dependants.get(resource) ?? []).map(removal));
      await remove(resource);
    })();
    removals.set(resource, started);
    return started;
  };
  await Promise.allSettled(resources.map(removal));
}

/** Splits what a destroy must keep (what is protected, and all that it needs) from what may go. */
export function splitProtected(resources: readonly StateResource[]): {
  kept: StateResource[];
  going: StateResource[];
} {
  const byUrn = groupByUrn(resources);
  const kept = new Set<StateResource>();
  const keep = (resource: StateResource) => {
    if (kept.has(resource)) return;
    kept.add(resource);
    for (const urn of needs(resource)) byUrn.get(urn)?.forEach(keep);
  };
  for (const resource of resources) if (resource.protect) keep(resource);
  return { kept: [...kept], going: resources.filter((resource) => !kept.has(resource)) };
}

/** A replaced resource and the one that took its place share a URN. */
function groupByUrn(resources: readonly StateResource[]): Map<string, StateResource[]> {
  const byUrn = new Map<string, StateResource[]>();
  for (const resource of resources) byUrn.set(resource.urn, [...(byUrn.get(resource.urn) ?? []), resource]);
  return byUrn;
}
