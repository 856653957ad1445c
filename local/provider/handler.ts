/** How one resource type is created on this machine: which properties count, and which commands they become. */
import type { LocalEndpoints } from "../endpoints";
import type { Command, ServiceName } from "./clients";

/** Says that a state is not reached yet; the runner waits a moment and goes on. */
export const NOT_YET = Symbol("not yet");

/** A command for another service than the handler's own, as where one service of AWS uses another. */
export class ToOther {
  constructor(
    readonly service: ServiceName,
    readonly command: Command,
  ) {}
}

/**
 * A conversation with one service, without I/O: it yields commands and is given their answers, so a test can hold it too.
 * An answer is `any` because each command has its own.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Talk<Result> = Generator<Command | ToOther | typeof NOT_YET, Result, any>;

export interface Made {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Where the resource stands. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  /** The name in the program. */
  readonly name: string;
  /** New for every creation: for names that nobody chose, and for tokens that make a call idempotent. */
  readonly attempt: string;
  readonly endpoints: LocalEndpoints;
}

export interface ResourceHandler<Inputs = never> {
  /** Type token, such as `aws:sqs/queue:Queue`. */
  readonly type: string;
  /** Who is told. */
  readonly service: ServiceName;
  /** Paths of the properties that are really sent: `rules[].filter.prefix`; `variables.*` stands for every key below. */
  readonly models: readonly string[];
  /** Paths of the properties that are left out, and why that may be. */
  readonly ignores?: Readonly<Record<string, string>>;
  /** What is sent but behaves otherwise than on AWS, in sentences. */
  readonly differences?: readonly string[];
  /** Top-level properties that AWS cannot change in place. Where `update` is missing, all of them. */
  readonly replacesOn: readonly string[];
  /** Both cannot exist at once. */
  readonly deleteFirst?: boolean;
  create(inputs: Inputs, place: Place): Talk<Made>;
  /** Returns the new outputs. */
  update?(id: string, inputs: Inputs, place: Place, before: Before<Inputs>): Talk<Made["outputs"]>;
  delete(id: string, inputs: Inputs, place: Place, outputs: Made["outputs"]): Talk<void>;
  /** For a refresh: what became of the properties that the program set. Types without it are taken for as they were left. */
  look?(id: string, inputs: Inputs, place: Place): Talk<Made["outputs"]>;
  /** For `Resource.get`; most types are never read. */
  read?(id: string, place: Place): Talk<Made | undefined>;
}

export interface Before<Inputs> {
  readonly inputs: Inputs;
  readonly outputs: Made["outputs"];
}

/** Lets a table hold handlers of every kind; their inputs were checked against `models` before they are called. */
export const handler = <Inputs>(definition: ResourceHandler<Inputs>): ResourceHandler =>
  definition as ResourceHandler;

/** A physical name where the program gives none: Pulumi appends seven random digits ("Auto-naming"). */
export const physicalName = (given: string | undefined, { name, attempt }: Place): string =>
  given ?? `${name}-${attempt.replaceAll("-", "").slice(0, 7)}`;

/** A property's settings live in one document that is put whole, creation and change alike. */
export function putWhole<Inputs>(
  definition: Omit<ResourceHandler<Inputs>, "create" | "update" | "replacesOn"> & {
    readonly owner: string;
    /** The owner's id, which is this resource's too. */
    id(inputs: Inputs): string;
    put(inputs: Inputs, place: Place): Command;
    outputs?(inputs: Inputs): Made["outputs"];
  },
): ResourceHandler {
  const outputs = (inputs: Inputs) => definition.outputs?.(inputs) ?? {};
  return handler<Inputs>({
    ...definition,
    replacesOn: [definition.owner],
    *create(inputs, place) {
      yield definition.put(inputs, place);
      return { id: definition.id(inputs), outputs: outputs(inputs) };
    },
    *update(_id, inputs, place) {
      yield definition.put(inputs, place);
      return outputs(inputs);
    },
  });
}
