/** `holdfast status`: how the pair stands, in one sentence first. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { factsOf } from "../operate/status";
import { judge } from "../operate/status-judge";
import { statusText } from "../operate/status-text";
import { addTargetOptions, targetOptionsSchema, withPair } from "./target";
import { write } from "./terminal";
import { parseOptions } from "./usage";

const EXIT_NEEDS_A_PERSON = 1;
const REPORT = ".holdfast/drills/latest/report.json";

const optionsSchema = targetOptionsSchema.extend({ json: z.boolean().default(false) });

export function addStatus(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("status")
    .summary("how both regions stand, and whether something needs a person")
    .description(
      "Asks both regions, Route 53 and DNS at once; what does not answer within 8 s is shown as unreachable, and the rest all the same.\n" +
        "Exit codes: 0 all is well, 1 something needs a person, 64 usage, 70 crash.",
    )
    .option("--json", "facts and judgement as JSON");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(optionsSchema, raw);
    await withPair(options, async (pair) => {
      const facts = await factsOf(pair, resolve(REPORT));
      const judgement = judge(facts);
      await write(
        `${options.json ? JSON.stringify({ ...judgement, facts }) : statusText(facts, judgement)}\n`,
      );
      exit(judgement.concerns.length > 0 ? EXIT_NEEDS_A_PERSON : 0);
    });
  });
}
