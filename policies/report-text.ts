/** A report as text: as readable in a log as on a screen, and without colour. Pure. */
import { exitCodeOf, idOf, ofKind, type Report, type Verdict } from "./report";

/** A message is broken into lines of this many characters. */
const WIDTH = 110;
const INDENT = "    ";

export function reportText(report: Report): string {
  return [
    ...stackLines(report),
    "",
    ...table(report),
    ...groups.flatMap(lines(report)),
    "",
    sum(report),
  ].join("\n");
}

function stackLines({ stacks }: Report): string[] {
  const longest = Math.max(...stacks.map(({ name }) => name.length));
  return stacks.map(({ name, resources, peer, problem }) => {
    const pair = peer === undefined ? "; alone: pair rules see one side" : `, paired with ${peer}`;
    const found = problem === undefined ? `${resources} resources${pair}` : "could not be previewed";
    return `${name.padEnd(longest)}  ${found}`;
  });
}

const COLUMNS = ["rules", "violations", "undetermined", "excused", "failed"] as const;

function table(report: Report): string[] {
  const countsOf = (verdicts: readonly Verdict[], rules: number) => [
    rules,
    ...(["violation", "undetermined", "excused", "failed"] as const).map(
      (kind) => verdicts.filter((verdict) => verdict.kind === kind).length,
    ),
  ];
  const rows = report.packs.map(({ name, rules }) => ({
    name,
    counts: countsOf(
      report.verdicts.filter(({ pack }) => pack === name),
      rules.length,
    ),
  }));
  const rules = report.packs.reduce((total, pack) => total + pack.rules.length, 0);
  const all = [...rows, { name: "all", counts: countsOf(report.verdicts, rules) }];
  const longest = Math.max("pack".length, ...all.map(({ name }) => name.length));
  const row = (name: string, cells: readonly unknown[]) =>
    [name.padEnd(longest), ...cells.map((cell, index) => String(cell).padStart(widthOf(index)))].join("  ");
  return [row("pack", COLUMNS), ...all.map(({ name, counts }) => row(name, counts))];
}

const widthOf = (index: number) => COLUMNS[index]?.length ?? 0;

const groups = [
  { kind: "failed", title: "FAILED" },
  { kind: "violation", title: "VIOLATION" },
  { kind: "undetermined", title: "UNDETERMINED" },
  { kind: "excused", title: "EXCUSED" },
  { kind: "stray", title: "EXCUSE FOR NOTHING" },
] as const;

const lines =
  (report: Report) =>
  ({ kind, title }: (typeof groups)[number]): string[] => {
    const problems =
      kind === "failed"
        ? report.stacks.flatMap(({ name, problem }) =>
            problem === undefined ? [] : ["", `FAILED  ${name} could not be previewed`, ...indented(problem)],
          )
        : [];
    return [
      ...problems,
      ...ofKind(report, kind).flatMap((verdict) => [
        "",
        [title, severityOf(report, verdict), idOf(verdict), verdict.stack, verdict.name ?? ""]
          .filter((part) => part !== "")
          .join("  "),
        ...indented(verdict.message),
        ...(verdict.reason === undefined ? [] : indented(`Excused: ${verdict.reason}`)),
        ...(verdict.urn === undefined ? [] : [`${INDENT}${verdict.urn}`]),
      ]),
    ];
  };

function severityOf({ packs }: Report, { kind, pack, rule }: Verdict): string {
  if (kind !== "violation") return "";
  const rules = packs.find(({ name }) => name === pack)?.rules ?? [];
  return rules.find(({ name }) => name === rule)?.severity ?? "";
}

/** Broken at blanks; the text's own lines stay. */
function indented(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const broken: string[] = [];
    let current = "";
    for (const word of line.split(" ")) {
      if (current !== "" && current.length + word.length >= WIDTH - INDENT.length) {
        broken.push(current);
        current = word;
      } else current = current === "" ? word : `${current} ${word}`;
    }
    return [...broken, current].map((part) => `${INDENT}${part}`);
  });
}

function sum(report: Report): string {
  const violations = ofKind(report, "violation").length;
  const verdict = ["Clean.", `${plural(violations, "violation")}.`, "Not everything could be judged."];
  return verdict[exitCodeOf(report)] as string;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
