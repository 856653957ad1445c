/**
 * Rows in COPY's text format ("COPY", Text Format): a row ends with a newline, values are separated by tabs, `\N` is null, and what
 * would be taken for one of these is escaped. Escaping every backslash also covers the end-of-data marker `\.`. Pure.
 */

export type Value = string | number | null;

const special = /[\\\n\r\t\0]/;
const everySpecial = /[\\\n\r\t\0]/g;
/** Postgres keeps no NUL in a text ("Character Types"); as lone surrogates do in UTF-8, it becomes the replacement character. */
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\uFFFD",
};

/** Without the newline. */
export function copyRow(values: readonly Value[]): string {
  let row = "";
  for (let index = 0; index < values.length; index += 1)
    row += (index === 0 ? "" : "\t") + copyValue(values[index] ?? null);
  return row;
}

function copyValue(value: Value): string {
  if (value === null) return "\\N";
  if (typeof value === "number") return String(value);
  return special.test(value) ? value.replace(everySpecial, (character) => escapes[character] ?? "") : value;
}
