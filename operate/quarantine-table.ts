/** The quarantine as a person reads it. Pure. */
import { ageText } from "./age";
import { plainTable } from "./plain-table";
import type { Quarantined } from "./quarantine";

/** Characters of a hash that are shown, and that the commands take for a key. */
const HASH_SHOWN = 12;

export function quarantineTable(
  objects: readonly Quarantined[],
  unreachable: readonly { readonly region: string; readonly problem: string }[],
  now: number,
): string {
  const problems = unreachable.map(({ region, problem }) => `${region} is unreachable: ${problem}`);
  if (objects.length === 0)
    return [
      ...problems,
      problems.length > 0 ? "Nothing is in quarantine where it could be read." : "Nothing is in quarantine.",
    ].join("\n");
  const table = plainTable(["region", "key", "age", "events", "bytes", "reason"], [3, 4]);
  for (const { region, sha256, storedAt, events, bytes, reason } of objects)
    table.push([
      region,
      sha256.slice(0, HASH_SHOWN),
      ageText((now - storedAt.getTime()) / 1_000),
      String(events),
      String(bytes),
      reason,
    ]);
  return [...problems, table.toString()].join("\n");
}
