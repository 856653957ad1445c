/** What benches found: for people as a table, for machines as a file. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, platform, totalmem } from "node:os";
import { dirname } from "node:path";

/** Absolute figures mean nothing without it. */
export const machine = () => ({
  processor: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGibibytes: Math.round(totalmem() / 2 ** 30),
  platform: `${platform()} ${process.arch}`,
  node: process.version,
});

/** Puts one bench's result into the file, and keeps those of the others. */
export async function writeResults(file: string, bench: string, result: object): Promise<void> {
  const kept = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as object,
    () => ({}), // The first one, or a file that nobody can read any more.
  );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    `${JSON.stringify({ ...kept, [bench]: { machine: machine(), ...result } }, null, 2)}\n`,
  );
}

/** Columns as wide as they must be, figures to the right. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(" | ")} |\n`;
  const rule = `|${widths.map((width) => `${"-".repeat(width + 1)}:`).join("|")}|\n`;
  return line(header) + rule + rows.map(line).join("");
}
