/** `holdfast docs`: writes the generated documents, or says which are out of date. */
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { documents } from "./documents";

const PROJECT = resolve(__dirname, "..");

export function addDocs(program: Command, exit: (code: number) => void): void {
  program
    .command("docs")
    .summary("write the documents that are made from code")
    .description(
      "Writes the documents that are made from code: settings, errors, policies, report fields, local versus AWS.",
    )
    .option("--check", "write nothing; exit 1 and name each document that is out of date")
    .action(async ({ check = false }: { check?: boolean }) => {
      for (const { file, text } of documents) {
        const current = await readFile(join(PROJECT, file), "utf8").catch(() => "");
        const wanted = text(current);
        if (wanted === current) continue;
        process.stderr.write(`${file} ${check ? "is out of date: npm run docs writes it" : "written"}\n`);
        if (check) exit(1);
        else await writeFile(join(PROJECT, file), wanted);
      }
    });
}
