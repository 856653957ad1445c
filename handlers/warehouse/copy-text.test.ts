import { copyRow, type Value } from "./copy-text";

test.each<{ title: string; values: Value[]; row: string }>([
  { title: "values are separated by tabs", values: ["a", "b", 3], row: "a\tb\t3" },
  { title: "null is told from the text that looks like it", values: [null, "\\N", ""], row: "\\N\t\\\\N\t" },
  { title: "what would end a value or a row is escaped", values: ["a\tb\nc\rd"], row: "a\\tb\\nc\\rd" },
  {
    title: "backslashes are escaped, those of an end marker too",
    values: ["\\.", "C:\\n"],
    row: "\\\\.\tC:\\\\n",
  },
  { title: "NUL becomes the replacement character", values: ["a\0b"], row: "a\uFFFDb" },
  { title: "other control characters stay", values: ["\b\f\v\x01"], row: "\b\f\v\x01" },
  { title: "no values are an empty row", values: [], row: "" },
])("$title", ({ values, row }) => {
  expect(copyRow(values)).toBe(row);
});
