/** `holdfast quarantine`: the batches that replay could not deliver as a whole, one after the other. */
import type { Command } from "commander";
import { z } from "zod";
import { HoldfastError } from "../errors";
import { masked } from "../operate/masked";
import type { Pair, RegionOutputs } from "../operate/pair";
import {
  chosen,
  drop,
  listQuarantine,
  type Outcome,
  type Quarantined,
  requeue,
  showQuarantined,
} from "../operate/quarantine";
import { quarantineTable } from "../operate/quarantine-table";
import { caller } from "./caller";
import { confirmed } from "./confirm";
import { regionIn } from "./region";
import { addTargetOptions, targetOptionsSchema, withPair } from "./target";
import { write } from "./terminal";
import { parseOptions, wholeNumber } from "./usage";

const EXIT_FAILED = 1;
const EXIT_REFUSED = 2;

const optionsSchema = targetOptionsSchema.extend({
  region: z.string().min(1).optional(),
  json: z.boolean().default(false),
  reveal: z.boolean().default(false),
  lines: wholeNumber(0, 1_000_000).default(10),
  all: z.boolean().default(false),
  yes: z.boolean().default(false),
  reason: z.string().trim().min(3, "must say why, for those who look for the events later").optional(),
});
export type Options = z.output<typeof optionsSchema>;

/** One region's quarantine, or why it cannot be read. */
interface Shelf {
  readonly at: RegionOutputs;
  readonly objects: readonly Quarantined[];
  readonly problem: string | undefined;
}

export function addQuarantine(program: Command, exit: (code: number) => void): void {
  const quarantine = program
    .command("quarantine")
    .summary("review the batches that replay could not deliver as a whole")
    .description(
      "Replay delivers what it can of a batch and keeps the whole of it in quarantine when something is wrong with it.\n" +
        "A key is an object's key, or the first characters of its hash.\n" +
        "Exit codes: 0 done, 1 something failed, 2 REFUSED, 64 usage, 70 crash.",
    );
  const add = (
    name: string,
    what: string,
    act: (pair: Pair, options: Options, names: string[]) => Promise<number>,
  ) => {
    const command = quarantine.command(name).description(what);
    command
      .option("--region <region>", "one region alone; default: both")
      .option("--json", "the answer as JSON");
    addTargetOptions(command).action(async (...given: unknown[]) => {
      const raw = given.at(-2) as Readonly<Record<string, unknown>>;
      const names = given.length > 2 ? [given[0]].flat().map(String) : [];
      const options = parseOptions(optionsSchema, raw);
      exit(await withPair(options, (pair) => act(pair, options, names)));
    });
    return command;
  };
  add("list", "every object, the oldest first", list);
  add("show", "an object's manifest and its first lines, without personal data", show)
    .argument("<key>")
    .option("--lines <n>", "lines to show", "10")
    .option("--reveal", "show personal data as well");
  add("requeue", "send objects back to replay, which delivers what it can by now", requeueAll)
    .argument("[keys...]")
    .option("--all", "every object of the regions in question");
  add("drop", "delete objects for good; a tombstone stays that says what, who, when and why", dropAll)
    .argument("<keys...>")
    .option("--reason <text>", "why these events are given up")
    .option("--yes", "do not ask");
}

async function list(pair: Pair, options: Options): Promise<number> {
  const shelves = await shelvesOf(pair, options);
  const objects = shelves.flatMap((shelf) => shelf.objects);
  const unreachable = shelves.flatMap(({ at, problem }) => (problem ? [{ region: at.region, problem }] : []));
  await write(
    options.json
      ? `${JSON.stringify({ objects, unreachable })}\n`
      : `${quarantineTable(objects, unreachable, Date.now())}\n`,
  );
  return unreachable.length > 0 ? EXIT_FAILED : 0;
}

