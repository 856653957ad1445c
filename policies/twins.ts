/** Whether two stacks are the same but for their regions: what differs, by resource and path. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { GraphResource } from "../engine/graph";
import { escaped, type Factor, factorsOf, type Twin } from "./twins-factor";

export type { Twin } from "./twins-factor";

export interface Difference {
  /** Its type and name, with words for regions and stacks; the stack's own outputs are `outputs`. */
  readonly resource: string;
  /** Empty where the whole resource is only on one side. */
  readonly path: string;
  /** In the order of the twins; undefined where it is not there. */
  readonly values: readonly [unknown, unknown];
}

/** A difference that is meant. */
export interface Allowance {
  /** The resource's name, or `*` for any. */
  readonly name: string;
  /** The whole path; `*` stands for one step of it. */
  readonly path: string;
  /** What both must be, the primary's first, by value or by a pattern of a text; left out: anything. */
  readonly values?: readonly [unknown, unknown];
  readonly reason: string;
}

export interface Comparison {
  /** Resources that both have. */
  readonly shared: number;
  /** Not allowed. */
  readonly differences: readonly Difference[];
  readonly allowed: readonly { readonly allowance: Allowance; readonly differences: readonly Difference[] }[];
  /** Allowances that nothing needs: each is a hole that is no longer watched. */
  readonly unused: readonly Allowance[];
}

/** @param one the primary */
export function compareTwins(one: Twin, other: Twin, allowances: readonly Allowance[]): Comparison {
  const [factorOne, factorOther] = factorsOf(one, other);
  const [mine, theirs] = [comparable(one, factorOne), comparable(other, factorOther)];
  const keys = [...new Set([...mine.keys(), ...theirs.keys()])].sort();
  const all = keys.flatMap((key) => {
    const [a, b] = [mine.get(key), theirs.get(key)];
    const { resource, name } = (a ?? b) as Comparable;
    if (!a || !b) return [{ name, resource, path: "", values: [sideOf(a), sideOf(b)] as const }];
    return differing(a.content, b.content).map((found) => ({ name, resource, ...found }));
  });
  const verdicts = all.map((found) => ({
    found,
    allowance: allowances.find((allowance) => allows(allowance, found)),
  }));
  const difference = ({ resource, path, values }: Difference): Difference => ({ resource, path, values });
  const under = (wanted: Allowance | undefined) =>
    verdicts.filter(({ allowance }) => allowance === wanted).map(({ found }) => difference(found));
  const used = allowances.map((allowance) => ({ allowance, differences: under(allowance) }));
  return {
    shared: keys.filter((key) => mine.has(key) && theirs.has(key)).length,
    differences: under(undefined),
    allowed: used.filter(({ differences }) => differences.length > 0),
    unused: used.filter(({ differences }) => differences.length === 0).map(({ allowance }) => allowance),
  };
}

interface Comparable {
  readonly resource: string;
  readonly name: string;
  readonly content: unknown;
}

const OUTPUTS = "outputs";
const sideOf = (found: Comparable | undefined) => (found ? "there" : undefined);

/** By URN, in words. */
function comparable({ graph }: Twin, factor: Factor): Map<string, Comparable> {
  const resources = graph.resources.map((resource): [string, Comparable] => {
    const [urn, type, name] = [resource.urn, resource.type, resource.name].map((text) =>
      String(factor(text)),
    ) as [string, string, string];
    return [urn, { resource: `${type} ${name}`, name, content: factor(contentOf(resource)) }];
  });
  const outputs = { resource: OUTPUTS, name: OUTPUTS, content: factor(graph.outputs) };
  return new Map([...resources, [OUTPUTS, outputs]]);
}

/** All that the program says of it. What AWS would make up is not its doing. */
const contentOf = ({ urn, id, type, name, custom, outputs, ...said }: GraphResource) => ({
  ...said,
  provider: said.provider?.slice(0, said.provider.lastIndexOf("::")), // Without its id, which is made up.
  secretInputs: asSet(said.secretInputs),
  dependencies: asSet(said.dependencies),
  propertyDependencies: Object.fromEntries(
    Object.entries(said.propertyDependencies).map(([key, urns]) => [key, asSet(urns)]),
  ),
});

/** Compared by member: in which order they stand says nothing. */
const asSet = (members: readonly string[]) => Object.fromEntries(members.map((member) => [member, true]));

/** Where the two differ, each by its own path. */
function differing(one: unknown, other: unknown, path = ""): Pick<Difference, "path" | "values">[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (Array.isArray(one) && Array.isArray(other)) return differingLists(one, other, path);
  if (!isFields(one) || !isFields(other)) return [{ path, values: [one, other] }];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    differing(one[key], other[key], path === "" ? key : `${path}.${key}`),
  );
}

/** What both begin and end with is left out, so that one more in the middle is one difference. */
function differingLists(one: readonly unknown[], other: readonly unknown[], path: string) {
  const shorter = Math.min(one.length, other.length);
  const sameUntil = (index: number) => isDeepStrictEqual(one[index], other[index]);
  const sameFrom = (index: number) => isDeepStrictEqual(one.at(-index), other.at(-index));
  let begin = 0;
  while (begin < shorter && sameUntil(begin)) begin += 1;
  let end = 0;
  while (one.length !== other.length && end < shorter - begin && sameFrom(end + 1)) end += 1;
  const length = Math.max(one.length, other.length) - begin - end;
  const at = (list: readonly unknown[], step: number) =>
    begin + step < list.length - end ? list[begin + step] : undefined;
  return Array.from({ length }, (_, step) => step).flatMap((step) =>
    differing(at(one, step), at(other, step), `${path}[${begin + step}]`),
  );
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const allows = ({ name, path, values }: Allowance, found: Difference & { readonly name: string }): boolean =>
  (name === "*" || name === found.name) &&
  matches(path, found.path) &&
  (values === undefined || values.every((wanted, side) => isMeant(wanted, found.values[side])));

const isMeant = (wanted: unknown, value: unknown) =>
  wanted instanceof RegExp ? wanted.test(String(value)) : isDeepStrictEqual(wanted, value);

const matches = (pattern: string, path: string) => {
  const steps = pattern.split("*").map(escaped);
  return new RegExp(`^${steps.join("[^.[\\]]+")}$`).test(path);
};
