/** report.md: the same as the page, for a pull request or a terminal. Pure. */
import { measureText } from "./measures";
import type { Report } from "./report-schema";

export function reportMarkdown(report: Report): string {
  const { ledger, recovery, failback, lakes } = report;
  const shown = (value: number | null, unit = "") => (value === null ? "–" : `${value}${unit}`);
  const table = (head: string, rows: readonly (readonly [string, string | number])[]) =>
    [`| ${head} | |`, "|---|--:|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
  const ledgerRows = Object.entries(ledger).flatMap(([name, value]) =>
    Array.isArray(value) ? [] : [[name, shown(value)] as const],
  );
  const sections = [
    `# ${report.verdict}: ${report.scenario}`,
    report.reasons.map((reason) => `- ${reason}`).join("\n"),
    table("ledger", [
      ...ledgerRows,
      ...Object.entries(lakes).map(([region, landed]) => [`in the lake of ${region}`, landed] as const),
      ...warehouseRows(report),
    ]),
    table("recovery", [
      ["seconds", shown(recovery.seconds)],
      ["bound, seconds", shown(recovery.boundSeconds)],
      [`as if uncompressed (waits × ${report.speed}), seconds`, shown(recovery.asIfUncompressedSeconds)],
      ["failback, seconds", shown(failback.seconds)],
      ["fault seen from outside", report.faultObserved ? "yes" : "no"],
    ]),
    report.measures.length === 0
      ? ""
      : table(
          "measures",
          report.measures.map((measure) => [measure.name, measureText(measure)]),
        ),
    compressionNote(report),
    table(
      "at, seconds",
      report.timeline.map(({ seconds, text }) => [text, seconds.toFixed(1)]),
    ).replace("| at, seconds | |", "| what happened | at, seconds |"),
    table("run", [
      ["drill", report.id],
      ["seed", report.seed],
      ["input", inputText(report)],
      ["engine", report.engine],
      ["failed requests", countsText(report.load.failedRequests) || "none"],
      ["resources", countsText(report.resources)],
      ["events by build", buildsText(report)],
      ["took", `${report.durationSeconds} s`],
    ]),
    deniedText(report),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

export const warehouseRows = ({ warehouse }: Report): [string, string][] =>
  warehouse === null
    ? [["in Postgres", "not read"]]
    : Object.entries(warehouse).map(([region, { events, distinctEvents }]) => [
        `in Postgres of ${region}`,
        events === distinctEvents ? String(events) : `${distinctEvents} in ${events} rows`,
      ]);

export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");

export const buildsText = ({ builds }: Report): string =>
  Object.entries(builds)
    .map(([region, counts]) => `${region}: ${countsText(counts)}`)
    .join("; ") || "–";

export const inputText = ({ input }: Report): string => {
  const why = Object.entries(input.skippedReasons).map(([reason, count]) => `${count}: ${reason}`);
  return `${input.name}: ${input.events} events of ${input.lines} lines, ${input.skipped} skipped${why.length > 0 ? ` (${why.join("; ")})` : ""}`;
};

export const compressionNote = ({ speed, bufferSeconds }: Report): string => {
  const waits =
    speed === 1
      ? "Waits ran at their own speed"
      : `Waits (check interval, TTL, propagation, sweep, replication lag) ran ${speed} times faster, timeouts and counts did not`;
  return [
    `${waits}; Firehose held records for ${bufferSeconds} s. No figure here is a recovery time of AWS.`,
    "A region that never came back would have taken with it what Firehose still held and what was not yet replicated.",
  ].join(" ");
};

function deniedText({ denied }: Report): string {
  if (denied.length === 0) return "No permission was refused.";
  const lines = denied.map(
    (one) => `- ${one.count} × ${one.action} on ${one.resource} to ${one.principal} (${one.region})`,
  );
  return `Permissions refused:\n\n${lines.join("\n")}`;
}
