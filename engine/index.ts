/** The engines that can run a stack on this machine, each with the same questions and answers. */

import type { Planned, StackResult, StackRun } from "./in-process";
import * as inProcess from "./in-process";
import * as pulumi from "./pulumi";
import { needPulumi } from "./pulumi/cli";

export type EngineName = "in-process" | "pulumi";
export const ENGINE_NAMES: readonly EngineName[] = ["in-process", "pulumi"];

export interface Engine {
  /** @throws what is missing on this machine, before anything is begun. */
  ensure?(): Promise<unknown>;
  up(run: StackRun): Promise<StackResult>;
  plan(run: StackRun): Promise<Planned[]>;
  destroy(run: StackRun, options?: { readonly excludeProtected?: boolean }): Promise<StackResult>;
}

/** Their states are not each other's: what one brought up, it alone can change. */
export const engines: Readonly<Record<EngineName, Engine>> = {
  "in-process": inProcess,
  pulumi: { ...pulumi, ensure: needPulumi },
};
