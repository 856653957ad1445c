/** The stacks on AWS, brought up by Pulumi's own engine: its CLI, told what to do through the Automation API. */
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { HoldfastError } from "../errors";
import type { Stacks } from "./deploy-region";
import type { RegionOutputs } from "./pair";

/** Of an Automation API's stack, what a deployment needs. */
export type PulumiStack = Pick<Stack, "up" | "preview">;

/** Selects the stack of a region. @throws what Pulumi says when its CLI is missing, or the stack does not exist. */
export type SelectStack = (region: string) => Promise<PulumiStack>;

/**
 * @param programDir holds Pulumi.yaml and the stacks' files
 * @param stackOf the stack of a region's name
 */
export function selectIn(programDir: string, stackOf: (region: string) => string): SelectStack {
  return async (region) => {
    // It loads gRPC and more, which no other command needs.
    const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
    return LocalWorkspace.selectStack({ stackName: stackOf(region), workDir: programDir });
  };
}

/**
 * @param onOutput takes what Pulumi's CLI says, as it says it
 * @param atTerminal Ctrl-C then reaches Pulumi's CLI by itself, as it does all that runs in the foreground. It must not be told
 *   a second time: it would end at once, in the middle of a resource, instead of cancelling ("orphaned resources and other
 *   inconsistencies", as it says).
 */
export function pulumiStacks(
  select: SelectStack,
  onOutput: (text: string) => void,
  atTerminal = process.stdin.isTTY || process.stderr.isTTY,
): Stacks {
  const until = (signal: AbortSignal) => (atTerminal ? {} : { signal });
  const selected = async ({ region }: RegionOutputs) => {
    try {
      return await select(region);
    } catch (cause) {
      throw new HoldfastError("HF_DEPLOY_PULUMI", { region, problem: firstLine(cause) }, { cause });
    }
  };
  return {
    async plan(region, signal) {
      const stack = await selected(region);
      const lines: string[] = [];
      await stack.preview({ ...until(signal), onEvent: (event) => lines.push(...lineOf(event)) });
      return lines;
    },
    async up(region, signal) {
      const stack = await selected(region);
      // No refresh: it would ask every API of the region, and take what another hand changed for granted.
      await stack.up({ ...until(signal), onOutput, color: "never" });
    },
  };
}

/** Pure: a line for a resource that will not stay as it is. */
export function lineOf({ resourcePreEvent }: Pick<EngineEvent, "resourcePreEvent">): string[] {
  const metadata = resourcePreEvent?.metadata;
  if (!metadata || metadata.op === "same" || metadata.type === "pulumi:pulumi:Stack") return [];
  const name = metadata.urn.split("::").at(-1);
  const properties = metadata.diffs?.length ? `: ${metadata.diffs.join(", ")}` : "";
  return [`${metadata.op} ${metadata.type} ${name}${properties}`];
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] as string;
