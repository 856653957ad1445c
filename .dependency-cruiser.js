/**
 * The arrows of the architecture: drill → operate, local → engine → (child process) stacks → infra → handlers' bundles.
 * `errors.ts` is the ground floor, so anyone may import it. Tests may look where they must.
 */
const room = (name, may) => ({
  name: `${name}-imports-only-its-ground`,
  comment: `${name}/ may import ${may.length ? may.join(", ") : "nothing but itself"} and errors.ts.`,
  severity: "error",
  from: { path: `^${name}/`, pathNot: "\\.test\\.ts$|/testing/" },
  to: {
    path: "^(stacks|infra|handlers|engine|policies|local|operate|drill|bench|cli)/",
    pathNot: [`^${name}/`, ...may.map((path) => `^${path}`)],
  },
});

/** The contract of a function's environment, and the pure sums that settings are checked against. */
const functionContracts = [
  "handlers/[a-z]+/environment\\.ts$",
  "handlers/delivery/budget\\.ts$",
  "handlers/metrics\\.ts$",
];

module.exports = {
  forbidden: [
    room("handlers", []),
    room("infra", functionContracts),
    room("stacks", ["infra/", ...functionContracts]),
    room("engine", []),
    room("policies", ["engine/"]),
    room("local", ["engine/"]),
    // Names, prefixes and settings are the same for whoever creates a region and whoever operates it.
    room("operate", [
      "handlers/delivery/undeliverable-object\\.ts$",
      "handlers/etl/(invocation|tombstone)\\.ts$", // How an object is loaded again, and a visitor forgotten.
      "handlers/event/limits\\.ts$", // What the largest body can cost.
      "handlers/canary/send\\.ts$",
      "handlers/metrics\\.ts$",
      "handlers/replay/inspect\\.ts$", // What replay can deliver of a quarantined batch is replay's to say.
      "handlers/[a-z]+/environment\\.ts$",
      "stacks/(names|outputs|routing|settings|stack-file|read-settings)\\.ts$",
    ]),
    room("drill", ["operate/", "local/"]),
    room("bench", ["handlers/", "local/"]),
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "nothing-unresolved",
      comment: "aws-lambda is a package of types only: @types/aws-lambda.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^aws-lambda$" },
    },
    {
      name: "functions-carry-no-tools",
      comment: "What runs in Lambda must not depend on what only this machine has.",
      severity: "error",
      from: { path: "^handlers/", pathNot: "\\.test\\.ts$|/testing/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.holdfast/|^policies/[^/]+/dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      // ES modules say where they are by `exports` alone (node-pg-migrate).
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
