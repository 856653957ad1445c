/** Mutation testing of one folder of policies/ by that folder's own specs. MUTATED names it, `.` being policies/ itself. */
const folder = process.env.MUTATED ?? ".";
const place = `.holdfast/stryker/${folder === "." ? "policies" : folder}`;

export default {
  testRunner: "jest",
  plugins: ["@stryker-mutator/jest-runner", "./policies/stryker-ignored.mjs"],
  ignorers: ["prose-and-closed-types"],
  jest: {
    projectType: "custom",
    configFile: "policies/jest.stryker.config.js",
    enableFindRelatedTests: true,
  },
  mutate: [
    `policies/${folder}/*.ts`,
    "!policies/**/*.test.ts",
    // Lists of what is elsewhere: packs.test.ts and docs/policies.md hold them to the rules that there are.
    "!policies/**/{demands,rules}.ts",
    "!policies/{at-least-once,disaster-recovery,s3-endpoints,vpc-isolation}/index.ts",
    // A list of excuses for our own two stacks: only their real graphs (real-stacks.system.test.ts) show one too many or too few.
    "!policies/twins-allowed.ts",
    // It calls esbuild, which takes what it bundles from outside of the copy that Stryker mutates.
    "!policies/build.ts",
  ],
  coverageAnalysis: "perTest",
  incremental: true,
  incrementalFile: `${place}/incremental.json`,
  tempDirName: `${place}/tmp`,
  ignorePatterns: [".holdfast", "docs", "bench/results"],
  // A busy machine must not take a slow test for an endless one.
  timeoutMS: 15_000,
  timeoutFactor: 2,
  reporters: ["clear-text", "progress-append-only", "json"],
  jsonReporter: { fileName: `${place}/report.json` },
  clearTextReporter: { logTests: false, reportTests: false },
  thresholds: { high: 98, low: 95, break: 95 },
};
