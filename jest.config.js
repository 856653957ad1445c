const shared = {
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": "@swc/jest" },
  modulePathIgnorePatterns: ["<rootDir>/.holdfast", "<rootDir>/policies/[^/]+/(dist|package.json)"],
};

/** What takes a minute and more, and what a test of both regions shows in less detail: .ci/run, which sets CI, adds them. */
const IN_CI = [
  "local/alarms\\.pair",
  "cli/deploy\\.pair",
  "drill/outage-of-postgres\\.pair",
  "engine/pulumi/.*\\.system",
  "local/provider/(ec2|rds)\\.system",
  "policies/(adapters|mutants/mutants|strangers/strangers)\\.system",
];

const left = ["/node_modules/", ...(process.env.CI === undefined ? IN_CI : [])];

/**
 * `unit` runs anywhere in seconds; `system` starts real processes; `pair` brings both regions up, one pair at a time, since health
 * checks judge by time-outs that a busy machine does not keep; `drills` fails regions, one drill at a time.
 */
module.exports = {
  // Two cores are all that some machines have; jest would leave one of them idle.
  maxWorkers: "100%",
  // For what hangs, not for what is slow: a busy machine takes many times as long.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "\\.(system|pair|drills)\\.test\\.ts$"],
    },
    { ...shared, displayName: "system", testMatch: ["**/*.system.test.ts"], testPathIgnorePatterns: left },
    { ...shared, displayName: "pair", testMatch: ["**/*.pair.test.ts"], testPathIgnorePatterns: left },
    { ...shared, displayName: "drills", testMatch: ["**/*.drills.test.ts"] },
  ],
};
