/**
 * What AWS would make up for a resource, supposed: ids, ARNs, URLs, names of its own choice. Right in form, the same in every
 * run, different for each resource. Nothing of it exists.
 */
import type { GraphResource, Properties } from "../graph";
import { madeUpFor } from "./made-up";
import { formOf } from "./supposed-forms";

export interface Supposed {
  readonly id: string;
  /** Only what the program does not set itself. */
  readonly outputs: Properties;
}

export function suppose(
  resource: Pick<GraphResource, "urn" | "type" | "name" | "inputs" | "providerConfig">,
): Supposed {
  const { id, ...outputs } = formOf(resource.type, madeUpFor(resource));
  const added = Object.entries(outputs).filter(
    ([key, value]) => value !== undefined && (resource.inputs[key] === undefined || MERGED.has(key)),
  );
  return { id: String(id), outputs: Object.fromEntries(added) };
}

/** AWS adds to what the program says in them. */
const MERGED: ReadonlySet<string> = new Set(["domainNameConfiguration"]);
