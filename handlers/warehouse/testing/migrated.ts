/** The migrations, applied by the code that runs in Lambda: bundled, since the library is an ES module, which jest does not load. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import type { migrate } from "../../migrate/migrate";

export const migrationsFolder = resolve(__dirname, "..", "..", "migrate", "migrations");

/** `migrate` of handlers/migrate. */
export function bundledMigrate(): typeof migrate {
  const folder = mkdtempSync(join(tmpdir(), "migrate-"));
  const outfile = join(folder, "migrate.js");
  buildSync({
    entryPoints: [resolve(migrationsFolder, "..", "migrate.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    supported: { "dynamic-import": false },
    tsconfigRaw: {},
    logLevel: "silent",
  });
  const loaded = require(outfile) as { migrate: typeof migrate };
  rmSync(folder, { recursive: true });
  return loaded.migrate;
}
