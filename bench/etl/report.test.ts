import type { EtlBench } from ".";
import { etlTable } from "./report";

const side = (linesPerSecond: number) => ({ seconds: [1], linesPerSecond, peakMebibytes: 120 });
const result = (rows: number, one: number, two: number, floor: number): EtlBench => ({
  rows,
  one: { ...side(one), ratio: one / floor },
  two: { ...side(two), peakMebibytes: 125, ratio: two / floor },
  floor: side(floor),
});

test("each size is a line; growth is told against the size before", () => {
  expect(etlTable([result(10_000, 30_000, 45_000, 50_000), result(1_000_000, 24_000, 36_000, 48_000)])).toBe(
    [
      "|   lines | floor, lines/s | etl, lines/s | ratio | two at once | ratio | peak MiB of each | time a line, × |",
      "|--------:|---------------:|-------------:|------:|------------:|------:|-----------------:|---------------:|",
      "|   10000 |          50000 |        30000 |  0.60 |       45000 |  0.90 |              125 |                |",
      "| 1000000 |          48000 |        24000 |  0.50 |       36000 |  0.75 |              125 |           1.25 |",
      "",
    ].join("\n"),
  );
});
