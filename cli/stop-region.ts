/** `holdfast stop-region`: takes the clients of a region away, and gives them back. */
import type { Command } from "commander";
import { z } from "zod";
import { HoldfastError } from "../errors";
import type { Pair, RegionOutputs } from "../operate/pair";
import { type Followed, follow, resume, type StopOptions, stop } from "../operate/stop-region";
import { regionIn } from "./region";
import { addTargetOptions, type TargetOptions, targetOptionsSchema, typedTarget, withPair } from "./target";
import { progress, untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_UNSEEN = 1;
const EXIT_REFUSED = 2;

const optionsSchema = targetOptionsSchema.extend({
  region: z.string().min(1, "must name a region"),
  resume: z.boolean().default(false),
  force: z.boolean().default(false),
  wait: z.boolean(),
});
type Options = z.output<typeof optionsSchema>;

const HELP = `
What it does
  One object is written to the undeliverable bucket of the other region (--resume deletes it). The other region answers
  /stop/<region> from it, Route 53 checks that answer, and the region's failover record follows both that check and the
  region's own. No DNS record is changed and nothing is deployed. Of the region that is stopped nothing is needed.

What clients see
  No error. Route 53 answers the other region after one check interval (10 s) and some seconds of propagation; each
  client follows when the TTL (60 s) of the answer that it holds is over: about 80 s for the last of them. Until then the
  stopped region still takes what it is sent; so it does from whoever holds on to an old address.

When it refuses (exit code 2)
  The other region does not say that it is healthy, is stopped itself, or the record does not follow the switch. --force
  stops all the same.

Exit codes
  0 done, also when it was so already; 1 written, but Route 53's checkers did not show it within a minute; 2 refused;
  64 usage; 70 crash; 130 interrupted (what was written stays).
`;

export function addStopRegion(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("stop-region")
    .summary("take a region's clients away, or give them back with --resume")
    .description(
      "Stops a region: Route 53 answers the other one from then on, however healthy this one is. --resume lets it have its clients again as soon as its own health allows.",
    )
    .requiredOption("--region <region>", "the region to stop, or to resume")
    .option("--resume", "let the region have its clients again")
    .option("--force", "stop it though the other region may not be able to take its clients")
    .option("--no-wait", "leave at once, without waiting until Route 53's checkers have seen it")
    .addHelpText("after", HELP);
  addTargetOptions(command).action(async (raw: Record<string, unknown>) => {
    const options = parseOptions(optionsSchema, raw);
    exit(await untilInterrupted((signal) => run(options, signal)));
  });
}

async function run(options: Options, signal: AbortSignal): Promise<number> {
  try {
    return await withPair(options, async (pair) =>
      stopOrResume(pair, regionIn(pair, options.region), options, signal),
    );
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== "HF_STOP_REFUSED") throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT_REFUSED;
  }
}

async function stopOrResume(
  pair: Pair,
  region: RegionOutputs,
  options: Options,
  signal: AbortSignal,
): Promise<number> {
  const { resume: isResume, force, wait } = options;
  const how: StopOptions = { force, signal, say: progress() };
  if (isResume) await resume(pair, region, how);
  else await stop(pair, region, how);
  const followed = wait ? await follow(pair, region, how) : "unknown";
  await write(summary(pair, region, followed, options));
  return followed === "unseen" ? EXIT_UNSEEN : 0;
}

/** What is so now, and what comes next: the last lines, for whoever did not read the others. */
export function summary(
  pair: Pick<Pair, "peerOf">,
  region: RegionOutputs,
  followed: Followed,
  options: TargetOptions & Pick<Options, "resume">,
): string {
  const { resume: isResume } = options;
  const target = typedTarget(options);
  const peer = pair.peerOf(region);
  const back = `npm run stop-region -- ${target} --region ${region.region}`;
  const lines = [isResume ? `${region.region} is not stopped.` : `${region.region} is stopped.`];
  if (followed === "unseen")
    lines.push(
      `Route 53's checkers do not show it yet. Look again: npm run status -- ${target}. Is routing.followStop true?`,
    );
  else if (isResume && region.role === "primary")
    lines.push(
      "Once its own health check is healthy, clients come back to it within the TTL, without an error.",
    );
  else if (isResume) lines.push(`It takes the clients of ${peer.region} again should that one fail.`);
  else if (region.role === "primary")
    lines.push(`Clients go to ${peer.region} as their DNS answers run out. Give them back: ${back} --resume`);
  else lines.push(`${peer.region} has no standby until: ${back} --resume`);
  return `${lines.join("\n")}\n`;
}
