/** Which pair of regions an operator's command is about: the one on this machine, or the one on AWS. */
import { resolve } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Command } from "commander";
import { z } from "zod";
import { readRunFile } from "../local/run-file";
import { Pair } from "../operate/pair";
import { outputsOf } from "../stacks/outputs";
import { readStackFile } from "../stacks/stack-file";
import { firstAnswer } from "./region";

const DATA_DIR = ".holdfast/local";
const STACKS = "prod-eu,prod-us";
export const PROGRAM_DIR = resolve(__dirname, "..");

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
    .option("--stacks <names>", "aws: the two stacks, whose files give every name", STACKS);

/** The local pair is found without stacks. */
type Place = TargetOptions | { readonly target: "local"; readonly dataDir: string };

/** The options that lead another command to the same pair, as they are typed. */
export function typedTarget({ target, dataDir, stacks }: TargetOptions): string {
  if (target === "local")
    return `--target local${dataDir === DATA_DIR ? "" : ` --data-dir ${quoted(dataDir)}`}`;
  return `--target aws${stacks.join() === STACKS ? "" : ` --stacks ${stacks.join()}`}`;
}

/** For a shell. */
const quoted = (text: string): string =>
  /^[\w./][\w./-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The pair, without asking for any stack's state: on AWS its names follow from the stacks' files and the account, so that it is
 * found when a region, or whatever keeps the state, is gone. The caller closes it.
 * @throws HF_LOCAL_NOT_UP, HF_STACK_FILE, HF_SETTINGS; what STS says without credentials.
 */
export async function openPair(options: Place): Promise<Pair> {
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

/** {@link openPair}, closed when it is no longer used. */
export async function withPair<Result>(
  options: Place,
  use: (pair: Pair) => Promise<Result>,
): Promise<Result> {
  const pair = await openPair(options);
  try {
    return await use(pair);
  } finally {
    pair.close();
  }
}

const ownAccount = (regions: readonly string[]): Promise<string> =>
  firstAnswer(regions, async (region) => {
    const client = new STSClient({
      region,
      requestHandler: { connectionTimeout: 2_000, socketTimeout: 5_000 },
    });
    try {
      return (await client.send(new GetCallerIdentityCommand())).Account as string;
    } finally {
      client.destroy();
    }
  });
