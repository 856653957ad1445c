/**
 * Bundles each pack into one file, `policies/<pack>/dist/index.js`, so that its folder works by itself wherever it is copied,
 * with nothing but @pulumi/policy installed. Run it by `npm run policies:build`.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** Folders with a PulumiPolicy.yaml, by name. */
export const packNames = (folder: string = __dirname): string[] =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "PulumiPolicy.yaml")))
    .sort();

export function buildPack(pack: string, outfile: string = join(__dirname, pack, "dist", "index.js")): void {
  buildSync({
    entryPoints: [join(__dirname, pack, "index.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // The evaluator that runs the pack must be the one that the pack registers itself with.
    external: ["@pulumi/*"],
    logLevel: "error",
  });
}

if (require.main === module) for (const pack of packNames()) buildPack(pack);
