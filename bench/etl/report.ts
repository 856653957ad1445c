/** What the bench of `etl` found, as a table. Pure. */
import { tableOf } from "../results";
import type { EtlBench, Side } from ".";

export function etlTable(results: readonly EtlBench[]): string {
  const header = [
    ...["lines", "floor, lines/s", "etl, lines/s", "ratio", "two at once", "ratio"],
    ...["peak MiB of each", "time a line, ×"],
  ];
  const rows = results.map(({ rows, one, two, floor }, index) => [
    ...[String(rows), String(floor.linesPerSecond)],
    ...[one, two].flatMap(({ linesPerSecond, ratio }) => [String(linesPerSecond), ratio.toFixed(2)]),
    String(Math.max(one.peakMebibytes, two.peakMebibytes)),
    growthOf(results[index - 1]?.one, one),
  ]);
  return tableOf(header, rows);
}

/** How the time that a line takes grows from one size to the next: 1.00 is linear. */
const growthOf = (before: Side | undefined, now: Side): string =>
  before === undefined ? "" : (before.linesPerSecond / now.linesPerSecond).toFixed(2);
