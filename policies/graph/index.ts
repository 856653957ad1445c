/** A stack as a graph of resources, whichever engine ran its program: what a rule asks its questions of. */
import { enclosingArns, idsOf, isArn, isMadeUpId, isMeantBy, namesOf, passesOn } from "./names";
import { Node, type NodeSource } from "./node";
import { isFields, isKnown, readable, stringsIn } from "./values";

export { Node } from "./node";
export { isKnown, stringsIn, UNKNOWN, type Unknown, valueAt } from "./values";

export interface Refs {
  readonly nodes: Node[];
  /** Known ids, ARNs and names that are no resource of this stack. */
  readonly outside: string[];
  /** Something in it is unknown, and no dependency tells what. */
  readonly isUnknown: boolean;
}

export interface RefsOptions {
  /** Look inside longer strings too, such as policies. */
  readonly within?: boolean;
}

export class StackGraph {
  /** What a provider makes for this stack, in the order of URNs: no components, no providers, nothing that is
   *  only looked up. */
  readonly nodes: readonly Node[];
  /** The default region; undefined where it is unknown. */
  readonly region?: string;
  /** Everything, by URN. */
  private readonly all: ReadonlyMap<string, Node>;
  private readonly byId = new Map<string, Node[]>();
  private readonly byName = new Map<string, Node[]>();

  constructor(sources: readonly NodeSource[]) {
    this.all = nodesOf(sources);
    this.nodes = [...this.all.values()].filter(isManaged);
    this.region = regionOf(this.nodes);
    for (const node of this.nodes) {
      for (const id of idsOf(node)) push(this.byId, id, node);
      for (const name of namesOf(node)) push(this.byName, name, node);
    }
  }

  /** A resource of {@link nodes}, by URN. */
  find(urn: string): Node | undefined {
    const node = this.all.get(urn);
    return node && isManaged(node) ? node : undefined;
  }

  /** By full type tokens, such as `aws:rds/instance:Instance`. */
  ofType(...types: readonly string[]): Node[] {
    return this.nodes.filter(({ type }) => types.includes(type));
  }

  /** Which resources (of these types) a property names. Known values decide: an id, ARN, URL or name of another resource.
   *  For what is unknown its dependencies do, which a preview knows: Pulumi has them by top-level property, so that they
   *  may name more than stands at a deeper path. */
  refs(node: Node, path: string, types?: readonly string[], { within = false }: RefsOptions = {}): Refs {
    const value = node.get(path);
    const wanted = (found: Node) => types === undefined || types.includes(found.type);
    const texts = stringsIn(value).flatMap((text) => (within ? tokensIn(text) : [text]));
    const isMixed = within || !isPlainList(value);
    const nodes = texts.flatMap((text) => this.named(text, wanted).filter(wanted));
    const outside = texts.filter(
      (text) => isReference(text, isMixed) && this.named(text, wanted).length === 0,
    );
    const answer = (moreNodes: Node[], outsiders: string[], isUnknown: boolean): Refs => ({
      nodes: this.inOrder(new Set([...nodes, ...moreNodes])),
      outside: [...new Set(outsiders)],
      isUnknown,
    });
    if (isKnown(value) && outside.length === 0) return answer([], [], false);
    const { found, lookedUp } = this.dependenciesOf(node, path, wanted);
    if (isKnown(value)) {
      // Made from a resource whose id nobody has told: it may be that.
      const untold = found.filter(({ id }) => id === undefined);
      return answer(untold, untold.length > 0 ? [] : outside, false);
    }
    const isUnknown =
      lookedUp.some(({ id }) => id === undefined) || (found.length === 0 && lookedUp.length === 0);
    return answer(found, [...outside, ...lookedUp.flatMap(({ id }) => id ?? [])], isUnknown);
  }

  /** The inverse of {@link refs}: resources of a type whose property names this one. */
  referring(node: Node, type: string | readonly string[], path: string, options?: RefsOptions): Node[] {
    const types = typeof type === "string" ? [type] : type;
    return this.ofType(...types).filter((other) =>
      this.refs(other, path, [node.type], options).nodes.includes(node),
    );
  }

