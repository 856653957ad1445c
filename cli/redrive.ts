/** `holdfast redrive`: dead letters go back to the queue that they came from. */
import type { Command } from "commander";
import { z } from "zod";
import type { Pair, RegionOutputs } from "../operate/pair";
import { type QueueDepth, type QueueName, queueDepth, queueUrls } from "../operate/queues";
import { type Redriven, redrive } from "../operate/redrive";
import { confirmed } from "./confirm";
import { regionIn } from "./region";
import { addTargetOptions, targetOptionsSchema, withPair } from "./target";
import { progress, sometimes, untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_FAILED = 1;
const EXIT_REFUSED = 2;

const optionsSchema = targetOptionsSchema.extend({
  queue: z.enum(["etl", "replay"], { error: "must be etl or replay" }),
  region: z.string().min(1).optional(),
  yes: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

/** One region's dead letters before anything is done, or why they cannot be counted. */
interface Shelf {
  readonly at: RegionOutputs;
  readonly letters: QueueDepth | undefined;
  readonly problem?: string;
}

/** What became of one region's. */
interface Outcome extends Partial<Redriven> {
  readonly region: string;
  readonly found: number | null;
  readonly problem?: string;
}

export function addRedrive(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("redrive")
    .summary("send dead letters back to the queue that they came from")
    .description(
      "Sends as many dead letters as there are at its start back to their queue, and deletes each once it is there. Mend first what killed them:\n" +
        "a letter that dies again waits among the dead letters for the next redrive. What a message is about is done once, however often it comes.\n" +
        "Exit codes: 0 done, 1 some letters or a region failed, 2 REFUSED (not confirmed), 64 usage, 70 crash, 130 interrupted.",
    )
    .option("--queue <etl|replay>", "etl: lake objects to be loaded; replay: batches to be replayed", "etl")
    .option("--region <region>", "one region alone; default: both")
    .option("--yes", "do not ask")
    .option("--json", "the counts as JSON");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(optionsSchema, raw);
    exit(await withPair(options, (pair) => redriveAll(pair, options, progress())));
  });
}

/** Says what it finds, asks, does it, and says what it did. The exit code. */
export async function redriveAll(
  pair: Pair,
  options: Pick<Options, "queue" | "region" | "yes" | "json">,
  say: (text: string) => void,
): Promise<number> {
  const { queue, region, yes, json } = options;
  const regions = region === undefined ? pair.regions : [regionIn(pair, region)];
  const shelves = await Promise.all(regions.map((at) => shelfOf(pair, at, queue)));
  const outcomes: Outcome[] = shelves
    .filter(({ problem }) => problem !== undefined)
    .map(({ at, problem = "" }) => ({ region: at.region, found: null, problem }));
  const answer = () =>
    write(json ? `${JSON.stringify({ queue, regions: outcomes })}\n` : `${textOf(queue, outcomes)}\n`);
  const code = () => (outcomes.some(isWanting) ? EXIT_FAILED : 0);

  const found = shelves.flatMap(({ at, letters }) => (letters ? [{ at, letters }] : []));
  for (const { at, letters } of found) say(foundText(at.region, queue, letters));
  const waiting = found.filter(({ letters }) => letters.visible > 0);
  for (const { at } of found.filter((one) => !waiting.includes(one)))
    outcomes.push({ region: at.region, found: 0, redriven: 0, foreign: 0, returned: 0, failed: [] });
  if (waiting.length === 0) {
    await answer();
    return code();
  }
  const total = waiting.reduce((sum, { letters }) => sum + letters.visible, 0);
  if (!(await confirmed(`Send ${total} dead letters back to ${queue}'s queue?`, yes))) {
    await write("REFUSED: not confirmed. Nothing is changed.\n");
    return EXIT_REFUSED;
  }
  await untilInterrupted(async (signal) => {
    for (const { at, letters } of waiting) {
      const count = letters.visible;
      const onDone = sometimes(say, (done) => `${at.region}: ${done} of ${count} dead letters`);
      const done = await redrive(pair, at, queue, { count, signal, onDone }).catch((error: Error) => {
        signal.throwIfAborted();
        return { problem: error.message };
      });
      outcomes.push({ region: at.region, found: count, ...done });
    }
  });
  await answer();
  return code();
}

async function shelfOf(pair: Pair, at: RegionOutputs, queue: QueueName): Promise<Shelf> {
  try {
    return { at, letters: await queueDepth(pair, at, queueUrls(at, queue).deadLetters) };
  } catch (error) {
    return { at, letters: undefined, problem: (error as Error).message };
  }
}

const isWanting = ({ problem, failed = [] }: Outcome): boolean => problem !== undefined || failed.length > 0;

const foundText = (region: string, queue: QueueName, { visible, inFlight }: QueueDepth): string =>
  `${region}: ${visible} dead letters of ${queue}${inFlight > 0 ? `, and ${inFlight} that somebody is looking at: they stay` : ""}.`;

function textOf(queue: QueueName, outcomes: readonly Outcome[]): string {
  const lines = outcomes.map((one) => {
    const { region, found, redriven, foreign = 0, returned = 0, failed = [], problem } = one;
    const parts = [
      ...(redriven === undefined
        ? []
        : [`${redriven} of ${found} dead letters are in ${queue}'s queue again`]),
      ...(foreign > 0 ? [`${foreign} never were in it and stay (docs/runbooks/dead-letters.md)`] : []),
      ...(returned > 0 ? [`${returned} died again meanwhile and stay: what kills them is not mended`] : []),
      ...failed.slice(0, 3),
      ...(problem === undefined ? [] : [`not done: ${problem}`]),
    ];
    return `${region}: ${parts.join("; ")}.`;
  });
  const next = outcomes.some(isWanting)
    ? ["What was not done is still among the dead letters, or in both queues: run it again."]
    : outcomes.some(({ redriven = 0 }) => redriven > 0)
      ? ["npm run status shows what is left."]
      : [];
  return [...lines, ...next].join("\n");
}
