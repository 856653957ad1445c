/** What names a region becomes a word for it, so that twins read the same. Pure. */
import { type Graph, type GraphResource, isProvided } from "../engine/graph";

export interface Twin {
  readonly graph: Graph;
  readonly region: string;
}

/** Turns any value of one twin's graph into what its peer must have as well. */
export type Factor = (value: unknown) => unknown;

/** One factor for each of the two. What AWS makes up for a resource is called by the resource's name, where both have it. */
export function factorsOf(one: Twin, other: Twin): readonly [Factor, Factor] {
  const [own, peer] = [wordsOf(one, other), wordsOf(other, one)];
  const partners = new Map(
    other.graph.resources.map((resource) => [applied(peer, resource.urn), resource] as const),
  );
  const pairs = one.graph.resources.flatMap((resource) => {
    const partner = partners.get(applied(own, resource.urn));
    if (!partner || !isProvided(resource)) return [];
    return madeUp(answered(resource, own), answered(partner, peer), resource.name);
  });
  const factor = (side: 0 | 1, words: Words) =>
    everyText(named(new Map(pairs.map(({ atoms, word }) => [atoms[side], word])), words));
  return [factor(0, own), factor(1, peer)];
}

type Words = readonly (readonly [RegExp, string])[];

const named =
  (made: ReadonlyMap<string, string>, words: Words) =>
  (text: string): string =>
    applied(words, text).replace(ATOM, (atom) => made.get(atom) ?? atom);

/** Regions before stacks: a stack may be called `prod-eu`, and a name hold `prod-eu-west-1`. */
const wordsOf = (own: Twin, peer: Twin): Words => [
  [wholeWord(own.region, "a-z"), "{region}"],
  [wholeWord(peer.region, "a-z"), "{peer region}"],
  [wholeWord(own.graph.stack), "{stack}"],
  [wholeWord(peer.graph.stack), "{peer stack}"],
];

const applied = (words: Words, text: string): string =>
  words.reduce((replaced, [pattern, word]) => replaced.replace(pattern, word), text);

/** @param ends what may follow all the same: a zone is a region and a letter. */
const wholeWord = (word: string, ends = "") =>
  new RegExp(`(?<![A-Za-z0-9])${escaped(word)}(?=[${ends}]?(?![A-Za-z0-9]))`, "g");

export const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Ids, ARNs, host names: signs part them into names that somebody chose and digits that AWS made up. */
const ATOM = /[A-Za-z0-9]+/g;

const atomsIn = (value: unknown, words: Words): string[] =>
  textsIn(value).flatMap((text) => applied(words, text).match(ATOM) ?? []);

const textsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

const answered = ({ id, outputs, inputs }: GraphResource, words: Words) => ({
  atoms: atomsIn([id, outputs], words),
  /** What the program said is not made up, wherever AWS repeats it. */
  said: new Set(atomsIn(inputs, words)),
});
type Answered = ReturnType<typeof answered>;

/** At the same place on both sides, and different: the resource's name is the word for both. */
function madeUp(one: Answered, other: Answered, name: string) {
  if (one.atoms.length !== other.atoms.length) return [];
  const pairs = new Map(
    one.atoms.flatMap((atom, index) => {
      const partner = other.atoms[index] as string;
      if (atom === partner || !isMadeUp(atom) || !isMadeUp(partner)) return [];
      return one.said.has(atom) || other.said.has(partner) ? [] : [[atom, partner] as const];
    }),
  );
  return [...pairs].map((atoms, index) => ({
    atoms,
    word: index === 0 ? `{id of ${name}}` : `{id ${index + 1} of ${name}}`,
  }));
}

/** A word that somebody chose has no digits, and letters beyond those of a hexadecimal number. The parts of a UUID are the
 *  shortest. */
const isMadeUp = (atom: string): boolean => atom.length >= 4 && (/\d/.test(atom) || /^[a-f]+$/.test(atom));

/** Keys too. JSON in a text (a policy, a dashboard) is read, so that a difference in it has a path of its own. */
const everyText =
  (factor: (text: string) => string): Factor =>
  (value) => {
    const walk = (inner: unknown): unknown => {
      if (typeof inner === "string") return parsed(inner, walk) ?? factor(inner);
      if (Array.isArray(inner)) return inner.map(walk);
      if (typeof inner !== "object" || inner === null) return inner;
      return Object.fromEntries(Object.entries(inner).map(([key, item]) => [factor(key), walk(item)]));
    };
    return walk(value);
  };

function parsed(text: string, walk: Factor): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return walk(JSON.parse(text));
  } catch {
    return undefined; // A text that merely begins like JSON.
  }
}
