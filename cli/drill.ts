/** `holdfast drill`: both regions up, real traffic, the scenario, and a verdict on what was counted. */
import { relative, resolve } from "node:path";
import Table from "cli-table3";
import type { Command } from "commander";
import { reportMarkdown } from "../drill/report-markdown";
import type { Report } from "../drill/report-schema";
import { runDrill } from "../drill/run";
import { scenarios } from "../drill/scenarios";
import { EXIT_CODES } from "../drill/verdict";
import { drillOptionsSchema } from "./drill-options";
import { progress, untilInterrupted, write } from "./terminal";
import { parseOptions } from "./usage";

const DRILLS_DIR = ".holdfast/drills";

export function addDrill(program: Command, exit: (code: number) => void): void {
  program
    .command("drill")
    .summary("bring both regions up, let something happen under real traffic, count every event")
    .description(
      "Brings both regions up on this machine, sends real page views, runs a scenario, and reads every object of both lakes back.\n" +
        "Exit codes: 0 PASS, 1 FAIL, 2 REFUSED, 3 INCONCLUSIVE, 64 usage, 70 crash, 130 interrupted.",
    )
    .option("--scenario <name>", "what happens to the pair (see --list)", "primary-black-hole")
    .option(
      "--input <file>",
      "combined-format access log, plain or .gz; default: browser fingerprints of user-agents",
    )
    .option("--events <count>", "events to send; default: 6000, or every usable line of --input")
    .option("--rate <number>", "events a second at most while phases run; default: spread over them")
    .option("--seed <number>", "repeats every choice of the clients; default: random, and printed")
    .option("--engine <in-process|pulumi>", "what brings the stacks up; pulumi is its own CLI", "in-process")
    .option("--speed <number>", "how many times faster waits run (timeouts never do)", "10")
    .option("--buffer-seconds <seconds>", "how long Firehose holds records (not compressed by --speed)", "5")
    .option("--json", "print report.json on stdout and nothing else")
    .option("--keep", "keep the local AWS's own data in the drill's folder")
    .option("--disable-faults", "leave the fault out: must end INCONCLUSIVE")
    .option("--break-fault-injection", "aim the fault where nobody is: must end INCONCLUSIVE")
    .option("--list", "list the scenarios")
    .action(async ({ list, ...raw }: Record<string, unknown>) => {
      if (list) return void (await write(`${scenarioTable()}\n`));
      const { json, scenario: name, ...options } = parseOptions(drillOptionsSchema, raw);
      const scenario = scenarios.find((one) => one.name === name) as (typeof scenarios)[number];
      const { report, folder } = await untilInterrupted((signal) =>
        runDrill({ ...options, scenario, drillsDir: resolve(DRILLS_DIR), onProgress: progress(), signal }),
      );
      await write(json ? `${JSON.stringify(report, null, 2)}\n` : summary(report, folder));
      exit(EXIT_CODES[report.verdict]);
    });
}

function scenarioTable(): string {
  const table = new Table({
    head: ["scenario", "drill", "what happens"],
    colWidths: [25, 7, 80],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { name, drill = "", title } of scenarios) table.push([name, drill, title]);
  return table.toString();
}

const summary = (report: Report, folder: string): string =>
  `\n${reportMarkdown(report)}\nReport: ${relative(".", folder)}/report.html\n` +
  `Recount: python3 drill/recount.py ${relative(".", folder)}\n`;
