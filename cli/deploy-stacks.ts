/** How a deployment brings a stack up: by this machine's engine, or by Pulumi's on AWS. */
import { resolve } from "node:path";
import { engines } from "../engine";
import type { Planned } from "../engine/in-process";
import { readRunFile } from "../local/run-file";
import { PRIMARY, STANDBY, stackRunOf } from "../local/stacks";
import type { Stacks } from "../operate/deploy-region";
import { pulumiStacks, selectIn } from "../operate/pulumi-stacks";
import { readStackFile, stateProblemsIn } from "../stacks/stack-file";
import { PROGRAM_DIR, type TargetOptions } from "./target";

export interface DeployTarget {
  readonly stacks: Stacks;
  /** The folder of the program that goes out. */
  readonly programDir: string;
  /** How many times faster waits run there. */
  readonly speed: number;
  /** What of the stacks' state could not be reached without the primary's region. */
  readonly stateProblems: readonly string[];
}

/** @param programDir another program than this project; on AWS as well, its stacks' files included */
export function deployTarget(
  { target, dataDir, stacks }: TargetOptions,
  programDir: string | undefined,
  onOutput: (text: string) => void,
): DeployTarget {
  if (target === "local") return localTarget(dataDir, programDir);
  const dir = programDir ?? PROGRAM_DIR;
  const stackIn = new Map(stacks.map((stack) => [readStackFile(dir, stack).region, stack]));
  const select = selectIn(dir, (region) => stackIn.get(region) as string);
  return {
    stacks: pulumiStacks(select, onOutput),
    programDir: dir,
    speed: 1,
    stateProblems: stateProblemsIn(dir, stacks),
  };
}

function localTarget(dataDir: string, programDir: string | undefined): DeployTarget {
  const pair = readRunFile(resolve(dataDir));
  const { plan, up } = engines[pair.engine ?? "in-process"];
  const runOf = (role: string, signal: AbortSignal) =>
    stackRunOf(pair, role === "primary" ? PRIMARY : STANDBY, {
      signal,
      ...(programDir !== undefined && { programDir }),
    });
  return {
    stacks: {
      plan: async ({ role }, signal) => (await plan(runOf(role, signal))).map(lineOf),
      up: async ({ role }, signal) => void (await up(runOf(role, signal))),
    },
    programDir: programDir ?? pair.programDir ?? PROGRAM_DIR,
    speed: pair.speed,
    stateProblems: [], // Files on this machine.
  };
}

const lineOf = ({ operation, type, name, properties }: Planned): string =>
  `${operation} ${type} ${name}${properties.length > 0 ? `: ${properties.join(", ")}` : ""}`;
