/** A stack's resources as its program registers them: what providers create from and what policies ask questions about. */

/** Stands for a value that only a deployment can know. It is the sentinel of Pulumi's own wire format, so a policy's
 *  evaluator understands a graph as it is. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Readonly<Record<string, unknown>>;

export interface GraphResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for components and for the stack itself: nothing but their children exists. */
  readonly custom: boolean;
  readonly parent?: string;
  /** `urn::id` of an explicit provider; absent for the default one. */
  readonly provider?: string;
  /** The configuration of its provider, such as `{ region }`. */
  readonly providerConfig: Properties;
  readonly inputs: Properties;
  /** Inputs that hold a secret at any depth. Their values are in {@link inputs} all the same. */
  readonly secretInputs: readonly string[];
  readonly dependencies: readonly string[];
  /** Which resources each input was computed from: known in a preview, when the value itself is not. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  /** The program only looks it up; somebody else manages it. */
  readonly isRead?: true;
  /** Where it is known: of what is looked up, and in a preview that supposes what AWS would answer. */
  readonly id?: string;
  /** What such a preview supposes that AWS makes up. */
  readonly outputs?: Properties;
  readonly options: ResourceOptions;
}

/** Whether a provider makes it; components, the stack and providers exist only in the program, and what is read is
 *  somebody else's. */
export const isProvided = ({
  custom,
  type,
  isRead,
}: Pick<GraphResource, "custom" | "type" | "isRead">): boolean =>
  custom && !isRead && !type.startsWith("pulumi:");

/** The options that change what an engine does; the defaults are left out. */
export interface ResourceOptions {
  readonly retainOnDelete?: true;
  /** Set only when the program said it, true or false. */
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
  /** Full URNs under which the resource was known before. */
  readonly aliases?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  /** URN of the resource whose deletion takes this one along. */
  readonly deletedWith?: string;
}

export interface Graph {
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly GraphResource[];
  readonly outputs: Properties;
  readonly secretOutputs: readonly string[];
}
