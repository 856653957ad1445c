/** `holdfast adopt`: the surviving region takes over the undelivered batches of a lost one. */
import type { Command } from "commander";
import { z } from "zod";
import { type Adoption, type AdoptionPlan, adopt, planAdoption } from "../operate/adopt";
import { confirmed } from "./confirm";
import { regionIn } from "./region";
import { addTargetOptions, targetOptionsSchema, withPair } from "./target";
import { progress, sometimes, write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_FAILED = 1;
const EXIT_REFUSED = 2;
/** Failures that are named; the rest are counted. */
const NAMED_MAX = 5;

const optionsSchema = targetOptionsSchema.extend({
  region: z.string({ error: "must name the lost region" }).min(1, "must name the lost region"),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
  force: z.boolean().default(false),
  json: z.boolean().default(false),
});

export function addAdopt(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("adopt")
    .summary("take over the undelivered batches of a lost region")
    .description(
      "Copies every undelivered batch of a lost region that was replicated and has no receipt under the surviving region's own prefix,\n" +
        "whose replay delivers it, and leaves a receipt. Run it again after it was broken off: it goes on with what is left.\n" +
        "Exit codes: 0 done, 1 some batches failed, 2 REFUSED (the region may be alive), 64 usage, 70 crash.",
    )
    .requiredOption("--region <region>", "the lost region")
    .option("--dry-run", "say what would be taken over, and do nothing")
    .option("--yes", "do not ask")
    .option(
      "--force",
      "even if the region may be alive: what it replays as well lands twice, under the same event ids",
    )
    .option("--json", "the counts as JSON");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(optionsSchema, raw);
    await withPair(options, async (pair) => {
      const lost = regionIn(pair, options.region);
      const say = progress();
      const plan = await planAdoption(
        pair,
        lost,
        sometimes(say, (count) => `${count} objects listed`),
      );
      exit(await takeOver(plan, options, say));
    });
  });
}

/** Says what it finds, asks, does it, and says what it did. The exit code. */
export async function takeOver(
  plan: AdoptionPlan,
  { dryRun, yes, force, json }: Pick<z.output<typeof optionsSchema>, "dryRun" | "yes" | "force" | "json">,
  say: (text: string) => void,
): Promise<number> {
  const { lost, survivor, signsOfLife, undrained } = plan;
  const answer = (text: string, done?: Adoption) =>
    write(json ? `${JSON.stringify(countsOf(plan, done))}\n` : `${text}\n`);

  if (signsOfLife.length > 0 && !force) {
    await answer(`REFUSED: ${lost} may be alive: ${signsOfLife.join("; ")}.
${foundText(plan)}
While it lives, its own replay brings its batches home. Taking them over as well would land them twice, under the same event ids.
If you know that it is gone for good, or are in a hurry, add --force.`);
    return EXIT_REFUSED;
  }
  if (undrained.waiting.length === 0) {
    await answer(`${foundText(plan)}\n${nothingText(plan)}`);
    return 0;
  }
  if (dryRun) {
    await answer(`${foundText(plan)}\nThis was a dry run: nothing is changed.`);
    return 0;
  }
  if (!yes) say(foundText(plan));
  if (!(await confirmed(`Let ${survivor} take over ${undrained.waiting.length} batches of ${lost}?`, yes))) {
    await answer("REFUSED: not confirmed. Nothing is changed.");
    return EXIT_REFUSED;
  }
  const total = undrained.waiting.length;
  const done = await adopt(plan, { onDone: sometimes(say, (count) => `${count} of ${total} batches`) });
  await answer(doneText(plan, done), done);
  return done.failed.length > 0 ? EXIT_FAILED : 0;
}

const countsOf = (plan: AdoptionPlan, done: Adoption = { adopted: 0, alreadyDrained: 0, failed: [] }) => ({
  lost: plan.lost,
  survivor: plan.survivor,
  replicated: plan.replicates,
  signsOfLife: plan.signsOfLife,
  found: plan.undrained.found,
  alreadyDrained: plan.undrained.found - plan.undrained.waiting.length + done.alreadyDrained,
  adopted: done.adopted,
  failed: done.failed,
});

const foundText = ({ lost, bucket, undrained: { found, waiting } }: AdoptionPlan) =>
  `${bucket.name} holds ${found} batches of ${lost}: ${found - waiting.length} are drained, ${waiting.length} wait.`;

const nothingText = ({ lost, replicates }: AdoptionPlan) =>
  replicates
    ? "There is nothing to take over."
    : `There is nothing to take over: with replication.replicate set to none, no batch leaves ${lost}. What waits there waits for the region.`;

function doneText(plan: AdoptionPlan, done: Adoption): string {
  const { lost, survivor } = plan;
  const { found, alreadyDrained, adopted, failed } = countsOf(plan, done);
  const rows = [
    ["found", found],
    ["already drained", alreadyDrained],
    ["adopted", adopted],
    ["failed", failed.length],
  ] as const;
  const counts = rows.map(([name, count]) => `${name.padEnd(16)}${String(count).padStart(8)}`);
  const problems = failed.slice(0, NAMED_MAX).map(({ key, problem }) => `${key}: ${problem}`);
  const more = failed.length > NAMED_MAX ? [`… and ${failed.length - NAMED_MAX} more.`] : [];
  const next =
    failed.length > 0
      ? `Run it again: it goes on with what failed.`
      : `${survivor}'s replay delivers them; npm run status shows what is left. If ${lost} comes back, the receipts reach it by replication.`;
  return [...counts, ...problems, ...more, next].join("\n");
}
