import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

/** The folder that holds `handlers/` and `infra/`. Relative to this file: a copy of the program bundles its own sources. */
const PROGRAM_ROOT = resolve(__dirname, "..", "..");

export interface Bundle {
  /** One CommonJS file that exports `handler`. */
  readonly code: string;
  /** SHA-256 of the code, its first 12 hexadecimal digits: the `build` that each event carries. */
  readonly build: string;
}

/**
 * What runs in Lambda for `handlers/<handler>/index.ts`, as one minified file. Reproducible: the same sources and the
 * same packages give the same bytes, wherever the program lies.
 */
export function bundle(handler: string, root: string = PROGRAM_ROOT): Bundle {
  const result = buildSync({
    entryPoints: [join("handlers", handler, "index.ts")],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outfile: "index.js",
    platform: "node",
    target: "node22",
    format: "cjs",
    minify: true,
    // ES modules shake: half the cold start of the CommonJS builds of the AWS SDK.
    mainFields: ["module", "main"],
    // A map would hold paths and slow the start; the build's hash leads back to the sources.
    sourcemap: false,
    legalComments: "none",
    // No tsconfig.json is looked for: a copy of the program without one must give the same bytes.
    tsconfigRaw: {},
    logLevel: "silent",
  });
  const code = result.outputFiles[0]?.text ?? "";
  return { code, build: createHash("sha256").update(code).digest("hex").slice(0, 12) };
}
