/** A copy of the program with something changed in it, to be deployed by a drill and thrown away. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROJECT = resolve(__dirname, "..");
const PARTS = [
  "Pulumi.yaml",
  "Pulumi.prod-eu.yaml",
  "Pulumi.prod-us.yaml",
  "errors.ts",
  "handlers",
  "infra",
  "package.json",
  "stacks",
  "tsconfig.json",
];

export interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export class PatchedProgram {
  readonly dir = mkdtempSync(join(tmpdir(), "holdfast-program-"));

  /** @throws when a patch finds nothing to change: a saboteur that does nothing proves nothing. */
  constructor(patches: readonly Patch[]) {
    for (const part of PARTS) cpSync(join(PROJECT, part), join(this.dir, part), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules"), join(this.dir, "node_modules"));
    for (const { file, from, to } of patches) {
      const path = join(this.dir, file);
      const source = readFileSync(path, "utf8");
      if (source.split(from).length !== 2)
        throw new Error(`${file} does not hold ${JSON.stringify(from)} once.`);
      writeFileSync(
        path,
        source.replace(from, () => to),
      );
    }
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
