/** `holdfast policies`: every pack on every stack, without credentials. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { HoldfastError } from "../errors";
import { check } from "../policies/check";
import type { Config } from "../policies/excuses";
import { packs } from "../policies/packs";
import { previewStacks } from "../policies/previews";
import { exitCodeOf, type Pack, type Report } from "../policies/report";
import { reportText } from "../policies/report-text";
import { sarifOf } from "../policies/sarif";
import { sayingWaits, stacksOrAll } from "./previewing";
import { pairsAmong } from "./stack-names";
import { PROGRAM_DIR } from "./target";
import { untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const STDOUT = "-";

export const policiesOptionsSchema = z
  .object({
    pack: z.array(z.string().min(1, "must name a pack")).default([]),
    stack: z.array(z.string().min(1, "must name a stack")).default([]),
    config: z.string().min(1, "must name a file").optional(),
    json: z.boolean().default(false),
    sarif: z.string().min(1, "must name a file, or be -").optional(),
  })
  .refine(({ json, sarif }) => !(json && sarif === STDOUT), {
    error: "--json and --sarif - would both go to the standard output",
    path: [],
  });
type Options = z.output<typeof policiesOptionsSchema>;

const several = (value: string, before: readonly string[] = []) => [...before, value];

export function addPolicies(program: Command, exit: (code: number) => void): void {
  program
    .command("policies")
    .summary("judge every stack by the policy packs")
    .description(
      "Previews the stacks side by side, with what AWS would make up supposed, and judges them by every pack: stack by stack, and both of a\n" +
        "pair together. Needs no credentials and no CLI. docs/policies.md has every rule.\n" +
        "Exit codes: 0 clean, 1 a violation, 2 a rule could not run or a stack could not be previewed, 64 usage, 70 crash.",
    )
    .option("--pack <name>", "this pack alone; may be repeated", several)
    .option(
      "--stack <name>",
      "this stack alone; may be repeated. Pair rules see both only where both are judged",
      several,
    )
    .option("--config <file>", "parameters and excuses by rule, as pulumi's --policy-pack-config has them")
    .option("--json", "the report as JSON")
    .option("--sarif <file>", "for annotations, as SARIF 2.1.0, beside what is printed; - prints it instead")
    .action(async (raw: Readonly<Record<string, unknown>>) => {
      const options = parseOptions(policiesOptionsSchema, raw);
      exit(await untilInterrupted((signal) => judge(PROGRAM_DIR, options, signal)));
    });
}

/** The exit code. */
export async function judge(programDir: string, options: Options, signal: AbortSignal): Promise<number> {
  const wanted = packsOrAll(options.pack);
  const stacks = stacksOrAll(programDir, options.stack);
  const config = options.config === undefined ? {} : readConfig(options.config);
  const previewed = await sayingWaits(stacks, signal, (saying) => previewStacks(programDir, stacks, saying));
  const pairs = pairsAmong(programDir, stacks).map(({ primary, standby }) => [primary, standby] as const);
  const report = check({ previewed, pairs, packs: wanted, config });
  await print(report, options);
  return exitCodeOf(report);
}

async function print(report: Report, { json, sarif }: Options): Promise<void> {
  const log = sarif && `${JSON.stringify(sarifOf(report, version()), null, 2)}\n`;
  if (log && sarif === STDOUT) return write(log);
  if (log && sarif) await writeFile(resolve(sarif), log);
  await write(json ? `${JSON.stringify(plain(report))}\n` : `${reportText(report)}\n`);
}

/** Without functions: of a pack its name, of a rule what is said of it. */
const plain = ({ packs: ran, ...report }: Report) => ({
  ...report,
  exitCode: exitCodeOf({ ...report, packs: ran }),
  packs: ran.map(({ name, rules }) => ({ name, rules: rules.map((rule) => rule.name) })),
});

const version = (): string =>
  (JSON.parse(readFileSync(join(PROGRAM_DIR, "package.json"), "utf8")) as { version: string }).version;

function packsOrAll(names: readonly string[]): readonly Pack[] {
  const unknown = names.filter((name) => !packs.some((pack) => pack.name === name));
  if (unknown.length > 0)
    throw new HoldfastError("HF_USAGE", {
      problem: `--pack "${unknown.join(", ")}": the packs are ${packs.map(({ name }) => name).join(", ")}.`,
    });
  return names.length === 0 ? packs : packs.filter(({ name }) => names.includes(name));
}

const configSchema = z.record(
  z.string(),
  z.looseObject({ excused: z.record(z.string(), z.string()).optional() }),
);

function readConfig(file: string): Config {
  try {
    return configSchema.parse(JSON.parse(readFileSync(resolve(file), "utf8")));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new HoldfastError("HF_USAGE", { problem: `--config "${file}": ${problem}.` });
  }
}
