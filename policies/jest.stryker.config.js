/** The specs of the policies alone, for mutation testing: `jest.config.js` has projects, of which Stryker would run all. */
module.exports = {
  rootDir: "..",
  roots: ["<rootDir>/policies"],
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": "@swc/jest" },
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "\\.(system|pair|drills)\\.test\\.ts$"],
};
