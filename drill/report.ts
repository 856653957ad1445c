/** A drill's folder: the report for machines, for pull requests and for people, and `latest` beside it. */
import { cp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Conclusion } from "./conclude";
import type { AcknowledgedEvents } from "./journal";
import { reportHtml } from "./report-html";
import { reportMarkdown } from "./report-markdown";
import { plotOf } from "./report-plot";
import { reportSchema } from "./report-schema";

export async function writeReport(
  drillsDir: string,
  folder: string,
  { report, ledger }: Conclusion,
  acknowledgements: readonly AcknowledgedEvents[],
): Promise<void> {
  const valid = reportSchema.parse(report);
  const load = report.timeline.find(({ kind }) => kind === "load");
  const loadAt = load ? Date.parse(load.at) - load.seconds * 1_000 : Date.parse(report.startedAt);
  const plot = plotOf(acknowledgements, report.timeline, loadAt, Object.keys(report.outside));
  const ids = (list: readonly string[]) =>
    list.map((event_id) => `${JSON.stringify({ event_id })}\n`).join("");
  await Promise.all([
    writeFile(join(folder, "report.json"), `${JSON.stringify(valid, null, 2)}\n`),
    writeFile(join(folder, "report.md"), reportMarkdown(report)),
    writeFile(join(folder, "report.html"), reportHtml(report, plot)),
    ledger && writeFile(join(folder, "lost.ndjson"), ids(ledger.lost)),
    ledger && writeFile(join(folder, "unexpected.ndjson"), ids(ledger.unexpected)),
  ]);
  await pointLatestAt(drillsDir, folder);
}

/** Replaced in one step, so that whoever looks finds this drill or the one before. */
async function pointLatestAt(drillsDir: string, folder: string): Promise<void> {
  const latest = join(drillsDir, "latest");
  const next = `${latest}-${basename(folder)}`;
  try {
    await symlink(basename(folder), next);
    await rename(next, latest);
  } catch {
    // A file system without links, or a folder in the link's place.
    await rm(next, { force: true });
    await rm(latest, { recursive: true, force: true });
    await cp(folder, latest, { recursive: true });
  }
}
