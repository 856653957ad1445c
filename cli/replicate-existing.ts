/** `holdfast replicate-existing`: brings over what a region's buckets held before they were replicated. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { z } from "zod";
import type { Pair, RegionOutputs } from "../operate/pair";
import {
  bucketName,
  type DataBucket,
  hasEnded,
  jobState,
  jobText,
  startJob,
} from "../operate/replicate-existing";
import { confirmed } from "./confirm";
import { regionIn } from "./region";
import { addTargetOptions, targetOptionsSchema, withPair } from "./target";
import { progress, untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_FAILED = 1;
const EXIT_REFUSED = 2;
/** A job takes minutes to hours: no reason to ask more often. */
const LOOK_EVERY_MS = 15_000;

const optionsSchema = targetOptionsSchema.extend({
  region: z.string().min(1, "must name the region whose objects are to be replicated"),
  bucket: z.enum(["lake", "undeliverable", "both"], { error: "must be lake, undeliverable or both" }),
  wait: z.boolean(),
  yes: z.boolean().default(false),
});

export function addReplicateExisting(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("replicate-existing")
    .summary("replicate what a region's buckets held before their replication rules")
    .description(
      "Starts a job of S3 Batch Replication for each bucket: objects that were never replicated, or failed to be.\n" +
        "Billed by the object and by the GB between regions. Needs s3:CreateJob, s3:DescribeJob and iam:PassRole on the stack's role.\n" +
        "Exit codes: 0 done, 1 a job or some of its objects failed, 2 REFUSED, 64 usage, 70 crash, 130 interrupted (the jobs go on).",
    )
    .requiredOption("--region <region>", "the region whose objects are to be replicated to its peer")
    .option("--bucket <lake|undeliverable|both>", "which of its buckets", "both")
    .option("--no-wait", "leave as soon as the jobs are started")
    .option("--yes", "do not ask");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(optionsSchema, raw);
    exit(await withPair(options, async (pair) => run(pair, regionIn(pair, options.region), options)));
  });
}

async function run(
  pair: Pair,
  at: RegionOutputs,
  { target, bucket, wait, yes }: z.output<typeof optionsSchema>,
): Promise<number> {
  if (target === "local") {
    await write(
      "REFUSED: the local run has no S3 Batch Operations. What was there before its rules stays unreplicated here; try it with --target aws.\n",
    );
    return EXIT_REFUSED;
  }
  const wanted: DataBucket[] = bucket === "both" ? ["lake", "undeliverable"] : [bucket];
  const replicated = await Promise.all(wanted.map((one) => pair.replicates(at, bucketName(at, one))));
  const missing = wanted.filter((_, index) => !replicated[index]);
  if (missing.length > 0) {
    const names = missing.map((one) => bucketName(at, one)).join(" and ");
    await write(
      `REFUSED: ${names} has no replication rule. Set replication.replicate, or name the other by --bucket.\n`,
    );
    return EXIT_REFUSED;
  }
  const what = wanted.map((one) => bucketName(at, one)).join(" and ");
  if (!(await confirmed(`Replicate what is not replicated of ${what}? It is billed.`, yes))) {
    await write("REFUSED: not confirmed. Nothing is started.\n");
    return EXIT_REFUSED;
  }
  const jobs = await Promise.all(
    wanted.map(async (one) => ({ name: bucketName(at, one), id: await startJob(pair, at, one) })),
  );
  const started = jobs.map(({ name, id }) => `${name}: job ${id} is started\n`).join("");
  if (!wait) {
    await write(started);
    return 0;
  }
  const say = progress();
  const ended = await untilInterrupted((signal) =>
    Promise.all(
      jobs.map(async ({ name, id }) => {
        for (;;) {
          const state = await jobState(pair, at, id);
          if (hasEnded(state)) return { name, state };
          say(jobText(name, state));
          await sleep(LOOK_EVERY_MS, undefined, { signal });
        }
      }),
    ),
  );
  await write(ended.map(({ name, state }) => `${jobText(name, state)}\n`).join(""));
  return ended.every(({ state }) => state.status === "Complete" && state.failed === 0) ? 0 : EXIT_FAILED;
}
