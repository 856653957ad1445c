/** What the parent and its child process say to each other: plain data. */
import type { Graph, Properties } from "../graph";

export type Operation = "register" | "check" | "create" | "update" | "replace" | "delete" | "read" | "same";

export interface ProgressEvent {
  readonly kind: "started" | "done" | "failed";
  readonly operation: Operation;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly seconds?: number;
}

/** Resources that a provider made; components and providers are in nobody's bill. */
export interface Changes {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

export interface StackResult {
  readonly outputs: Record<string, unknown>;
  /** Names of the outputs that are secret; their values are plain. */
  readonly secretOutputs: readonly string[];
  readonly resources: readonly { urn: string; type: string; name: string; id?: string }[];
  readonly changes: Changes;
}

export interface Job {
  readonly command: "up" | "destroy" | "preview";
  readonly programDir: string;
  readonly stack: string;
  readonly config?: Properties;
  readonly statePath?: string;
  readonly provider?: { readonly module: string; readonly options: unknown };
  readonly excludeProtected?: boolean;
  /** Answers of provider functions, by token: for a preview without a provider. */
  readonly invokes?: Readonly<Record<string, Properties>>;
  /** In a preview: answer as if everything had been created. */
  readonly suppose?: boolean;
}

export interface Failure {
  /** The resource that failed; absent when the program itself did. */
  readonly urn?: string;
  readonly operation?: Operation;
  readonly property?: string;
  /** The code of the error, where it has one. */
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
}

export type Report =
  | { readonly progress: ProgressEvent }
  | { readonly result: StackResult }
  | { readonly graph: Graph }
  | { readonly failed: readonly Failure[] };