  /** By its id a resource of any type, by its name only those of the wanted types: a name, and many an id of AWS is a name,
   *  may be several resources'. */
  private named(text: string, wanted: (node: Node) => boolean): readonly Node[] {
    // An alias lies within its function: whichever of them was asked for.
    const byId = (isArn(text) ? enclosingArns(text) : [text]).flatMap((id) => this.byId.get(id) ?? []);
    const byName = isArn(text)
      ? this.nodes.filter((node) => byId.length === 0 && isMeantBy(node, text))
      : (this.byName.get(text) ?? []).filter(wanted);
    return [...byId, ...byName];
  }

  private dependenciesOf(node: Node, path: string, wanted: (node: Node) => boolean) {
    const property = path.split(/[.[]/)[0] ?? path;
    const dependencies = (node.source.propertyDependencies[property] ?? []).flatMap(
      (urn) => this.all.get(urn) ?? [],
    );
    const found = dependencies
      // A remote component's output names the component and also what it was made from, which says more.
      .flatMap((dependency) => {
        if (dependency.custom) return [dependency];
        const inside = this.within(dependency);
        return dependencies.some((other) => inside.includes(other)) ? [] : inside;
      })
      .flatMap((dependency) => [dependency, ...this.passedOn(dependency)])
      .filter((dependency) => isManaged(dependency) && wanted(dependency));
    return {
      found: [...new Set(found)],
      lookedUp: dependencies.filter(({ source, type }) => source.isRead || isReader(type)),
    };
  }

  /** Who waits for a topic's policy takes the topic's ARN from it: that topic is meant. */
  private passedOn(dependency: Node): Node[] {
    const property = passesOn(dependency.type);
    return property === undefined ? [] : this.refs(dependency, property).nodes;
  }

  /** The resources below a component, at any depth: who depends on it may depend on each of them. */
  private within(component: Node): Node[] {
    return this.nodes.filter((node) => {
      for (let above = node.parent; above; above = above.parent) if (above === component) return true;
      return false;
    });
  }

  private inOrder(nodes: ReadonlySet<Node>): Node[] {
    return nodes.size < 2 ? [...nodes] : this.nodes.filter((node) => nodes.has(node));
  }
}

const isManaged = ({ custom, type, source }: Node) => custom && !type.startsWith("pulumi:") && !source.isRead;

/** A stack reference: what it answers belongs to another stack. */
const isReader = (type: string) => type === "pulumi:pulumi:StackReference";

function nodesOf(sources: readonly NodeSource[]): Map<string, Node> {
  const byUrn = new Map(sources.map((source) => [source.urn, source]));
  const nodes = new Map<string, Node>();
  const nodeOf = (source: NodeSource): Node => {
    const parent = source.parentUrn === undefined ? undefined : byUrn.get(source.parentUrn);
    const node = nodes.get(source.urn) ?? new Node(source, parent && nodeOf(parent));
    nodes.set(source.urn, node);
    return node;
  };
  for (const source of sources) nodeOf(source);
  return nodes;
}

/** Of the default provider; where no resource uses it, the one region that all resources share. */
function regionOf(nodes: readonly Node[]): string | undefined {
  const usual = nodes.filter(({ source }) => source.hasDefaultProvider);
  const regions = new Set((usual.length > 0 ? usual : nodes).map(({ source }) => readable(source.region)));
  const [region] = regions;
  return regions.size === 1 && typeof region === "string" ? region : undefined;
}

const push = (map: Map<string, Node[]>, key: string, node: Node) => {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(node);
};

const isPlainList = (value: unknown) =>
  !isFields(value) && (!Array.isArray(value) || value.every((item) => !isFields(item)));

/** Where only references stand, each string is one; elsewhere, only what can be nothing else. */
const isReference = (text: string, isMixed: boolean) =>
  isMixed ? (isArn(text) && !text.startsWith("arn:aws:iam::aws:")) || isMadeUpId(text) : text !== "";

/** Quotation marks, spaces and brackets end an id, an ARN, or a name. */
const tokensIn = (text: string) => text.split(/[\s"'`,;{}()[\]<>\\]/);
