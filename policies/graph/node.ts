/** One resource of a stack, as a rule sees it. */
import { isFields, readable, UNKNOWN, type Unknown, valueAt } from "./values";

type Fields = Readonly<Record<string, unknown>>;

/** What an adapter knows of a resource. */
export interface NodeSource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for components and for the stack itself. */
  readonly custom: boolean;
  readonly parentUrn?: string;
  readonly protect: boolean;
  /** A resource that the program only looks up; somebody else manages it. */
  readonly isRead?: boolean;
  readonly id?: unknown;
  /** Of its provider. */
  readonly region?: unknown;
  /** True when the program names no provider for it. */
  readonly hasDefaultProvider: boolean;
  readonly inputs: Fields;
  readonly outputs?: Fields;
  /** URNs, by top-level property. Its keys are the properties that the program sets. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

export const byUrn = (a: NodeSource, b: NodeSource): number => (a.urn < b.urn ? -1 : 1);

export class Node {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly protect: boolean;
  /** Where it is known. */
  readonly id?: string;
  /** Of its own `region` property or of its provider; undefined when unknown. */
  readonly region?: string;
  /** Its own tags, without the provider's default tags and without unknown ones. */
  readonly tags: Readonly<Record<string, string>>;
  private readonly properties: Fields;

  constructor(
    readonly source: NodeSource,
    readonly parent?: Node,
  ) {
    const { urn, type, name, custom, protect } = source;
    this.urn = urn;
    this.type = type;
    this.name = name;
    this.custom = custom;
    this.protect = protect;
    this.properties = merged(source);
    this.id = textOf(readable(source.id)) ?? textOf(this.properties.id);
    const own = this.properties.region;
    this.region = own === UNKNOWN ? undefined : (textOf(own) ?? textOf(readable(source.region)));
    const tags = isFields(this.properties.tags) ? this.properties.tags : {};
    this.tags = Object.fromEntries(
      Object.entries(tags).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
    );
  }

  /** At a dotted path, such as `vpcConfig.subnetIds` or `settings[0].x`: undefined when absent, UNKNOWN when only a
   *  deployment can know it; unknown parts of a larger value are UNKNOWN inside it. Absent is also what the program
   *  leaves to AWS and AWS has not yet made up (an `arn` in a preview): ask {@link StackGraph.refs} who names whom. */
  get(path: string): unknown {
    return valueAt(this.properties, path);
  }

  /** Empty when absent; a single object is a list of one. */
  list(path: string): readonly unknown[] | Unknown {
    const value = this.get(path);
    if (value === UNKNOWN) return UNKNOWN;
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  }

  /** The program says it itself, known or not, and does not leave it to AWS. */
  setsProperty(property: string): boolean {
    return property in this.source.inputs || property in this.source.propertyDependencies;
  }

  /** Present, be it known or not. */
  isSet(path: string): boolean {
    return this.get(path) !== undefined;
  }
}

/** Inputs win, where they are known. */
function merged({ inputs, outputs = {}, propertyDependencies }: NodeSource): Fields {
  const all: Record<string, unknown> = {};
  const isTold = Object.keys(propertyDependencies).length > 0;
  for (const key of new Set([...Object.keys(outputs), ...Object.keys(inputs)])) {
    const [input, output] = [readable(inputs[key]), readable(outputs[key])];
    const value = input === undefined || (input === UNKNOWN && output !== undefined) ? output : input;
    // Nobody set it: the provider will, later. Pulumi's engine shows it as unknown, ours not at all.
    if (value === UNKNOWN && isTold && !(key in propertyDependencies)) continue;
    if (isFields(input) && isFields(output)) all[key] = { ...output, ...input };
    else if (value !== undefined) all[key] = value;
  }
  return all;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
