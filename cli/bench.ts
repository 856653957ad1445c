/** `holdfast bench`: measures what the project claims of its speed, each time against a floor in the same run. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { etlTable } from "../bench/etl/report";
import { writeResults } from "../bench/results";
import { progress, untilInterrupted, write } from "./terminal";
import { parseOptions, wholeNumber } from "./usage";

const RESULTS = resolve(__dirname, "..", "bench", "results", "latest.json");

const optionsSchema = z.object({
  rows: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(wholeNumber(1, 10_000_000)).min(1)),
  repeats: wholeNumber(1, 100),
});

export function addBench(program: Command): void {
  const bench = program
    .command("bench")
    .summary("measure throughput and memory against a floor")
    .description(
      "Measures throughput and memory, each figure beside a floor that was measured in the same run.",
    );
  bench
    .command("etl")
    .summary("objects of the lake into Postgres, against gunzip | COPY of the same rows")
    .description(
      "Loads objects of made-up events into a real Postgres on this machine: de-duplicated, with sessions. The floor is gunzip | COPY\n" +
        "of the same rows, already in the table's form, into the same table. Both take turns; the median counts. Writes bench/results/latest.json.",
    )
    .option(
      "--rows <numbers>",
      "sizes of the object in lines, with commas between them",
      "10000,100000,1000000",
    )
    .option("--repeats <number>", "how often each is measured", "3")
    .action(async (raw: Readonly<Record<string, unknown>>) => {
      const { rows, repeats } = parseOptions(optionsSchema, raw);
      const onProgress = progress();
      // What it measures is loaded when it is measured: no other command needs the migrations' library.
      const { benchEtl } = require("../bench/etl") as typeof import("../bench/etl");
      const results = await untilInterrupted((signal) => benchEtl({ rows, repeats, onProgress, signal }));
      await writeResults(RESULTS, "etl", { repeats, results });
      await write(etlTable(results));
    });
}
