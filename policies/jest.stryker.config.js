/** The specs of one folder of policies/ alone, for mutation testing: of all, each mutant would load a hundred. */
const folder = process.env.MUTATED ?? ".";

module.exports = {
  rootDir: "..",
  roots: ["<rootDir>/policies"],
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": "@swc/jest" },
  testMatch: [
    `<rootDir>/policies/${folder === "." ? "" : `${folder}/`}*.test.ts`,
    // What every rule must bring along: a name, a demand of the design, a schema.
    "<rootDir>/policies/packs.test.ts",
  ],
  testPathIgnorePatterns: ["/node_modules/", "\\.(system|pair|drills)\\.test\\.ts$"],
};
