/** `holdfast forget`: a visitor's erasure from both regions' Postgres, for good. */
import type { Command } from "commander";
import { z } from "zod";
import { HoldfastError } from "../errors";
import { type Forgotten, forget, visitorProblem } from "../operate/forget";
import type { Pair } from "../operate/pair";
import { caller } from "./caller";
import { confirmed } from "./confirm";
import { addTargetOptions, targetOptionsSchema, withPair } from "./target";
import { progress, untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_FAILED = 1;
const EXIT_REFUSED = 2;
const SAY_EVERY_MS = 2_000;

const optionsSchema = targetOptionsSchema.extend({
  visitor: z.string({ error: "must be the visitor's id" }),
  reason: z.string().trim().min(3, "must say why, for those who ask later").optional(),
  yes: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

export function addForget(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("forget")
    .summary("erase a visitor from Postgres, in both regions")
    .description(
      "Writes a tombstone into both regions' lakes, and waits until both databases have taken it: they delete what they hold of the visitor, and drop what was\n" +
        "received before now whenever it comes again (a retry, a replay, a reload). What the lakes hold stays: docs/privacy.md says what erases that.\n" +
        "Exit codes: 0 done in both regions, 1 something remains, 2 REFUSED (not confirmed), 64 usage, 70 crash, 130 interrupted. Running it again is safe.",
    )
    .requiredOption("--visitor <id>", "the visitor's id: of the cookie __Host-visitor, or your own")
    .option("--reason <text>", "kept in the tombstone, for those who ask later")
    .option("--yes", "do not ask")
    .option("--json", "what was done as JSON");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(optionsSchema, raw);
    const problem = visitorProblem(options.visitor);
    if (problem !== undefined)
      throw new HoldfastError("HF_USAGE", {
        problem: `--visitor ${JSON.stringify(options.visitor)}: no visitor has such an id (${problem}).`,
      });
    exit(await withPair(options, (pair) => forgetVisitor(pair, options, progress())));
  });
}

/** Says what will happen, asks, does it, and says what it did and what remains. The exit code. */
export async function forgetVisitor(
  pair: Pair,
  { visitor, reason, yes, json }: Pick<Options, "visitor" | "reason" | "yes" | "json">,
  say: (text: string) => void,
): Promise<number> {
  const regions = pair.regions.map(({ region }) => region).join(" and ");
  say(
    `Events, sessions and the visitor's row go from the databases of ${regions} at once, and cannot be brought back there. The lakes keep theirs.`,
  );
  if (!(await confirmed(`Forget the visitor ${visitor}?`, yes))) {
    await write("REFUSED: not confirmed. Nothing is changed.\n");
    return EXIT_REFUSED;
  }
  const forgetting = {
    version: "1" as const,
    visitor_id: visitor,
    forgotten_at: new Date().toISOString(),
    by: await caller(pair),
    ...(reason !== undefined && { reason }),
  };
  const results = await untilInterrupted((signal) => {
    const timer = setInterval(() => say("Waiting for etl of both regions"), SAY_EVERY_MS);
    return forget(pair, forgetting, signal).finally(() => clearInterval(timer));
  });
  const isDone = results.every(({ deleted }) => deleted !== undefined);
  await write(
    json
      ? `${JSON.stringify({ forgotten_at: forgetting.forgotten_at, regions: results })}\n`
      : `${[...results.map(textOf), isDone ? DONE : REMAINS].join("\n")}\n`,
  );
  return isDone ? 0 : EXIT_FAILED;
}

function textOf({ region, written, deleted, problem }: Forgotten): string {
  if (deleted)
    return `${region}: forgotten; ${deleted.events} events and ${deleted.sessions} sessions deleted just now.`;
  if (written)
    return `${region}: the tombstone lies in its lake, and its database is not known to have taken it: ${problem}. Its queue tries again by itself.`;
  return `${region}: REMAINS, the tombstone could not be written: ${problem}.`;
}

const DONE =
  "What the queue's own run of the same tombstone deleted first is not counted. Next, the lakes and the batches that wait: docs/privacy.md.";
const REMAINS =
  "Run it again until it says so of both regions: it is safe, and also forgets what came in meanwhile.";
