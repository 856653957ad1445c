/** Which pair of regions an operator's command is about: the one on this machine, or the one on AWS. */
import { resolve } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Command } from "commander";
import { z } from "zod";
import { readRunFile } from "../local/run-file";
import { Pair } from "../operate/pair";
import { outputsOf } from "../stacks/outputs";
import { readStackFile } from "../stacks/stack-file";

const DATA_DIR = ".holdfast/local";
const PROGRAM_DIR = resolve(__dirname, "..");

export const targetOptionsSchema = z.object({
  target: z.enum(["local", "aws"], { error: "must be local or aws" }),
  dataDir: z.string().min(1, "must name a folder"),
  stacks: z
    .string()
    .regex(/^[\w.-]+,[\w.-]+$/, "must be two stacks, e.g. prod-eu,prod-us")
    .transform((text) => text.split(",") as [string, string]),
});
export type TargetOptions = z.output<typeof targetOptionsSchema>;

export const addTargetOptions = (command: Command): Command =>
  command
    .option("--target <local|aws>", "the pair on this machine (npm run local), or the one on AWS", "local")
    .option("--data-dir <folder>", "local: what the run keeps its data in", DATA_DIR)
    .option("--stacks <names>", "aws: the two stacks, whose files give every name", "prod-eu,prod-us");

/**
 * The pair, without asking for any stack's state: on AWS its names follow from the stacks' files and the account, so that it is
 * found when a region, or whatever keeps the state, is gone. The caller closes it.
 * @throws HF_LOCAL_NOT_UP, HF_STACK_FILE, HF_SETTINGS; what STS says without credentials.
 */
export async function openPair(options: TargetOptions): Promise<Pair> {
  if (options.target === "local") {
    const { endpoints, outputs } = readRunFile(resolve(options.dataDir));
    const regions = Object.entries(endpoints.regions).map(([region, { aws }]) => [region, aws]);
    return new Pair(outputs, { ...endpoints, regions: Object.fromEntries(regions) });
  }
  const files = options.stacks.map((stack) => readStackFile(PROGRAM_DIR, stack));
  const accountId = await ownAccount(files.map(({ region }) => region));
  return new Pair(
    files.map(({ settings, ...place }) => ({ ...outputsOf(settings, { ...place, accountId }) })),
  );
}

/** Asked of one region after the other: either may be gone. */
async function ownAccount(regions: readonly string[]): Promise<string> {
  let problem: unknown;
  for (const region of regions) {
    const client = new STSClient({
      region,
      requestHandler: { connectionTimeout: 2_000, socketTimeout: 5_000 },
    });
    try {
      return (await client.send(new GetCallerIdentityCommand())).Account as string;
    } catch (error) {
      problem = error;
    } finally {
      client.destroy();
    }
  }
  throw problem;
}
