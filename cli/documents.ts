/** The documents that are made from code, so that they can't say otherwise than it. Pure. */
import { reportFieldTable } from "../drill/report-schema";
import { errorMessages } from "../errors";
import { localVersusAws } from "../local/provider/document";
import { handlers } from "../local/provider/handlers";
import { serviceDifferences } from "../local/services/differences";
import { attackCostTable } from "../operate/attack-cost";
import { policiesDocument } from "../policies/document";
import { packs } from "../policies/packs";
import { defaultSettings } from "../stacks/settings";
import { settingsTable } from "../stacks/settings-table";

/** A whole file, or what stands in a file between `<!-- name: … -->` and `<!-- /name -->`. */
export interface GeneratedDocument {
  readonly file: string;
  /** What the file should hold. @param current what it holds now; empty when there is none. */
  readonly text: (current: string) => string;
}

export const documents: readonly GeneratedDocument[] = [
  { file: "docs/settings.md", text: (current) => withBlock(current, "settings", settingsTable()) },
  { file: "docs/drills.md", text: (current) => withBlock(current, "report fields", reportFieldTable()) },
  {
    file: "docs/security.md",
    text: (current) => withBlock(current, "attack cost", attackCostTable(defaultSettings)),
  },
  { file: "docs/errors.md", text: () => errorsDocument(errorMessages) },
  { file: "docs/policies.md", text: () => policiesDocument(packs) },
  { file: "docs/local-versus-aws.md", text: () => localVersusAws(handlers, serviceDifferences) },
];

export function errorsDocument(messages: Readonly<Record<string, string>>): string {
  const rows = Object.entries(messages)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([code, message]) => `| ${code} | ${cell(message).replace(/\{(\w+)\}/g, "`$1`")} |`);
  return [
    "# Errors",
    "",
    "Generated from `errors.ts` by `npm run docs`. Do not edit. A code is never renamed and never reused. What stands `so` in a",
    "message is filled in with the value in question.",
    "",
    "| code | what it says |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** A table's row is one line. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", "<br>");

/** @throws when the marks are not there: a table must not vanish unseen. */
export function withBlock(current: string, name: string, block: string): string {
  const marked = new RegExp(`(<!-- ${name}: [^>]*-->\n)[^]*?(<!-- /${name} -->)`);
  if (!marked.test(current))
    throw new Error(`The marks <!-- ${name}: … --> and <!-- /${name} --> are missing.`);
  return current.replace(marked, (_, begin: string, end: string) => `${begin}\n${block.trim()}\n\n${end}`);
}
