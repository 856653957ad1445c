/** What another hand changed: what exists, compared with what a stack's state says, and nothing written anywhere. */
import { HoldfastError } from "../../errors";
import { refresh, type StackRun } from ".";
import { needPulumi } from "./cli";
import { Events } from "./events";
import type { Step } from "./protocol";

export interface Drift {
  readonly stack: string;
  /** A resource that is not as it was left, or is gone. Empty: all is as the state says. */
  readonly steps: readonly Step[];
  /** How many resources nobody looked at. */
  readonly unseen: number;
}

/** Of a stack that this engine runs here. @throws HF_ENGINE_FAILED, HF_ENGINE_PULUMI */
export async function driftOf(run: StackRun): Promise<Drift> {
  const { steps, unseen } = await refresh(run, { previewOnly: true });
  return { stack: run.stack, steps, unseen: unseen.length };
}

export interface DeployedStack {
  /** Holds Pulumi.yaml and the stack's file. */
  readonly programDir: string;
  readonly stack: string;
  readonly signal?: AbortSignal;
}

/** Of a deployed stack, where its project's backend keeps it, by the providers and credentials of its own.
 *  @throws HF_DRIFT_PULUMI, HF_ENGINE_PULUMI */
export async function driftOfDeployed({ programDir, stack, signal }: DeployedStack): Promise<Drift> {
  const { root } = await needPulumi();
  // It loads gRPC and more, which no other command needs.
  const { LocalWorkspace, PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const events = new Events(() => undefined, true);
  try {
    const pulumiCommand = await PulumiCommand.get(root === undefined ? {} : { root });
    const selected = await LocalWorkspace.selectStack(
      { stackName: stack, workDir: programDir },
      { pulumiCommand },
    );
    await selected.refresh({
      previewOnly: true,
      onEvent: events.take,
      color: "never",
      ...(signal && { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    const said = events.failures.map(({ message }) => message);
    const problem = said[0] ?? (cause instanceof Error ? cause.message : String(cause));
    throw new HoldfastError("HF_DRIFT_PULUMI", { stack, problem }, { cause });
  }
  return { stack, steps: events.steps, unseen: 0 };
}
