/** What the parent and its child process say to each other: plain data. */
import type { Properties } from "../graph";
import type { Failure, ProgressEvent, StackResult } from "../in-process/protocol";
import type { PulumiCli } from "./cli";

/** A deployment as Pulumi exports it, secrets in plain text. */
export interface Deployment {
  readonly version: number;
  readonly deployment: unknown;
}

export type Command = "up" | "destroy" | "preview" | "refresh" | "export" | "import";

export interface Job {
  readonly command: Command;
  readonly cli: PulumiCli;
  readonly programDir: string;
  readonly stack: string;
  readonly config?: Properties;
  /** A folder: backend, project, home and passphrase of this stack alone. */
  readonly statePath: string;
  readonly provider: { readonly module: string; readonly options: unknown };
  /** Packages that the provider stands for. */
  readonly packages: readonly string[];
  readonly policyPacks?: readonly string[];
  readonly policyPackConfigs?: readonly string[];
  readonly excludeProtected?: boolean;
  /** Of a refresh: the state stays as it is. */
  readonly previewOnly?: boolean;
  /** Of an import. */
  readonly deployment?: Deployment;
}

/** One resource that will not stay, or has not stayed, as it was. */
export interface Step {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Top-level properties that differ. */
  readonly properties: readonly string[];
  /** Of a refresh: what differs in them, each value by its path. */
  readonly differences?: readonly Difference[];
}

export interface Difference {
  /** Such as `extendedS3Configuration.bufferingSize`. */
  readonly path: string;
  /** Undefined: it was not there. A secret is hidden by the engine. */
  readonly before: unknown;
  readonly now: unknown;
}

/** What a policy pack said. */
export interface PolicyFinding {
  readonly urn?: string;
  readonly pack: string;
  readonly policy: string;
  /** A violation of a mandatory policy ends the run. */
  readonly level: "mandatory" | "advisory";
  readonly message: string;
}

export interface PulumiResult extends StackResult {
  readonly steps: readonly Step[];
  readonly findings: readonly PolicyFinding[];
  /** Of a refresh: URNs of what nobody could look at, and what was taken for as it was left. */
  readonly unseen: readonly string[];
}

export type Report =
  | { readonly progress: ProgressEvent }
  | { readonly result: PulumiResult }
  | { readonly exported: Deployment }
  | { readonly failed: readonly Failure[] };
