/** A copy of the program with one thing broken on purpose, to prove that a drill notices. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROJECT = resolve(__dirname, "..", "..");
/** What the program is made of; everything else of the project is not deployed. */
const PARTS = [
  "Pulumi.yaml",
  "Pulumi.prod-eu.yaml",
  "Pulumi.prod-us.yaml",
  "errors.ts",
  "package.json",
  "tsconfig.json",
  "handlers",
  "infra",
  "stacks",
];

/** One edit: in `file`, `find` (which must stand there exactly once) becomes `replace`. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The folder of a patched copy, and how to remove it. A patch that no longer fits is an error, so no saboteur goes blunt unseen. */
export async function patchedProgram(
  patches: readonly Patch[],
): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "holdfast-program-"));
  for (const part of PARTS) await cp(join(PROJECT, part), join(dir, part), { recursive: true });
  await symlink(join(PROJECT, "node_modules"), join(dir, "node_modules"));
  for (const { file, find, replace } of patches) {
    const text = await readFile(join(dir, file), "utf8");
    const found = text.split(find).length - 1;
    if (found !== 1) throw new Error(`${file} holds ${found} times, not once: ${find}`);
    await writeFile(
      join(dir, file),
      text.replace(find, () => replace),
    );
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
