/** Which resource of one region stands for which of the other: by their names, with the region and the role taken out. */
import type { Node } from "../graph";
import { REGION_IN_TEXT } from "../graph/hosts";

export interface Twins {
  readonly pairs: readonly (readonly [Node, Node])[];
  /** Nothing of their type is left in the other region. */
  readonly alone: readonly Node[];
  /** Something is left there, and no name tells which is which. */
  readonly unclear: readonly Node[];
}

const REGION = new RegExp(REGION_IN_TEXT, "g");
const ROLE = /primary|secondary|standby|main|backup|failover/g;

const keyOf = ({ type, name }: Node): string =>
  `${type} ${name.toLowerCase().replace(REGION, "").replace(ROLE, "").replace(/[-_.]/g, "")}`;

export function twinsAmong(ones: readonly Node[], others: readonly Node[]): Twins {
  const left = [...others];
  const pairs: [Node, Node][] = [];
  const unpaired: Node[] = [];
  for (const one of ones) {
    const index = left.findIndex((other) => keyOf(other) === keyOf(one));
    const [twin] = index < 0 ? [] : left.splice(index, 1);
    if (twin) pairs.push([one, twin]);
    else unpaired.push(one);
  }
  const types = new Set([...unpaired, ...left].map(({ type }) => type));
  const rest = [...types].map((type) => remaining(unpaired, left, type));
  return {
    pairs: [...pairs, ...rest.flatMap((some) => some.pairs)],
    alone: rest.flatMap((some) => some.alone),
    unclear: rest.flatMap((some) => some.unclear),
  };
}

/** One on either side is a pair, whatever their names are. */
function remaining(ones: readonly Node[], others: readonly Node[], type: string): Twins {
  const ofType = (nodes: readonly Node[]) => nodes.filter((node) => node.type === type);
  const [mine, theirs] = [ofType(ones), ofType(others)] as const;
  const [one, another] = mine;
  const [other, yetOther] = theirs;
  if (!one || !other) return { pairs: [], alone: [...mine, ...theirs], unclear: [] };
  if (!another && !yetOther) return { pairs: [[one, other]], alone: [], unclear: [] };
  return { pairs: [], alone: [], unclear: mine };
}
