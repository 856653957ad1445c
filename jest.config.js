const shared = {
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": "@swc/jest" },
  modulePathIgnorePatterns: ["<rootDir>/.holdfast"],
};

/** Two projects: `unit` runs everywhere in seconds; `system` starts real processes and drills. */
module.exports = {
  projects: [
    { ...shared, displayName: "unit", testMatch: ["**/*.test.ts"], testPathIgnorePatterns: ["/node_modules/", "\\.system\\.test\\.ts$"] },
    { ...shared, displayName: "system", testMatch: ["**/*.system.test.ts"] },
  ],
};
