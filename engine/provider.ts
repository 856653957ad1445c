/** What an engine asks of whoever creates the resources, whichever engine runs the program. */
import type { Properties } from "./graph";

export interface ResourceRequest {
  readonly urn: string;
  /** Type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Name in the program, from which a physical name is made where the program gives none. */
  readonly name: string;
  readonly inputs: Properties;
  /** The configuration of its provider: `{ region }`. */
  readonly config: Properties;
}

/** A resource that exists, as it was last left. */
export interface ExistingResource {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface CreatedResource {
  readonly id: string;
  /** What AWS made of it: merged over the inputs. */
  readonly outputs: Properties;
}

export interface InputProblem {
  /** Path of the property, such as `routeSettings[].logging`. */
  readonly property?: string;
  /** Names the resource and the property, and says what to do. */
  readonly error: Error;
}

export interface Replacement {
  /** The changed properties that cannot be changed in place. */
  readonly properties: readonly string[];
  /** The old one must go first, because both cannot exist at once. */
  readonly deleteFirst: boolean;
}

export interface Provider {
  /** Everything that is wrong with the inputs, before anything is created. */
  check(resource: ResourceRequest): readonly InputProblem[];
  /** Called with the top-level properties that changed: undefined when an update in place can do it. */
  replacementFor(resource: ResourceRequest, changed: readonly string[]): Replacement | undefined;
  create(resource: ResourceRequest): Promise<CreatedResource>;
  /** Resolves to the new outputs. */
  update(resource: ResourceRequest, before: ExistingResource): Promise<Properties>;
  /** Resolves as well when it is already gone. */
  delete(resource: ResourceRequest, existing: ExistingResource): Promise<void>;
  /** Undefined when it does not exist. */
  read(resource: ResourceRequest, id: string): Promise<CreatedResource | undefined>;
  /** What a resource of the state is like now: those of its properties that are asked for, "gone" when it does not exist.
   *  Undefined where nobody looks at its type. */
  look?(resource: ResourceRequest, id: string): Promise<Properties | "gone" | undefined>;
  /** @throws for a function that it does not know. */
  invoke(token: string, args: Properties, config: Properties): Promise<Properties>;
  /** Lets go of connections. */
  close(): void;
}

/** The one export that an engine needs of a provider's module. */
export type CreateProvider<Options> = (options: Options) => Provider;
