/** A comparison of twins as text, without colour. Pure. */
import type { Comparison, Difference } from "./twins";

/** Of a value; the rest of it is in `--json`. */
const CHARACTERS_MAX = 200;

export function twinsText(primary: string, standby: string, comparison: Comparison): string {
  const { shared, differences, allowed, unused } = comparison;
  const longest = Math.max(primary.length, standby.length);
  const lines = ({ resource, path, values }: Difference) => [
    "",
    path === "" ? resource : `${resource}: ${path}`,
    `    ${primary.padEnd(longest)}  ${shown(values[0])}`,
    `    ${standby.padEnd(longest)}  ${shown(values[1])}`,
  ];
  const meant = allowed.reduce((total, one) => total + one.differences.length, 0);
  return [
    `${primary} and ${standby}: ${shared} of both, ${plural(differences.length, "difference")}, ${meant} allowed.`,
    ...differences.flatMap(lines),
    ...(allowed.length === 0 ? [] : ["", "Allowed:"]),
    ...allowed.map(
      ({ allowance: { name, path, reason }, differences: found }) =>
        `${String(found.length).padStart(5)}  ${name}${path === "" ? "" : ` ${lastStep(path)}`}: ${reason}`,
    ),
    ...(unused.length === 0
      ? []
      : ["", "Allowed, and no difference needs it: remove it from policies/twins-allowed.ts."]),
    ...unused.map(({ name, path, reason }) => `       ${name}${path === "" ? "" : ` ${path}`}: ${reason}`),
  ].join("\n");
}

/** A dependency's step is a URN, which says little in a line. */
const lastStep = (path: string) => path.replace(/\.urn:.*::/, " on ");

const shown = (value: unknown): string => {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length > CHARACTERS_MAX ? `${text.slice(0, CHARACTERS_MAX)}…` : text;
};

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
