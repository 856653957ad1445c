/** What became of the mutants, for people: who was meant to catch each, and who did. */
import Table from "cli-table3";
import { isCaught, type Judged } from ".";
import { survivors } from "./survivors";

export const shareCaught = (judged: readonly Judged[]): number =>
  judged.filter(isCaught).length / judged.length;

/** The whole table, the survivors with their reasons, and the sum. */
export function mutantsText(judged: readonly Judged[]): string {
  const table = new Table({ head: ["Mutant", "Meant", "Caught by"], style: { head: [], border: [] } });
  for (const { name, meant, caughtBy } of judged)
    table.push([name, meant.join("\n"), caughtBy.length === 0 ? "nobody" : caughtBy.join("\n")]);
  const left = judged.filter((one) => !isCaught(one));
  const caught = judged.length - left.length;
  return [
    table.toString(),
    ...left.map(({ name }) => `Survived: ${name}. ${survivors[name] ?? "No reason is given."}`),
    `${caught} of ${judged.length} mutants (${(100 * shareCaught(judged)).toFixed(1)} %) were caught by the rule meant for them.`,
  ].join("\n");
}
