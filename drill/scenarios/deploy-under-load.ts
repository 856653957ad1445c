import { deploymentOf } from "./deployment";

/** Enough to make another build of it, and nothing that it does. */
const NEW_BUILD = {
  file: "handlers/delivery/deliver.ts",
  from: "  let waiting = records;\n",
  to: "  let waiting = [...records];\n",
};

/** D20: a new build goes out to both regions, one after the other, while clients send. */
export const deployUnderLoad = deploymentOf(NEW_BUILD, {
  name: "deploy-under-load",
  title: "A new build goes out to the standby, then to the primary, step by step, under load.",
  hits: "primary",
  seconds: 30,
  expect: { builds: { primary: 2, standby: 2 }, deployment: ["deployed", "deployed"] },
});