async function show(pair: Pair, options: Options, names: string[]): Promise<number> {
  const [one] = await find(pair, options, names);
  if (one === undefined) return EXIT_FAILED;
  const shown = await showQuarantined(pair, regionIn(pair, one.region), one);
  if (shown === undefined) {
    await write(`${one.key} is gone.\n`);
    return EXIT_FAILED;
  }
  const lines = shown.lines.slice(0, options.lines).map((line) => (options.reveal ? line : masked(line)));
  if (options.json) {
    await write(`${JSON.stringify({ ...one, ...shown, lines })}\n`);
    return 0;
  }
  const delivered = shown.delivered === undefined ? "unknown" : String(shown.delivered);
  const fields: [string, string][] = [
    ["key", one.key],
    ["region", one.region],
    ["in quarantine since", one.storedAt.toISOString()],
    ["bytes", String(one.bytes)],
    [
      "events",
      `${one.events}; deliverable by this version: ${one.deliverable}; delivered then: ${delivered}`,
    ],
    ...Object.entries(shown.metadata),
  ];
  const rest = one.events - lines.length;
  await write(
    `${fields.map(([name, value]) => `${name.padEnd(20)} ${value}`).join("\n")}\n\n${lines.join("\n")}\n${rest > 0 ? `… and ${rest} lines more (--lines)\n` : ""}`,
  );
  return 0;
}

/** With `--all`, a region that does not answer is a failure: what lies there was not requeued. */
export async function requeueAll(pair: Pair, options: Options, names: string[]): Promise<number> {
  if (options.all === names.length > 0)
    throw new HoldfastError("HF_USAGE", { problem: "Name the objects, or say --all." });
  const act = (at: RegionOutputs, key: string) => requeue(pair, at, key);
  if (!options.all) return forEach(pair, await find(pair, options, names), options, act);
  const { objects, complete } = await everything(pair, options);
  if (objects.length === 0 && complete && !options.json) await write("Nothing is in quarantine.\n");
  const code = await forEach(pair, objects, options, act);
  return complete ? code : EXIT_FAILED;
}

async function dropAll(pair: Pair, options: Options, names: string[]): Promise<number> {
  const { reason } = options;
  if (reason === undefined)
    throw new HoldfastError("HF_USAGE", { problem: "--reason: must say why these events are given up." });
  const objects = await find(pair, options, names);
  const events = objects.reduce((sum, one) => sum + one.events, 0);
  const question = `Delete ${objects.length} objects with ${events} lines for good?`;
  if (!(await confirmed(question, options.yes))) {
    await write("REFUSED: not confirmed. Nothing is changed.\n");
    return EXIT_REFUSED;
  }
  const by = await caller(pair);
  return forEach(pair, objects, options, (at, key) =>
    drop(pair, at, key, { because: reason, by, at: Date.now() }),
  );
}

/** One after the other: they are few, and a person follows. */
async function forEach(
  pair: Pair,
  objects: readonly Quarantined[],
  { json }: Options,
  act: (at: RegionOutputs, key: string) => Promise<Outcome>,
): Promise<number> {
  const outcomes: Outcome[] = [];
  for (const { region, key } of objects) {
    const outcome = await act(regionIn(pair, region), key).catch(
      (error: Error): Outcome => ({ key, refused: error.message }),
    );
    outcomes.push(outcome);
    if (!json)
      await write(`${key}\n  ${"done" in outcome ? outcome.done : `not done: ${outcome.refused}`}\n`);
  }
  if (json) await write(`${JSON.stringify({ outcomes })}\n`);
  return outcomes.some((outcome) => "refused" in outcome) ? EXIT_FAILED : 0;
}

/** @throws HF_USAGE when a name fits none or several; what an unreachable region says. */
async function find(pair: Pair, options: Options, names: readonly string[]): Promise<Quarantined[]> {
  const { found, problems } = chosen((await everything(pair, options)).objects, names);
  if (problems.length > 0) throw new HoldfastError("HF_USAGE", { problem: `${problems.join(". ")}.` });
  return found;
}

/** Of all regions in question that answer; what does not is told on stderr. */
async function everything(
  pair: Pair,
  options: Options,
): Promise<{ objects: Quarantined[]; complete: boolean }> {
  const shelves = await shelvesOf(pair, options);
  for (const { at, problem } of shelves)
    if (problem) process.stderr.write(`${at.region} is unreachable: ${problem}\n`);
  return {
    objects: shelves.flatMap(({ objects }) => objects),
    complete: shelves.every(({ problem }) => problem === undefined),
  };
}

const shelvesOf = (pair: Pair, { region }: Options): Promise<Shelf[]> =>
  Promise.all(
    (region === undefined ? pair.regions : [regionIn(pair, region)]).map(async (at) => {
      try {
        return { at, objects: await listQuarantine(pair, at), problem: undefined };
      } catch (error) {
        return { at, objects: [], problem: (error as Error).message };
      }
    }),
  );
