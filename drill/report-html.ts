/** report.html: one page, nothing fetched, understood in ten seconds: verdict, ledger, plot. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { measureText } from "./measures";
import { buildsText, compressionNote, countsText, inputText, warehouseRows } from "./report-markdown";
import type { Plot } from "./report-plot";
import type { Report } from "./report-schema";

export function reportHtml(report: Report, plot: Plot): string {
  const { ledger, recovery, failback } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${report.verdict}: ${report.scenario}, ${report.id}`)}</title>
<style>${asset("uplot/dist/uPlot.min.css")}${read("report-page.css")}</style>
</head>
<body class="${report.verdict.toLowerCase()}">
<header>
<strong class="verdict">${report.verdict}</strong>
<div><h1>${escaped(report.scenario)}</h1>${report.reasons.map((reason) => `<p>${escaped(reason)}</p>`).join("")}</div>
</header>
<section class="figures">
${figure("acknowledged", ledger.acknowledged, "events answered with 2xx")}
${figure("landed", ledger.landed, "read back from both lakes")}
${figure("lost", ledger.lost, "acknowledged − landed", ledger.lost === 0 ? "good" : "bad")}
${figure("unexpected", ledger.unexpected, "landed − attempted", ledger.unexpected === 0 ? "good" : "bad")}
${figure("recovery", seconds(recovery.seconds), recovery.boundSeconds === null ? "not asked for" : `bound ${seconds(recovery.boundSeconds)}`)}
${figure("failback", seconds(failback.seconds), "from the repair")}
</section>
<section>
<h2>Acknowledged events per second, by region</h2>
<div id="plot"></div>
<p class="note">${escaped(compressionNote(report))}${recovery.asIfUncompressedSeconds === null ? "" : ` With each wait times ${report.speed}, recovery would be ${seconds(recovery.asIfUncompressedSeconds)}.`}</p>
</section>
${report.measures.length === 0 ? "" : `<section><h2>Measures</h2>${table(report.measures.map((measure) => [measure.name, measureText(measure)]))}</section>`}
<div class="columns">
<section><h2>Timeline</h2>${table(report.timeline.map((entry) => [`${entry.seconds.toFixed(1)} s`, entry.text]))}</section>
<section><h2>Ledger</h2>${table(ledgerRows(report))}</section>
<section><h2>Run</h2>${table(runRows(report))}</section>
</div>
${report.denied.length === 0 ? "" : `<section><h2>Permissions refused</h2>${table(report.denied.map((one) => [`${one.count} ×`, `${one.action} on ${one.resource} to ${one.principal}`]))}</section>`}
${report.ledger.lostIds.length === 0 ? "" : `<section><h2>Lost</h2><p class="ids">${report.ledger.lostIds.map(escaped).join(" ")}</p></section>`}
<script>${asset("uplot/dist/uPlot.iife.min.js")}</script>
<script>const plot = ${embedded(plot)};
${read("report-page.js")}</script>
</body>
</html>
`;
}

const asset = (path: string): string => readFileSync(require.resolve(path), "utf8");
const read = (name: string): string => readFileSync(join(__dirname, name), "utf8");

/** JSON inside a script element: only a "<" could end it. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const seconds = (value: number | null): string => (value === null ? "–" : `${value.toFixed(1)} s`);

const figure = (name: string, value: number | string | null, note: string, tone = ""): string =>
  `<div class="figure ${tone}"><b>${value === null ? "unknown" : typeof value === "number" ? value.toLocaleString("en") : value}</b><span>${name}</span><small>${escaped(note)}</small></div>`;

const table = (rows: readonly (readonly [string, string])[]): string =>
  `<table>${rows.map(([name, value]) => `<tr><td>${escaped(name)}</td><td>${escaped(value)}</td></tr>`).join("")}</table>`;

const ledgerRows = (report: Report): [string, string][] => [
  ...ledgerCounts(report),
  ...warehouseRows(report),
];

const ledgerCounts = ({ ledger, lakes, undrained }: Report): [string, string][] => [
  ...Object.entries(ledger).flatMap(([name, value]): [string, string][] =>
    Array.isArray(value) ? [] : [[name, value === null ? "unknown" : String(value)]],
  ),
  ...Object.entries(lakes).map(([region, landed]): [string, string] => [
    `in the lake of ${region}`,
    String(landed),
  ]),
  ["undeliverable objects left", undrained === null ? "unknown" : String(undrained)],
];

const runRows = (report: Report): [string, string][] => [
  ["drill", report.id],
  ["started", report.startedAt],
  ["took", `${report.durationSeconds} s`],
  ["seed", String(report.seed)],
  ["speed", String(report.speed)],
  ["input", inputText(report)],
  ["clients", String(report.load.clients)],
  ["failed requests", countsText(report.load.failedRequests) || "none"],
  ["fault seen from outside", report.faultObserved ? "yes" : "no"],
  ["TTL seen", report.dns.ttlSeconds === null ? "–" : `${report.dns.ttlSeconds} s`],
  ["events by build", buildsText(report)],
  ["engine", report.engine],
  ["resources", countsText(report.resources)],
];
