const shared = {
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": "@swc/jest" },
  modulePathIgnorePatterns: ["<rootDir>/.holdfast"],
};

/** A minute and more each, and pairs of their own: .ci/run, which sets CI, adds them to what a developer runs. */
const IN_CI = ["local/alarms\\.system", "cli/deploy\\.system", "drill/outage-of-postgres\\.system"];

/** `unit` runs anywhere in seconds; `system` starts real processes; `drills` fails regions, one drill at a time. */
module.exports = {
  // Two cores are all that some machines have; jest would leave one of them idle.
  maxWorkers: "100%",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "\\.(system|drills)\\.test\\.ts$"],
    },
    {
      ...shared,
      displayName: "system",
      testMatch: ["**/*.system.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", ...(process.env.CI === undefined ? IN_CI : [])],
    },
    { ...shared, displayName: "drills", testMatch: ["**/*.drills.test.ts"] },
  ],
};
