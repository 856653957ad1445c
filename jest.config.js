const shared = {
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": "@swc/jest" },
  modulePathIgnorePatterns: ["<rootDir>/.holdfast"],
};

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
    { ...shared, displayName: "system", testMatch: ["**/*.system.test.ts"] },
    { ...shared, displayName: "drills", testMatch: ["**/*.drills.test.ts"] },
  ],
};
