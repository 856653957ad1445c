/** URNs: the name by which an engine knows a resource for ever ("Resource URNs" in Pulumi's documentation). */

export const STACK_TYPE = "pulumi:pulumi:Stack";

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; a parent that is the stack itself leaves no trace in the URN. */
  readonly parent?: string;
}

export function urnOf({ stack, project, type, name, parent }: UrnParts): string {
  const parentType = parent ? qualifiedTypeIn(parent) : STACK_TYPE;
  const qualified = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

const qualifiedTypeIn = (urn: string): string => urn.split("::")[2] ?? "";

/** The project-wide parts of an alias that are left out are the resource's own ("Aliases"). */
export interface AliasSpec {
  readonly name?: string;
  readonly type?: string;
  readonly stack?: string;
  readonly project?: string;
  readonly parent?: string;
  readonly noParent?: boolean;
}

export const aliasUrn = (spec: AliasSpec, own: UrnParts): string =>
  urnOf({
    stack: spec.stack || own.stack,
    project: spec.project || own.project,
    type: spec.type || own.type,
    name: spec.name || own.name,
    parent: spec.noParent ? undefined : spec.parent || own.parent,
  });

/** A provider reference is `urn::id`. */
export const providerUrn = (reference: string): string => reference.slice(0, reference.lastIndexOf("::"));
