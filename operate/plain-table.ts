import Table from "cli-table3";

/** Columns aligned by blanks alone: readable in a log, and without colour. */
export function plainTable(head: string[], right: readonly number[] = [], colWidths?: number[]): Table.Table {
  const none = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };
  const edges = { top: "", "top-mid": "", "top-left": "", "top-right": "" };
  const foot = { bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" };
  return new Table({
    head,
    chars: { ...none, ...edges, ...foot, left: "", right: "", middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: head.map((_, index) => (right.includes(index) ? "right" : "left")),
    ...(colWidths && { colWidths, wordWrap: true, wrapOnWordBoundary: true }),
  });
}
