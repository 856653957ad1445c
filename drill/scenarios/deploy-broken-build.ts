import { deploymentOf } from "./deployment";

/** Thrown where no handler can catch it: Lambda reports an error, API Gateway answers 500. */
const BROKEN_BUILD = {
  file: "handlers/collect/index.ts",
  from: "export const handler = collector(environment, {",
  to: `export const handler = async () => { throw new Error("This build is broken."); };
collector(environment, {`,
};

/** D20: a build that fails on every request is deployed. It gets no further than the standby, and goes by itself. */
export const deployBrokenBuild = deploymentOf(BROKEN_BUILD, {
  name: "deploy-broken-build",
  title: "A build that fails on every request is deployed under load, and rolled back by itself.",
  hits: "standby",
  seconds: 15,
  expect: { builds: { primary: 1, standby: 1 }, deployment: ["rolled-back"] },
});
