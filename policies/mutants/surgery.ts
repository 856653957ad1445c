/** Breaks a graph as a change of the program would: what nobody touched stays, and nobody depends on what is gone. Pure. */
import { type Graph, type GraphResource, type Properties, UNKNOWN } from "../../engine/graph";

export type Resources = readonly GraphResource[];

/** One resource's new shape, or several in its place, or none. */
export type Change = (resource: GraphResource, all: Resources) => GraphResource | Resources;

/** The graph with one resource changed. Who depended on a resource that is gone keeps the values that it got from it: ids that
 *  no longer exist, as in a program that has them as strings. */
export function broken(graph: Graph, resource: GraphResource, change: Change): Graph {
  const { resources } = graph;
  const made = [change(resource, resources)].flat();
  const kept = resources.flatMap((one) => (one === resource ? made : [one]));
  const urns = new Set(kept.map(({ urn }) => urn));
  return { ...graph, resources: kept.map((one) => withoutGone(one, urns)) };
}

function withoutGone(resource: GraphResource, urns: ReadonlySet<string>): GraphResource {
  const { dependencies, propertyDependencies } = resource;
  const named = [...dependencies, ...Object.values(propertyDependencies).flat()];
  if (named.every((urn) => urns.has(urn))) return resource;
  const alive = (list: readonly string[]) => list.filter((urn) => urns.has(urn));
  return {
    ...resource,
    dependencies: alive(dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, list]) => [key, alive(list)]),
    ),
  };
}

export const drop: Change = () => [];

/** Sets a property at a dotted path such as `rules[0].status`; undefined takes it away, from what AWS answered too. */
export const set =
  (path: string, value: unknown): Change =>
  (resource) => {
    const steps = path.split(/[.[\]]/).filter((step) => step !== "");
    const [property = ""] = steps;
    const inputs = withValue(resource.inputs, steps, value) as Properties;
    const { [property]: _, ...outputs } = resource.outputs ?? {};
    const { [property]: before = [], ...others } = resource.propertyDependencies;
    return {
      ...resource,
      inputs,
      ...(resource.outputs && { outputs }),
      propertyDependencies: property in inputs ? { ...others, [property]: before } : others,
    };
  };

export const unset = (path: string): Change => set(path, undefined);

/** Every change, one after the other, on the resource itself. */
export const every =
  (...changes: readonly Change[]): Change =>
  (resource, all) =>
    changes.reduce((one, change) => only(change(one, all)), resource);

const only = (made: GraphResource | Resources): GraphResource => {
  const [one] = [made].flat();
  if (one === undefined)
    throw new Error("A change that is followed by another must leave the resource there.");
  return one;
};

/** Points a property at another resource: its id (or what else it answers) as the value, and a dependency on it alone. A
 *  plain preview does not know the value. */
export const refer =
  (path: string, isTarget: (resource: GraphResource) => boolean, answer = "id"): Change =>
  (resource, all) => {
    const target = all.find(isTarget);
    if (!target) throw new Error(`Nothing that ${resource.name}.${path} could be pointed at.`);
    const changed = only(set(path, answerOf(target, answer))(resource, all));
    const property = /^[^.[]+/.exec(path)?.[0] ?? path;
    return {
      ...changed,
      propertyDependencies: { ...changed.propertyDependencies, [property]: [target.urn] },
    };
  };

const answerOf = ({ id, inputs, outputs }: GraphResource, answer: string): unknown =>
  (answer === "id" ? id : (outputs?.[answer] ?? inputs[answer])) ?? UNKNOWN;

/** Puts a resource of another type beside it, which names it by these properties. */
export const beside =
  (
    type: string,
    properties: Properties | ((resource: GraphResource, all: Resources) => Properties),
    dependsOn: Readonly<
      Record<string, (all: Resources, self: GraphResource) => GraphResource | undefined>
    > = {},
  ): Change =>
  (resource, all) => {
    const name = `${resource.name}-mutant`;
    const given = typeof properties === "function" ? properties(resource, all) : properties;
    const inputs = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, value ?? (key in dependsOn ? UNKNOWN : undefined)]),
    );
    const urnOf = (key: string) => {
      const urn = dependsOn[key]?.(all, resource)?.urn;
      return urn === undefined ? [] : [urn];
    };
    const propertyDependencies = Object.fromEntries(Object.keys(inputs).map((key) => [key, urnOf(key)]));
    const extra: GraphResource = {
      urn: `${resource.urn.split("::").slice(0, 2).join("::")}::${type}::${name}`,
      type,
      name,
      custom: true,
      provider: resource.provider,
      providerConfig: resource.providerConfig,
      inputs,
      id: resource.id === undefined ? undefined : `${name}-id`,
      outputs: resource.outputs && { ...inputs, arn: `arn:aws:mutant:::${name}` },
      secretInputs: [],
      dependencies: Object.values(propertyDependencies).flat(),
      propertyDependencies,
      protect: false,
      options: {},
    };
    return [resource, extra];
  };

/** Edits the JSON document in a property; a document that is unknown stays so. */
export const document =
  (property: string, edit: (document: Policy) => unknown): Change =>
  (resource, all) => {
    const text = resource.inputs[property];
    if (typeof text !== "string" || !text.startsWith("{")) return resource;
    return set(property, JSON.stringify(edit(JSON.parse(text))))(resource, all);
  };

export interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[] | string;
  readonly Resource?: readonly string[] | string;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export interface Policy {
  readonly Statement: readonly Statement[];
}

/** Edits each statement of a policy; undefined takes it away. */
export const statements = (property: string, edit: (statement: Statement) => object | undefined): Change =>
  document(property, (policy) => ({
    ...policy,
    Statement: policy.Statement.flatMap((statement) => edit(statement) ?? []),
  }));

export const alsoAllows = (property: string, statement: object): Change =>
  document(property, (policy) => ({
    ...policy,
    Statement: [...policy.Statement, { Effect: "Allow", ...statement }],
  }));

function withValue(target: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const copy = (Array.isArray(target) ? [...target] : { ...(target as Properties) }) as Record<
    string,
    unknown
  >;
  const inner = withValue(copy[step], rest, value);
  if (inner === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(step), 1);
    else delete copy[step];
  } else copy[step] = inner;
  return copy;
}
